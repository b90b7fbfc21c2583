"""How sure the scores are and who disagrees: the board page's sixth block."""

from collections.abc import Sequence
from enum import StrEnum

from portfolio.briefing.agreeing import say_agreement
from portfolio.briefing.words import counted, in_figures, in_words, listed, sentence, short_name
from portfolio.language import format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.rubric import Axis, rubric
from portfolio.rounds.panel import ADVISED_PANEL

FULL_PANEL = 5  # evaluators a project, as the method advises
MUCH, LITTLE = 0.9, 0.7  # shares of the criteria's weight that could be assessed
NAMED = 2  # disagreements told on the board page


class Confidence(StrEnum):
    """How strong the basis of the scores is; a judgement of ours, with the reason always beside it."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


def say_certainty(active: Sequence[ProjectSheet]) -> tuple[str, tuple[str, ...]]:
    """Return the confidence with its reason, and what it rests on, of the projects in the portfolio."""
    scored = [sheet for sheet in active if sheet.scores]
    if not scored:
        return _("Confidence: none yet."), (_("There are no scores to be sure or unsure of."),)
    split = _disagreements(scored)
    confidence, reason = _judge(active, scored, disagreements=len(split))
    words = {
        Confidence.LOW: _("Confidence: low, because %(reason)s."),
        Confidence.MODERATE: _("Confidence: moderate, because %(reason)s."),
        Confidence.HIGH: _("Confidence: high, because %(reason)s."),
    }
    basis = (_basis(active, scored), _coverage(scored), say_agreement(scored), _disagreement(split))
    return words[confidence] % {"reason": reason}, basis


def coverage(sheets: Sequence[ProjectSheet]) -> float:
    """Return the share of the criteria's weight that could be assessed, the mean over projects and axes."""
    shares = [float(sheet.scores.scores[axis]["coverage"]) for sheet in sheets if sheet.scores for axis in Axis]
    return sum(shares) / len(shares)


def _judge(
    active: Sequence[ProjectSheet], scored: Sequence[ProjectSheet], *, disagreements: int
) -> tuple[Confidence, str]:
    fewest, covered = min(_panels(scored)), coverage(scored)
    if len(scored) * 2 < len(active):
        return Confidence.LOW, _("fewer than half of the projects have scores")
    if fewest < ADVISED_PANEL:
        return Confidence.LOW, _("a project was scored by two evaluators only")
    if covered < LITTLE:
        return Confidence.LOW, _("much could not be assessed")
    if len(scored) < len(active):
        return Confidence.MODERATE, _("not every project has scores")
    if disagreements:
        return Confidence.MODERATE, _("the evaluators disagree on some criteria")
    if fewest < FULL_PANEL:
        return Confidence.MODERATE, _("some panels have fewer than five evaluators")
    if covered < MUCH:
        return Confidence.MODERATE, _("some criteria could not be assessed")
    return Confidence.HIGH, ngettext(
        "the project has a full panel that agrees", "all projects have full panels that agree", len(active)
    )


def _basis(active: Sequence[ProjectSheet], scored: Sequence[ProjectSheet]) -> str:
    least, most = in_words(min(_panels(scored))), in_words(max(_panels(scored)))
    panel = least if least == most else _("%(least)s to %(most)s", least=least, most=most)
    if len(active) == 1:
        return _("The project has scores from %(panel)s evaluators.", panel=panel)
    if len(scored) == len(active):
        return _(
            "All %(total)s projects have scores, from %(panel)s evaluators each.",
            total=in_words(len(active)),
            panel=panel,
        )
    return sentence(
        counted(
            "One of %(total)s projects has scores, from %(panel)s evaluators.",
            "%(scored)s of %(total)s projects have scores, from %(panel)s evaluators each.",
            len(scored),
            panel=panel,
            scored=in_figures(len(scored), len(active)),
            total=in_words(len(active)),
        )
    )


def _coverage(scored: Sequence[ProjectSheet]) -> str:
    if coverage(scored) == 1:
        return _("The evaluators could assess every criterion.")
    return _("The evaluators could assess %(share)s of the criteria.", share=format_percent(coverage(scored)))


def _disagreement(split: Sequence[str]) -> str:
    if not split:
        return _("They agree on every criterion, by the rule set in advance.")
    if len(split) <= NAMED:
        return _("No consensus on %(criteria)s.", criteria=listed(split))
    rest = counted("one other", "%(count)s others", len(split) - NAMED)
    return _("No consensus on %(criteria)s.", criteria=listed([*split[:NAMED], rest]))


def _disagreements(scored: Sequence[ProjectSheet]) -> list[str]:
    return [
        _("%(criterion)s (%(project)s)", criterion=_criterion_name(sheet, found["id"]), project=project)
        for sheet in scored
        if sheet.scores and (project := short_name(sheet.project.name, 32))
        for found in sheet.scores.scores["criteria"]
        if found["consensus"] is False
    ]


def _criterion_name(sheet: ProjectSheet, criterion: str) -> str:
    version = sheet.scores.rubric_version if sheet.scores else ""
    name = str(rubric(version).criterion(criterion).name)
    return name[:1].lower() + name[1:]


def _panels(scored: Sequence[ProjectSheet]) -> list[int]:
    return [sheet.scores.evaluators for sheet in scored if sheet.scores]
