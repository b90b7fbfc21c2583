"""What a robustness analysis found, one plain sentence each, in the reader's language."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt

from portfolio.language import format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.scoring.axes import BOLD, BOLD_NEEDED
from portfolio.scoring.cells import cells_of
from portfolio.scoring.panel import AssessmentAnswers, PanelScores
from portfolio.scoring.robustness import SEED, Robustness, robustness
from portfolio.scoring.weighting import Weighting

RADICAL_NEEDED = 0.80  # of the draws, before the word “radical” stands alone (ours)
PAIR_DRAWS = 2000  # enough for which of two is above: the half-width is 2.2 points of per cent
HALF = 0.5
CHANCE = 1.96 * sqrt(0.25 / PAIR_DRAWS)  # the half-width of a share of one half

Panels = Mapping[str, Sequence[AssessmentAnswers]]


def order_findings(result: Robustness, *, limit: int = 5) -> list[str]:
    """Return a sentence for each pair of neighbours in the order of mean scores, the least decided first."""
    ordered = [result.alternatives[place] for place in (-result.mean_scores).argsort(kind="stable")]
    pairs = list(pairwise(ordered))
    pairs.sort(key=lambda pair: abs(result.is_above(*pair) - HALF))
    return [pair_finding(result, *pair) for pair in pairs[:limit]]


def pair_finding(result: Robustness, first: str, second: str, *, turns_without: Sequence[str] = ()) -> str:
    """Return how often one alternative is above another, naming those without whom it turns."""
    share = result.is_above(first, second)
    if share < HALF:
        first, second, share = second, first, 1.0 - share
    return pair_sentence(first, second, share, turns_without=turns_without)


def pair_sentence(above: str, below: str, share: float, *, turns_without: Sequence[str] = ()) -> str:
    """Return as a sentence in what share of draws one is above another, and without which evaluators it turns.

    Within chance of one half, neither is said to be above.
    """
    if share - HALF < CHANCE:
        return _(
            "%(first)s and %(second)s cannot be told apart: each is above in about half.", first=above, second=below
        )
    said = {"first": above, "second": below, "share": format_percent(share)}
    if not turns_without:
        return _("%(first)s is above %(second)s in %(share)s of plausible weightings.", **said)
    return ngettext(
        "%(first)s is above %(second)s in %(share)s of plausible weightings; without evaluator %(evaluators)s it "
        "turns.",
        "%(first)s is above %(second)s in %(share)s of plausible weightings; without any one of evaluators "
        "%(evaluators)s it turns.",
        len(turns_without),
        evaluators=", ".join(turns_without),
        **said,
    )


def turns_without(
    panels: Panels,
    criteria: Sequence[str],
    first: str,
    second: str,
    *,
    weighting: Weighting | None = None,
    draws: int = PAIR_DRAWS,
    seed: int = SEED,
) -> list[str]:
    """Return the evaluators without whom the other of two projects would be above, in the order of their keys.

    It turns only beyond what the number of draws leaves to chance.
    """
    pair = {name: panels[name] for name in (first, second)}
    evaluators = sorted({assessment.evaluator for panel in pair.values() for assessment in panel})

    def lead(without: str | None) -> float:
        cells = {
            name: cells_of(criteria, [assessment for assessment in panel if assessment.evaluator != without])
            for name, panel in pair.items()
        }
        found = robustness(cells, criteria, weighting=weighting, draws=draws, seed=seed)
        return found.is_above(first, second) - HALF

    side = 1.0 if lead(None) >= 0 else -1.0
    return [evaluator for evaluator in evaluators if side * lead(evaluator) < -CHANCE]


def may_say_radical(share_radical: float, scores: PanelScores) -> bool:
    """Tell whether “radical” may stand alone: in 80 % of the draws, and with two criteria at level 4 or above."""
    bold = [criterion for criterion in scores.criteria if criterion.axis == scores.radicality.axis]
    enough = sum(criterion.value is not None and criterion.value >= BOLD for criterion in bold) >= BOLD_NEEDED
    return share_radical >= RADICAL_NEEDED and enough
