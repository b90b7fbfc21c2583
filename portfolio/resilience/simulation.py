"""Simulate projects: the median and 80 % interval of the share of today's work still done by people.

The same seed gives the same bytes, alone or among other projects: every occupation is simulated once, with the same
draws of technology for all.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.occupations import DATA_VERSION, HAND_LABELLED, INDICES, get_occupation
from portfolio.resilience.bands import HALF, LONGEST, resilience_band, watch_offset
from portfolio.resilience.draws import Draws, draw
from portfolio.resilience.model import Array, central_technology, figures_for, occupation_curve, still_done
from portfolio.resilience.parameters import DEFAULT, Parameters
from portfolio.resilience.result import CurvePoint, OccupationResilience, ProjectResilience
from portfolio.resilience.work import ProjectWork, checked_work

DRAWS = 2000
FEWEST_DRAWS, MOST_DRAWS = 100, 100_000
SEED = 20260101
DECIMALS = 6  # of a share; beyond them lies only rounding noise of the machine
CELLS_AT_ONCE = 8_000_000  # numbers in memory at once: 64 MB
YEARS = np.arange(LONGEST + 1, dtype=np.float64)

Key = TypeVar("Key", bound=Hashable)


def project_resilience(
    shares: Mapping[str, float],
    *,
    horizon_years: int,
    elapsed_years: int = 0,
    parameters: Parameters = DEFAULT,
    by_occupation: Mapping[str, Parameters] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> ProjectResilience:
    """Return what the model says of one project; `elapsed_years` is how long ago its parameters were true of today.

    Technology goes on while the house waits for new figures; otherwise every watch year would recede a year a year.
    Raises RuleBrokenError with the field for shares that do not add up to 1 (within 0.0005), are negative or name no
    known occupation, and for a horizon outside 1 to 60 years.
    """
    found = portfolio_resilience(
        {0: ProjectWork(shares, horizon_years)},
        elapsed_years=elapsed_years,
        parameters=parameters,
        by_occupation=by_occupation,
        draws=draws,
        seed=seed,
    )
    return found[0]


def portfolio_resilience(
    projects: Mapping[Key, ProjectWork],
    *,
    elapsed_years: int = 0,
    parameters: Parameters = DEFAULT,
    by_occupation: Mapping[str, Parameters] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[Key, ProjectResilience]:
    """Return what the model says of many projects by key, each the same as it would be alone; errors as there.

    `by_occupation` holds other parameters for single occupations, as signals move them; their random numbers are the
    same, so that a run with and one without can be compared.
    """
    check_run(draws, seed, elapsed_years)
    checked = {key: checked_work(work) for key, work in projects.items()}
    codes = sorted({code for work in checked.values() for code in work.shares})
    run = Run(parameters, draws, seed, elapsed_years, by_occupation or {})
    curves = {code: occupation_curve(code, YEARS, run.parameters_of(code), elapsed=elapsed_years) for code in codes}
    simulated = _simulate(checked, codes, run)
    return {key: _result(work, run, curves, simulated[key]) for key, work in checked.items()}


@dataclass(frozen=True)
class Run:
    """What all occupations of a run share: parameters, number of draws and seed."""

    parameters: Parameters
    draws: int
    seed: int
    elapsed: int
    by_occupation: Mapping[str, Parameters] = field(default_factory=dict)

    def parameters_of(self, code: str) -> Parameters:
        """Return the parameters of an occupation."""
        return self.by_occupation.get(code, self.parameters)

    def drawn(self, parameters: Parameters) -> Draws:
        """Return parameters drawn with the run's random numbers, which are the same whatever the parameters."""
        return draw(parameters, draws=self.draws, rng=np.random.default_rng(self.seed))


@dataclass(frozen=True)
class _Simulated:
    """Quantiles of a project (3 rows: p10, p50, p90; a column a year), and of its occupations at the horizon."""

    quantiles: Array
    at_horizon: Mapping[str, Array]


def _simulate(projects: Mapping[Key, ProjectWork], codes: list[str], run: Run) -> dict[Key, _Simulated]:
    quantiles = {key: np.empty((3, len(YEARS))) for key in projects}
    at_horizon: dict[Key, dict[str, Array]] = {key: {} for key in projects}
    for block, shares in blocks(codes, run):
        for key, work in projects.items():
            mix: Array = sum((work.shares[code] * shares[code] for code in work.shares), np.zeros(1))
            quantiles[key][:, block] = _quantiles(mix)
            if block.start <= work.horizon_years < block.stop:
                place = work.horizon_years - block.start
                at_horizon[key] = {code: _quantiles(shares[code][:, place]) for code in work.shares}
    return {key: _Simulated(quantiles[key], at_horizon[key]) for key in projects}


