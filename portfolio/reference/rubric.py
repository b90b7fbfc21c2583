"""The rubric that evaluators score by: criteria with five anchored levels, in Danish and English.

Each version is one file under `rubrics/`, never edited once used: a change of words is a new version.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.reference.wording import Wording

FOLDER = Path(__file__).parent / "rubrics"
CURRENT_VERSION = "2026-1"


class Axis(StrEnum):
    """What a criterion measures; the axes are shown side by side and never added up."""

    RADICALITY = "radicality"
    DECOUPLING = "decoupling"
    CONNECTION = "connection"


@dataclass(frozen=True)
class EvidenceGrade:
    """How well an answer is documented, from E0 (assertion) to E3 (independently confirmed)."""

    id: str
    name: Wording
    text: Wording


@dataclass(frozen=True)
class Level:
    """One of the five anchored levels of a criterion; `score` is on the fixed scale 0–100."""

    level: int
    score: float
    text: Wording


@dataclass(frozen=True)
class Criterion:
    """A question with five anchored levels; `weight` counts within its axis, `source` is the literature behind it."""

    id: str
    axis: Axis
    name: Wording
    question: Wording
    levels: tuple[Level, ...]
    source: str
    weight: float = 1.0

    def level(self, number: int) -> Level:
        """Return a level from 1 to 5; raise NotFoundError when there is none."""
        for level in self.levels:
            if level.level == number:
                return level
        raise NotFoundError(_("Criterion %(id)s has no level %(level)s.", id=self.id, level=number))


@dataclass(frozen=True)
class Rubric:
    """One version of the rubric; criteria stand in the order in which they are asked."""

    version: str
    criteria: tuple[Criterion, ...]
    evidence_grades: tuple[EvidenceGrade, ...]

    def on_axis(self, axis: Axis) -> tuple[Criterion, ...]:
        """Return the criteria of an axis, in the rubric's order."""
        return tuple(criterion for criterion in self.criteria if criterion.axis == axis)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion; raise NotFoundError when the rubric has none by that id."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise NotFoundError(_("Rubric %(version)s has no criterion %(id)s.", version=self.version, id=criterion_id))


@cache
def versions() -> tuple[str, ...]:
    """Return the versions shipped, oldest first; looked for once, because they come with the code."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


def rubric(version: str = CURRENT_VERSION) -> Rubric:
    """Return a version of the rubric; raise NotFoundError when it is not shipped."""
    if version not in versions():
        raise NotFoundError(_("There is no rubric %(version)s.", version=version))
    return _read(version)


@cache
def _read(version: str) -> Rubric:
    raw = yaml.safe_load((FOLDER / f"{version}.yaml").read_text(encoding="utf-8"))
    return Rubric(
        version=str(raw["version"]),
        criteria=tuple(_criterion(entry) for entry in raw["criteria"]),
        evidence_grades=tuple(_grade(entry) for entry in raw["evidence_grades"]),
    )


def _criterion(entry: dict[str, Any]) -> Criterion:
    return Criterion(
        id=entry["id"],
        axis=Axis(entry["axis"]),
        name=_wording(entry, "name_"),
        question=_wording(entry, "question_"),
        levels=tuple(
            Level(level=level["level"], score=float(level["score"]), text=_wording(level)) for level in entry["levels"]
        ),
        source=entry["source"],
    )


def _grade(entry: dict[str, Any]) -> EvidenceGrade:
    return EvidenceGrade(id=entry["id"], name=_wording(entry), text=_wording(entry, "text_"))


def _wording(entry: dict[str, Any], prefix: str = "") -> Wording:
    return Wording(da=entry[f"{prefix}da"], en=entry[f"{prefix}en"])
