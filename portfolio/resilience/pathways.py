"""From fragile work to neighbouring work that lasts longer: a starting point for redesign, never advice about a person.

Neighbours have the same skill level (ISCO-08: by major group, managers of hotels, shops and the like one lower) and
the nearest task profile: the distance is half the sum of the differences between the five task shares, which is the
share of tasks that are of another kind.
"""

from dataclasses import dataclass

import numpy as np

from portfolio.reference.occupations import TASK_SHARES, get_occupation, occupations
from portfolio.resilience.figures import complete_figures
from portfolio.resilience.model import occupation_curve
from portfolio.resilience.parameters import DEFAULT, Parameters

SKILL_LEVELS = {"1": 4, "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}  # armed forces have several
LOWER_MANAGERS = "14"  # hospitality, retail and other services managers: level 3
GAIN = 0.05  # of 1: a neighbour must keep at least so much more of its tasks at the horizon
FARTHEST = 0.35  # of 1: beyond it two kinds of work have little in common


@dataclass(frozen=True)
class Pathway:
    """A neighbouring occupation that lasts longer; shares of 1.

    `same_group` tells how close the classification puts them: minor, sub_major, major or none. `more` and `less` name
    the task share in which it has most more and most less than the work one comes from.
    """

    code: str
    distance: float
    share: float
    gain: float
    same_group: str
    more: str
    less: str


def skill_level(code: str) -> int | None:
    """Return the ISCO-08 skill level of a unit group, 1 to 4; None for the armed forces."""
    if code.startswith(LOWER_MANAGERS):
        return 3
    return SKILL_LEVELS.get(code[0])


def pathways(
    code: str, horizon_years: int, *, elapsed_years: int = 0, parameters: Parameters = DEFAULT, limit: int = 4
) -> tuple[Pathway, ...]:
    """Return the nearest neighbours that hold longer, the nearest first; NotFoundError for an unknown code."""
    origin = get_occupation(code)
    level = skill_level(origin.code)
    if level is None:
        return ()
    years = np.array([float(horizon_years)])
    start = float(occupation_curve(origin.code, years, parameters, elapsed=elapsed_years)[0])
    found: list[Pathway] = []
    for distance, other in sorted(_neighbours(origin.code, level)):
        share = float(occupation_curve(other, years, parameters, elapsed=elapsed_years)[0])
        if share - start >= GAIN:
            more, less = _differences(origin.code, other)
            group = _same_group(origin.code, other)
            found.append(Pathway(other, distance, share, share - start, group, more, less))
        if len(found) == limit:
            break
    return tuple(found)


def task_distance(one: str, other: str) -> float:
    """Return the share of tasks that are of another kind, 0 to 1: half the sum of absolute differences."""
    ours, theirs = complete_figures(one, ()).values, complete_figures(other, ()).values
    return sum(abs(ours[name] - theirs[name]) for name in TASK_SHARES) / 2


def _neighbours(code: str, level: int) -> list[tuple[float, str]]:
    found = [
        (task_distance(code, other), other) for other in occupations() if other != code and skill_level(other) == level
    ]
    return [(distance, other) for distance, other in found if distance <= FARTHEST]


def _differences(origin: str, other: str) -> tuple[str, str]:
    ours, theirs = complete_figures(origin, ()).values, complete_figures(other, ()).values
    ranked = sorted(TASK_SHARES, key=lambda name: theirs[name] - ours[name])
    return ranked[-1], ranked[0]


def _same_group(one: str, other: str) -> str:
    return next(
        (name for name, digits in (("minor", 3), ("sub_major", 2), ("major", 1)) if one[:digits] == other[:digits]),
        "none",
    )
