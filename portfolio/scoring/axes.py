"""Radicality, decoupling and connection: each a weighted mean on fixed anchors, with an interval for what is open.

The mean of fixed scales has no rank reversal (Dezert et al. 2020, SPOTIS): another project never moves this one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portfolio.reference.rubric import Axis
from portfolio.scoring.criteria import CriterionScore, Spread, spread_of
from portfolio.scoring.scale import HIGHEST, LOWEST, Answer, Band, band_of, score_of

COVERAGE_NEEDED = 0.70  # of the weight; with less, only the interval is published (ours)
BOLD, BOLD_NEEDED = 75.0, 2  # “radical” wants at least two criteria at level 4 or above


@dataclass(frozen=True)
class AxisScore:
    """A score from 0 to 100 on one axis.

    `low` and `high` put 0 and 100 in the place of open criteria; nothing is imputed. `available` is the mean of
    what could be assessed, `value` the same where at least 70 % of the weight is covered, else None. `spread` is
    over the evaluators' own means.
    """

    axis: Axis
    value: float | None
    low: float
    high: float
    available: float | None
    coverage: float
    spread: Spread | None
    open_criteria: tuple[str, ...]


def score_axis(
    axis: Axis,
    criteria: Sequence[CriterionScore],
    given: Sequence[Mapping[str, Answer]] = (),
    *,
    counts: Callable[[CriterionScore], bool] = lambda criterion: not criterion.is_open,
) -> AxisScore:
    """Return the score of an axis from its criteria; those that do not count are left open."""
    total = sum(criterion.weight for criterion in criteria)
    covered = [criterion for criterion in criteria if counts(criterion)]
    weight = sum(criterion.weight for criterion in covered)
    points = sum(criterion.weight * (criterion.value or 0.0) for criterion in covered)
    available = min(max(points / weight, LOWEST), HIGHEST) if weight else None
    coverage = weight / total
    low, high = points / total, (points + HIGHEST * (total - weight)) / total
    return AxisScore(
        axis=axis,
        value=_within(available, low, high) if coverage >= COVERAGE_NEEDED else None,
        low=low,
        high=high,
        available=available,
        coverage=coverage,
        spread=_spread_of_evaluators(criteria, given),
        open_criteria=tuple(criterion.id for criterion in criteria if criterion not in covered),
    )


def radicality_band(radicality: AxisScore) -> Band | None:
    """Return the band in words, None where there is no value."""
    return None if radicality.value is None else band_of(radicality.value)


def may_say_radical(radicality: AxisScore, criteria: Sequence[CriterionScore]) -> bool:
    """Tell whether the whole interval is radical and at least two criteria are bold (level 4 or above)."""
    bold = [criterion for criterion in criteria if criterion.value is not None and criterion.value >= BOLD]
    return band_of(radicality.low) is Band.RADICAL and len(bold) >= BOLD_NEEDED


def _within(value: float | None, low: float, high: float) -> float | None:
    return None if value is None else min(max(value, low), high)  # rounding may put it 1e-14 outside


def _spread_of_evaluators(criteria: Sequence[CriterionScore], given: Sequence[Mapping[str, Answer]]) -> Spread | None:
    weights = {criterion.id: criterion.weight for criterion in criteria}
    means = [mean for answers in given if (mean := own_mean(weights, answers)) is not None]
    return spread_of(means) if len(means) > 1 else None


def own_mean(weights: Mapping[str, float], answers: Mapping[str, Answer]) -> float | None:
    """Return an evaluator's own mean over criteria by weight, None where they assessed less than 70 % of the weight."""
    points = weight = 0.0
    for criterion, counted in weights.items():
        answer = answers.get(criterion)
        if answer is not None and answer.level is not None:
            points += counted * score_of(answer.level)
            weight += counted
    enough = weight >= COVERAGE_NEEDED * sum(weights.values())
    return points / weight if weight and enough else None
