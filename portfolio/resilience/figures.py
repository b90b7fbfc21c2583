"""The figures the model reads about an occupation, with gaps filled from its group and flagged."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portfolio.reference.occupations import TASK_SHARES, Occupation, get_occupation, occupations


@dataclass(frozen=True)
class Imputed:
    """A figure the studies do not have for this occupation, and the level whose mean stands in.

    The level is minor, sub_major or major; all where no group of the occupation has the figure (armed forces).
    """

    figure: str
    level: str


@dataclass(frozen=True)
class OccupationFigures:
    """An occupation's task shares and indices without gaps; `imputed` says which were filled."""

    code: str
    values: Mapping[str, float]
    imputed: tuple[Imputed, ...]

    @property
    def manual(self) -> float:
        """Return the manual share m of the tasks; the cognitive share k is the rest."""
        return self.values["task_routine_manual"] + self.values["task_nonroutine_manual"]


@cache
def complete_figures(code: str, indices: tuple[str, ...]) -> OccupationFigures:
    """Return the named indices and all task shares of an occupation.

    A missing value is the mean over the minor group, then the sub-major, then the major group, then all.
    Raises NotFoundError for an unknown code.
    """
    occupation = get_occupation(code)
    values, imputed = {}, []
    for name in (*TASK_SHARES, *indices):
        value = occupation.figures[name]
        if value is None:
            value, level = _stand_in(occupation, name)
            imputed.append(Imputed(name, level))
        values[name] = value
    return OccupationFigures(occupation.code, values, tuple(imputed))


def _stand_in(occupation: Occupation, name: str) -> tuple[float, str]:
    groups = {"minor": occupation.minor, "sub_major": occupation.sub_major, "major": occupation.major, "all": ""}
    means = {level: _mean(name, group) for level, group in groups.items()}
    return next((mean, level) for level, mean in means.items() if mean is not None)


@cache
def _mean(name: str, group: str) -> float | None:
    """Return the unweighted mean of a figure over the unit groups whose code starts with the group's."""
    members = (occupation for occupation in occupations().values() if occupation.code.startswith(group))
    values = [value for member in members if (value := member.figures[name]) is not None]
    return sum(values) / len(values) if values else None