def blocks(codes: list[str], run: Run) -> Iterator[tuple[slice, dict[str, Array]]]:
    """Yield some years at a time, with H of every occupation in every draw, so that memory stays bounded."""
    size = max(1, CELLS_AT_ONCE // (run.draws * max(1, len(codes))))
    moved = {id(parameters): parameters for parameters in (run.parameters_of(code) for code in codes)}
    drawn = {key: run.drawn(parameters) for key, parameters in moved.items()}
    today = {key: draws.technology(np.full(1, float(run.elapsed))) for key, draws in drawn.items()}
    for start in range(0, len(YEARS), size):
        block = slice(start, min(start + size, len(YEARS)))
        then = {key: draws.technology(run.elapsed + YEARS[block]) for key, draws in drawn.items()}
        shares = {}
        for code in codes:
            parameters = run.parameters_of(code)
            key = id(parameters)
            shares[code] = still_done(figures_for(code, parameters), then[key], today[key])
        yield block, shares


def _quantiles(shares: Array) -> Array:
    return np.asarray(np.quantile(shares, (0.1, 0.5, 0.9), axis=0), dtype=np.float64)


def _result(work: ProjectWork, run: Run, curves: Mapping[str, Array], simulated: _Simulated) -> ProjectResilience:
    mix: Array = sum((share * curves[code] for code, share in work.shares.items()), np.zeros(1))
    points = tuple(
        CurvePoint(year, _rounded(mix[year]), *(_rounded(value) for value in simulated.quantiles[:, year]))
        for year in range(len(YEARS))
    )
    at = points[work.horizon_years]
    return ProjectResilience(
        horizon_years=work.horizon_years,
        deterministic=at.deterministic,
        p10=at.p10,
        p50=at.p50,
        p90=at.p90,
        band=resilience_band(at.p50),
        band_p10=resilience_band(at.p10),
        half_life_years=_half_life(work, mix, run),
        watch_year_offset=watch_offset([point.p10 for point in points]),
        curve=points,
        occupations=_occupations(work, run.parameters, curves, simulated.at_horizon),
        scenario=run.parameters.scenario.value,
        data_version=DATA_VERSION,
        parameter_version=run.parameters.version,
        draws=run.draws,
        seed=run.seed,
        elapsed_years=run.elapsed,
    )


def _occupations(
    work: ProjectWork, parameters: Parameters, curves: Mapping[str, Array], at_horizon: Mapping[str, Array]
) -> tuple[OccupationResilience, ...]:
    """Return the occupations, the one that pulls the score down most first."""
    found = [
        _occupation(code, share, work.horizon_years, parameters, curves[code], at_horizon[code])
        for code, share in work.shares.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.loss, one.code)))


def _occupation(
    code: str, share: float, horizon: int, parameters: Parameters, curve: Array, quantiles: Array
) -> OccupationResilience:
    occupation = get_occupation(code)
    p10, p50, p90 = (_rounded(value) for value in quantiles)
    figures_used = {*parameters.cognitive_weights, *parameters.physical_weights}
    return OccupationResilience(
        code=code,
        share=_rounded(share),
        deterministic=_rounded(curve[horizon]),
        p10=p10,
        p50=p50,
        p90=p90,
        loss=_rounded(share * (1.0 - curve[horizon])),
        figures={name: occupation.figures[name] for name in INDICES},
        imputed=figures_for(code, parameters).imputed,
        hand_labelled=occupation.hand_labelled and HAND_LABELLED in figures_used,
        curve=tuple(_rounded(value) for value in curve),
    )


def _half_life(work: ProjectWork, mix: Array, run: Run) -> float | None:
    """Return when the mix falls below one half, to a hundredth of a year, by halving the year in which it does."""
    below = np.flatnonzero(mix < HALF)
    if not below.size:
        return None
    early, late = float(below[0] - 1), float(below[0])
    while late - early > 0.001:
        middle = (early + late) / 2
        early, late = (early, middle) if _mix_at(middle, work, run) < HALF else (middle, late)
    return round(late, 2)


def _mix_at(year: float, work: ProjectWork, run: Run) -> float:
    return sum(share * _share_at(year, code, run) for code, share in work.shares.items())


def _share_at(year: float, code: str, run: Run) -> float:
    parameters = run.parameters_of(code)
    moments = (np.array([run.elapsed + after]) for after in (0.0, year))
    today, then = (central_technology(moment, parameters) for moment in moments)
    return float(still_done(figures_for(code, parameters), then, today)[0])


def _rounded(share: float) -> float:
    return round(float(share), DECIMALS)


def check_run(draws: int, seed: int, elapsed: int) -> None:
    """Raise RuleBrokenError unless a simulation may run with these."""
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise RuleBrokenError(
            _("Between %(fewest)s and %(most)s draws, please.", fewest=FEWEST_DRAWS, most=MOST_DRAWS), field="draws"
        )
    if seed < 0:
        raise RuleBrokenError(_("The seed is a whole number from 0 upwards."), field="seed")
    if elapsed < 0:
        raise RuleBrokenError(_("The model cannot look at a year before its parameters."), field="elapsed_years")
