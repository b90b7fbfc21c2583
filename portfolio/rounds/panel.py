"""Who may score a project, what an answer must hold, and when a panel is done (method: scoring, sections 3 to 5)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.text import clean_text, folded

SMALLEST_PANEL = 2  # a criterion needs two evaluators, or it stays open
ADVISED_PANEL = 3
LARGEST_PANEL = 5
LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5
LEVELS_WITH_REASON = frozenset({LOWEST_LEVEL, HIGHEST_LEVEL})
EVIDENCE_GRADES = ("E0", "E1", "E2", "E3")
LONGEST_REASON = 4_000  # characters
LONGEST_COMMENT = 4_000  # characters


@dataclass(frozen=True)
class Answer:
    """What one evaluator says on one criterion; without level and `cannot_assess` it is notes for a draft."""

    level: int | None = None
    cannot_assess: bool = False
    lowest: int | None = None
    highest: int | None = None
    evidence: str = EVIDENCE_GRADES[0]
    reason: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the criterion counts as answered."""
        return self.level is not None or self.cannot_assess

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing worth keeping."""
        return self == Answer()


class AnswersRefusedError(RuleBrokenError):
    """Answers break rules; `problems` has a sentence for each field, named `<criterion>-<part>` or `comment`."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        field, message = next(iter(problems.items()))
        super().__init__(message, field=field)
        self.problems = dict(problems)


def check_panel(
    chosen: Collection[UUID],
    *,
    members: Collection[UUID],
    project_lead: UUID | None,
    interested: Collection[UUID] = (),
    funded_by: Mapping[UUID, str] | None = None,
) -> None:
    """Raise RuleBrokenError unless these people may score the project together.

    `interested` are those who have said that they lead or help to pay for it; `funded_by` names, by person, the
    organisation they belong to that helps to pay for it.
    """
    if not set(chosen) <= set(members):
        raise RuleBrokenError(_("Choose among the house’s evaluators."), field="evaluators")
    if project_lead in chosen:
        raise RuleBrokenError(_("The one who leads a project cannot score it."), field="evaluators")
    if set(interested) & set(chosen):
        raise RuleBrokenError(
            _("Someone you chose has said that they help to pay for this project, and cannot score it."),
            field="evaluators",
        )
    if paying := sorted({name for person, name in (funded_by or {}).items() if person in chosen}):
        raise RuleBrokenError(
            _(
                "Someone you chose belongs to %(organisation)s, which helps to pay for this project, and cannot "
                "score it.",
                organisation=paying[0],
            ),
            field="evaluators",
        )
    if len(set(chosen)) < SMALLEST_PANEL:
        raise RuleBrokenError(
            _("Choose at least two evaluators. A criterion that only one has assessed stays open."), field="evaluators"
        )
    if len(set(chosen)) > LARGEST_PANEL:
        raise RuleBrokenError(_("Choose at most five evaluators."), field="evaluators")


def organisation_key(name: str) -> str:
    """Return an organisation's name as it is compared: without case, punctuation, and forms such as A/S."""
    words = re.sub(r"[\W_]+", " ", re.sub(r"(?i)\bA/S\b|\bI/S\b|\bApS\b|\bA\.M\.B\.A\.?", " ", folded(name))).split()
    return " ".join(words)


def panel_warning(size: int) -> str | None:
    """Return what to say of a panel that may score, but is smaller than the method advises."""
    if size >= ADVISED_PANEL:
        return None
    return _(
        "Two evaluators are the fewest that give scores: if one of them cannot assess a criterion, it stays open. "
        "Three to five are better."
    )


