"""A whole portfolio at once: p10, p50 and p90 of every project in every year, fast and in little memory.

The figures are those of `simulation`, from the same draws, computed in single precision: they agree to a millionth or
two. Every unit group is simulated once a year, whatever the number of projects; memory grows with occupations × draws.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.resilience.draws import Draws, draw
from portfolio.resilience.model import Array, Technology, figures_for
from portfolio.resilience.parameters import CEILING, DEFAULT, Parameters
from portfolio.resilience.simulation import DRAWS, SEED, Key
from portfolio.resilience.work import ProjectWork, checked_work

Single = NDArray[np.float32]

QUANTILES = (0.1, 0.5, 0.9)
AT_A_TIME = 32  # rows of draws worked on together: 256 kB, which stays in the processor's own memory


def portfolio_quantiles(
    projects: Mapping[Key, ProjectWork],
    *,
    years: int,
    elapsed_years: int = 0,
    parameters: Parameters = DEFAULT,
    by_occupation: Mapping[str, Parameters] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[Key, Single]:
    """Return the share of today's tasks still done by people: p10, p50 and p90 as rows, the years from 0 as columns.

    `by_occupation` holds other parameters for single occupations, as signals move them, with the same random numbers.
    Raises RuleBrokenError as `portfolio_resilience` does for work that cannot be computed.
    """
    if not projects:
        return {}
    checked = [checked_work(work) for work in projects.values()]
    alike = _alike({code for work in checked for code in work.shares}, parameters, by_occupation or {})
    groups = [
        _UnitGroups(codes, draw(assumed, draws=draws, rng=np.random.default_rng(seed)), assumed, draws)
        for assumed, codes in alike
    ]
    places = {code: place for place, code in enumerate(code for _assumed, codes in alike for code in codes)}
    mixes = _mixes(checked, places)
    found = np.empty((len(checked), len(QUANTILES), years + 1), dtype=np.float32)
    for year, shares in _shares(groups, years, elapsed_years):
        for mix in mixes:
            found[mix.projects, :, year] = mix.quantiles(shares)
    return dict(zip(projects, found, strict=True))


def _alike(
    codes: Iterable[str], parameters: Parameters, by_occupation: Mapping[str, Parameters]
) -> list[tuple[Parameters, list[str]]]:
    """Return the occupations that share parameters, together; those that nothing moves come first."""
    found: dict[int, tuple[Parameters, list[str]]] = {}
    for code in sorted(codes, key=lambda code: (code in by_occupation, code)):
        assumed = by_occupation.get(code, parameters)
        found.setdefault(id(assumed), (assumed, []))[1].append(code)
    return list(found.values())


def _shares(groups: "list[_UnitGroups]", years: int, elapsed: int) -> Iterator[tuple[int, Single]]:
    """Yield each year with H of every unit group of all parameters, a row for each, in order."""
    for parts in zip(*(group.shares(years, elapsed) for group in groups), strict=True):
        shares = parts[0][1] if len(parts) == 1 else np.concatenate([share for _year, share in parts])
        yield parts[0][0], shares


@dataclass(frozen=True)
class _Mix:
    """Some projects with equally many occupations: where their unit groups stand, and the weight of each."""

    projects: NDArray[np.intp]
    places: NDArray[np.intp]
    weights: Single

    def quantiles(self, shares: Single) -> Single:
        """Return the quantiles of each project in the year of the shares (a row for each unit group)."""
        mixed = np.take(shares, self.places[:, 0], axis=0)
        mixed *= self.weights[:, 0, None]
        part = np.empty_like(mixed)
        for place in range(1, self.places.shape[1]):
            np.take(shares, self.places[:, place], axis=0, out=part, mode="clip")
            part *= self.weights[:, place, None]
            mixed += part
        mixed.sort(axis=1)  # a whole sort of single precision is faster than picking six places out of an unsorted row
        return _quantiles_of_sorted(mixed)


def _mixes(projects: list[ProjectWork], places: Mapping[str, int]) -> list[_Mix]:
    by_size: dict[int, list[int]] = {}
    for number, work in enumerate(projects):
        by_size.setdefault(len(work.shares), []).append(number)
    return [
        _mix(numbers[start : start + AT_A_TIME], projects, places)
        for numbers in by_size.values()
        for start in range(0, len(numbers), AT_A_TIME)
    ]


def _mix(numbers: list[int], projects: list[ProjectWork], places: Mapping[str, int]) -> _Mix:
    works = [projects[number].shares for number in numbers]
    return _Mix(
        projects=np.array(numbers, dtype=np.intp),
        places=np.array([[places[code] for code in shares] for shares in works], dtype=np.intp),
        weights=np.array([list(shares.values()) for shares in works], dtype=np.float32),
    )


def _quantiles_of_sorted(rows: Single) -> Single:
    """Return the quantiles by linear interpolation between the two nearest draws, as `numpy.quantile` does."""
    at = np.array(QUANTILES) * (rows.shape[1] - 1)
    below = np.floor(at).astype(np.intp)
    above = np.minimum(below + 1, rows.shape[1] - 1)
    part = (at - below).astype(np.float32)
    return np.asarray(rows[:, below] * (1 - part) + rows[:, above] * part, dtype=np.float32)


@dataclass(frozen=True)
class _Kind:
    """Mental or manual work of all unit groups: what of it is possible today, what it needs, and its share."""

    share: Single
    start: Single
    needed: Single
    beyond: NDArray[np.bool_]

    def add_automated(self, total: Single, rows: slice, reached: Single, gap_left: Single, adopted: Single) -> None:
        """Add share · e · F · A to a total, for some unit groups in one year; the rest are rows over the draws."""
        feasible = self.needed[rows] - reached
        np.exp(feasible, out=feasible)
        feasible += 1.0
        np.divide(adopted, feasible, out=feasible)
        limit = self.start[rows] - CEILING
        limit *= gap_left
        limit += CEILING
        if self.beyond[rows].any():
            np.copyto(limit, self.start[rows], where=self.beyond[rows])
        feasible *= limit
        feasible *= self.share[rows]
        total += feasible


class _UnitGroups:
    """Every unit group of a portfolio in every draw: what does not change with the years, worked out once."""

    def __init__(self, codes: list[str], drawn: Draws, parameters: Parameters, draws: int) -> None:
        works = [figures_for(code, parameters) for code in codes]
        self.count, self.draws, self.drawn = len(codes), draws, drawn
        manual = np.array([work.manual for work in works])
        figures = {name: np.array([work.values[name] for work in works]) for name in works[0].values}
        self.cognitive = self._cognitive(figures, 1.0 - manual)
        self.physical = self._physical(figures, manual)

    def shares(self, years: int, elapsed: int) -> Iterator[tuple[int, Single]]:
        """Yield each year with H of every unit group in every draw; the array is filled anew for the next year."""
        today = np.subtract(1.0, self._automated(elapsed), dtype=np.float32)
        for year in range(years + 1):
            share = self._automated(elapsed + year)
            np.subtract(1.0, share, out=share)
            share /= today
            yield year, share

    def _automated(self, year: int) -> Single:
        technology = self.drawn.technology(np.full(1, float(year)))
        spread = technology.values["spread"]
        cognitive = _rows(self.draws, technology.cognitive_doublings / spread, *_course(technology, "cognitive"))
        physical = _rows(self.draws, technology.physical_doublings / spread, *_course(technology, "physical"))
        total = np.zeros((self.count, self.draws), dtype=np.float32)
        with np.errstate(over="ignore"):  # what is out of reach by far is feasible to no part: 1 / (1 + infinity)
            for start in range(0, self.count, AT_A_TIME):
                rows = slice(start, start + AT_A_TIME)
                self.cognitive.add_automated(total[rows], rows, *cognitive)
                self.physical.add_automated(total[rows], rows, *physical)
        return total

    def _cognitive(self, figures: Mapping[str, Array], share: Array) -> _Kind:
        values, whole = self.drawn.values, np.where(share > 0, share, 1.0)
        routine = figures["task_routine_cognitive"] / whole
        needed = (
            np.asarray(values["base_doublings"])
            + values["social_doublings"] * (figures["task_nonroutine_interactive"] / whole)
            + values["creative_doublings"] * (figures["task_nonroutine_analytic"] / whole)
        )
        start = _weighted({**figures, "routine_cognitive": routine}, self.drawn.cognitive_weights)
        return self._kind(share, start, needed / values["spread"])

    def _physical(self, figures: Mapping[str, Array], share: Array) -> _Kind:
        values, whole = self.drawn.values, np.where(share > 0, share, 1.0)
        routine = figures["task_routine_manual"] / whole
        needed = (
            np.asarray(values["base_doublings"])
            + values["manipulation_doublings"] * (figures["task_nonroutine_manual"] / whole)
            + values["social_doublings"] * figures["task_nonroutine_interactive"]
        )
        start = _weighted({**figures, "routine_manual": routine}, self.drawn.physical_weights)
        return self._kind(share, start, needed / values["spread"])

    def _kind(self, share: Array, start: Array, needed: Array) -> _Kind:
        """Return a kind of work with a row for each unit group and a column for each draw."""
        shape = (self.draws, self.count)
        start = np.broadcast_to(start, shape).T
        return _Kind(
            share=np.ascontiguousarray(share[:, None], dtype=np.float32),
            start=np.ascontiguousarray(start, dtype=np.float32),
            needed=np.ascontiguousarray(np.broadcast_to(needed, shape).T, dtype=np.float32),
            beyond=np.ascontiguousarray(start >= CEILING),
        )


def _course(technology: Technology, kind: str) -> tuple[Array, Array]:
    if kind == "cognitive":
        return technology.cognitive_gap_left, technology.cognitive_adopted
    return technology.physical_gap_left, technology.physical_adopted


def _rows(draws: int, *columns: Array) -> tuple[Single, ...]:
    return tuple(np.broadcast_to(column, (draws, 1))[:, 0].astype(np.float32) for column in columns)


def _weighted(figures: Mapping[str, Array], weights: Mapping[str, float | Array]) -> Array:
    return np.asarray(sum(weight * figures[name] for name, weight in weights.items()), dtype=np.float64)
