"""The fixed scale: levels 1 to 5 become 0 to 100, whoever else is scored."""

from dataclasses import dataclass
from enum import StrEnum

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

LEVELS = (1, 2, 3, 4, 5)
LOWEST, HIGHEST = 0.0, 100.0
STEP = 25.0  # points between two levels
EVIDENCE = ("E0", "E1", "E2", "E3")
DOCUMENTED_FROM = "E1"  # a dated document or better


class Band(StrEnum):
    """Radicality in words: under 35 incremental, 35 to under 65 substantial, from 65 radical."""

    INCREMENTAL = "incremental"
    SUBSTANTIAL = "substantial"
    RADICAL = "radical"


SUBSTANTIAL_FROM, RADICAL_FROM = 35.0, 65.0


@dataclass(frozen=True)
class Answer:
    """One evaluator's answer on a criterion: a level from 1 to 5, or None for “cannot assess”.

    `lowest` and `highest` are the levels the evaluator still finds plausible; `evidence` is a grade E0 to E3.
    Raises RuleBrokenError with the field for anything else.
    """

    level: int | None
    evidence: str = "E0"
    lowest: int | None = None
    highest: int | None = None

    def __post_init__(self) -> None:
        for field, value in (("level", self.level), ("lowest", self.lowest), ("highest", self.highest)):
            if value is not None and (isinstance(value, bool) or value not in LEVELS):
                raise RuleBrokenError(_("A level is a whole number from 1 to 5."), field=field)
        if self.evidence not in EVIDENCE:
            raise RuleBrokenError(_("An evidence grade is one of E0, E1, E2 and E3."), field="evidence")
        if self.level is not None and not self.plausible[0] <= self.level <= self.plausible[1]:
            raise RuleBrokenError(
                _("The level must lie between the lowest and the highest plausible level."), field="level"
            )

    @property
    def plausible(self) -> tuple[int, int]:
        """Return the lowest and highest plausible level; the level itself where none was given."""
        level = self.level if self.level is not None else 1
        return self.lowest or level, self.highest or level

    @property
    def documented(self) -> bool:
        """Tell whether a document or better stands behind the answer."""
        return self.evidence >= DOCUMENTED_FROM


def score_of(level: float) -> float:
    """Return the points of a level: 1 is 0, 5 is 100; a median between two levels lies between their points."""
    return (level - 1) * STEP


def band_of(radicality: float) -> Band:
    """Return the band of a radicality score from 0 to 100."""
    if radicality < SUBSTANTIAL_FROM:
        return Band.INCREMENTAL
    return Band.SUBSTANTIAL if radicality < RADICAL_FROM else Band.RADICAL
