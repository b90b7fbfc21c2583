"""A project's scores over time: what may be joined by a line, and what may be said of each step.

Scores by two versions of the rubric are never compared; a line goes across only where at least three projects were
scored on both, so that a reader sees a trend and not a change of questions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from portfolio.reference.rubric import Axis
from portfolio.scoring.change import Change, compare_snapshots

PROJECTS_ON_BOTH = 3  # scored by both versions, before a trend goes across them


@dataclass(frozen=True)
class Closing:
    """The scores of one closed evaluation, as its snapshot keeps them."""

    day: date
    rubric_version: str
    evaluators: int
    scores: Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """A score from 0 to 100 on a day with its limits; `change` compares it with the one before, None for the first.

    `value` is None while too little could be assessed; `joined` tells whether a line may come from the one before.
    """

    day: date
    rubric_version: str
    evaluators: int
    value: float | None
    low: float
    high: float
    joined: bool
    change: Change | None


def score_history(closings: Sequence[Closing], axis: Axis, *, bridges: Iterable[frozenset[str]] = ()) -> list[Moment]:
    """Return the moments of an axis from closings in their order; `bridges` are pairs of versions a line may cross."""
    crossed = set(bridges)
    moments = [_moment(closing, axis, joined=False, change=None) for closing in closings[:1]]
    for before, after in pairwise(closings):
        versions = frozenset((before.rubric_version, after.rubric_version))
        joined = len(versions) == 1 or versions in crossed
        change = compare_snapshots(before.scores, after.scores, axis)
        moments.append(_moment(after, axis, joined=joined, change=change))
    return moments


def bridges(scored: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Return the pairs of rubric versions by which at least three projects were scored, from (project, version)."""
    projects: dict[str, set[str]] = {}
    for project, version in scored:
        projects.setdefault(version, set()).add(project)
    return {
        frozenset((first, second))
        for first in projects
        for second in projects
        if first < second and len(projects[first] & projects[second]) >= PROJECTS_ON_BOTH
    }


def _moment(closing: Closing, axis: Axis, *, joined: bool, change: Change | None) -> Moment:
    score = closing.scores[axis.value]
    value = score["value"]
    middle = score["low"] if value is None else value
    spread = score["spread"] or {"lower_quartile": middle, "upper_quartile": middle}
    return Moment(
        day=closing.day,
        rubric_version=closing.rubric_version,
        evaluators=closing.evaluators,
        value=value,
        low=min(score["low"], spread["lower_quartile"], middle),
        high=max(score["high"], spread["upper_quartile"], middle),
        joined=joined,
        change=change,
    )
