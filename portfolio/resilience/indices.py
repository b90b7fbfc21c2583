"""The indices side by side: a house's choice among them, where each places an occupation, and how far they disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import numpy as np

from portfolio.reference.occupations import HAND_LABELLED, INDICES, occupations
from portfolio.resilience.figures import complete_figures
from portfolio.resilience.model import Array
from portfolio.resilience.parameters import DEFAULT, Parameters


@dataclass(frozen=True)
class Standing:
    """What one index says of an occupation.

    `value` is a share or a relative value from 0 to 1; `place` how many of a hundred occupations it lies above (0 least
    exposed, 100 most). `stand_in` names the level whose mean stands in for a missing value: minor, sub_major, major
    or all. `hand_labelled` says that the authors set it by hand.
    """

    index: str
    value: float
    place: float
    stand_in: str | None
    hand_labelled: bool


def parameters_without(off: Iterable[str], base: Parameters = DEFAULT) -> Parameters:
    """Return the model's parameters without the indices a house has switched off; the version names what is left out.

    The weights of the rest are renormalised. Raises RuleBrokenError when nothing is left of a kind of work.
    """
    used = {*base.cognitive_weights, *base.physical_weights}
    left_out = sorted(used & set(off))
    if not left_out:
        return base
    return replace(base.without(*left_out), version=f"{base.version} without {', '.join(left_out)}")


def standings(code: str, indices: Iterable[str] = INDICES) -> tuple[Standing, ...]:
    """Return what each index says of an occupation, in the given order; NotFoundError for an unknown code."""
    names = tuple(indices)
    complete = complete_figures(code, names)
    stand_ins = {gap.figure: gap.level for gap in complete.imputed}
    occupation = occupations()[complete.code]
    return tuple(
        Standing(
            index=name,
            value=complete.values[name],
            place=_place(name, complete.values[name]),
            stand_in=stand_ins.get(name),
            hand_labelled=name == HAND_LABELLED and occupation.hand_labelled,
        )
        for name in names
    )


def disagreement(found: Iterable[Standing]) -> float | None:
    """Return how many places of a hundred lie between the highest and the lowest index; None below two of them.

    Values that stand in are left out: they are not what a study says of this occupation.
    """
    places = [one.place for one in found if one.stand_in is None]
    return max(places) - min(places) if len(places) > 1 else None


@cache
def spearman_matrix(indices: tuple[str, ...] = INDICES) -> Mapping[tuple[str, str], float]:
    """Return the rank correlation of each two figures of our table over the unit groups that have both."""
    return MappingProxyType({(one, other): _correlation(one, other) for one in indices for other in indices})


def spearman(first: Array, second: Array) -> float:
    """Return Spearman's rank correlation, equal values sharing the mean of their ranks; nan without any spread."""
    ranks = [_ranks(values) - (len(values) + 1) / 2 for values in (first, second)]
    size = np.sqrt((ranks[0] ** 2).sum() * (ranks[1] ** 2).sum())
    return float((ranks[0] * ranks[1]).sum() / size) if size > 0 else float("nan")


def _correlation(one: str, other: str) -> float:
    figures = [occupation.figures for occupation in occupations().values()]
    pairs = [(row[one], row[other]) for row in figures if row[one] is not None and row[other] is not None]
    values = np.array(pairs, dtype=np.float64)
    return spearman(values[:, 0], values[:, 1])


def _ranks(values: Array) -> Array:
    _unique, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place], dtype=np.float64)


def _place(index: str, value: float) -> float:
    known = _known(index)
    below, through = np.searchsorted(known, value, side="left"), np.searchsorted(known, value, side="right")
    return float((below + through) / 2 / len(known) * 100)


@cache
def _known(index: str) -> Array:
    values = (occupation.figures[index] for occupation in occupations().values())
    return np.sort(np.array([value for value in values if value is not None], dtype=np.float64))