def clean_answer(criterion: str, answer: Answer, *, final: bool) -> tuple[Answer, dict[str, str]]:
    """Return an answer made safe, and what is wrong with it by field; `final` also asks for what a draft may lack."""
    problems: dict[str, str] = {}
    try:
        reason = clean_text(answer.reason, field=f"{criterion}-reason", longest=LONGEST_REASON)
    except RuleBrokenError as error:
        reason, problems[f"{criterion}-reason"] = answer.reason, str(error)
    clean = Answer(
        level=answer.level,
        cannot_assess=answer.cannot_assess,
        # A range belongs to a level: without one there is nothing it could surround.
        lowest=answer.lowest if answer.level else None,
        highest=answer.highest if answer.level else None,
        evidence=answer.evidence,
        reason=reason,
    )
    for part, sentence in [*_shape_problems(clean), *(_missing(clean) if final else ())]:
        problems.setdefault(f"{criterion}-{part}", sentence)
    return clean, problems


def _shape_problems(answer: Answer) -> Iterable[tuple[str, str]]:
    if answer.level is not None and (answer.cannot_assess or not _is_level(answer.level)):
        yield "level", _("Choose a level from 1 to 5, or “cannot assess”.")
        return
    if answer.evidence not in EVIDENCE_GRADES:
        yield "evidence", _("Choose how well this is documented, from E0 to E3.")
    if answer.level is None:
        return
    if answer.lowest is not None and not LOWEST_LEVEL <= answer.lowest <= answer.level:
        yield (
            "lowest",
            _("The lowest plausible level can be %(level)s at most, the level you chose.", level=answer.level),
        )
    if answer.highest is not None and not answer.level <= answer.highest <= HIGHEST_LEVEL:
        yield (
            "highest",
            _("The highest plausible level must be %(level)s at least, the level you chose.", level=answer.level),
        )


def _missing(answer: Answer) -> Iterable[tuple[str, str]]:
    if not answer.is_given:
        yield "level", _("Choose a level, or “cannot assess”.")
    if answer.level in LEVELS_WITH_REASON and not answer.reason:
        yield "reason", _("Levels 1 and 5 need a reason. Write what you saw.")


def _is_level(level: int) -> bool:
    return LOWEST_LEVEL <= level <= HIGHEST_LEVEL


def check_answers(
    answers: Mapping[str, Answer], *, criteria: Collection[str], final: bool = False
) -> dict[str, Answer]:
    """Return the answers made safe; raise AnswersRefusedError with a sentence for each field that is wrong.

    A draft may leave criteria out; `final` answers must hold a level or “cannot assess” on every criterion.
    """
    problems = {
        f"{criterion}-level": _("The rubric has no criterion called %(criterion)s.", criterion=criterion[:20])
        for criterion in answers
        if criterion not in criteria
    }
    clean: dict[str, Answer] = {}
    for criterion in criteria:
        if final or criterion in answers:
            clean[criterion], found = clean_answer(criterion, answers.get(criterion, Answer()), final=final)
            problems.update(found)
    if problems:
        raise AnswersRefusedError(problems)
    return clean


@dataclass(frozen=True)
class Progress:
    """How far a panel is, as counts without names; those who declined are not of the panel."""

    handed_in: int
    panel: int

    @property
    def missing(self) -> int:
        """How many have not handed in."""
        return self.panel - self.handed_in


def check_closing(progress: Progress, *, past_last_day: bool, missing_accepted: int = 0) -> None:
    """Raise RuleBrokenError unless a panel may close: enough have handed in, and the lead knows how many have not."""
    if progress.handed_in < SMALLEST_PANEL:
        raise RuleBrokenError(
            ngettext(
                "Only one evaluator has handed in, and scores need two. Wait, invite another, or cancel.",
                "%(num)s evaluators have handed in, and scores need two. Wait, invite another, or cancel.",
                progress.handed_in,
            )
        )
    if progress.missing > missing_accepted and not past_last_day:
        raise RuleBrokenError(
            ngettext(
                "%(num)s evaluator has not handed in. Confirm that you close without that answer.",
                "%(num)s evaluators have not handed in. Confirm that you close without their answers.",
                progress.missing,
            ),
            field="missing_accepted",
        )
