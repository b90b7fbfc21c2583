"""The resilience model: the share of today's tasks in an occupation that people still do t years from now.

It says nothing about who loses a job, nor about pay or strain. Every function takes plain numbers or NumPy arrays: a
row for each draw, a column for each year. Formulae and sources: `docs/method-resilience.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.reference.occupations import INDICES
from portfolio.resilience.figures import OccupationFigures, complete_figures
from portfolio.resilience.parameters import CEILING, Parameters

Array = NDArray[np.float64]
Value = float | Array

_STEEPEST = 700.0  # exp() of more overflows; the curve is flat there


def feasible(doublings: Value, needed: Value, spread: Value) -> Array:
    """Return F, the share that technology can do after some doublings; half of it after `needed`."""
    return _s_curve((doublings - needed) / spread)


def adopted(years: Array, today: Value, span: Value) -> Array:
    """Return A, the share of workplaces that have adopted it; `span` years lie between 10 and 90 %."""
    rate = np.log(81.0) / span
    return _s_curve(rate * years - np.log((1.0 - today) / today))


def ceiling(start: Value, gap_left: Value) -> Array:
    """Return e, the highest share that can ever be automated as known today; at most 95 %, or the start if above."""
    return np.where(np.asarray(start) >= CEILING, start, CEILING - (CEILING - start) * gap_left)


@dataclass(frozen=True)
class Technology:
    """How far technology has come in each year: doublings, share of the gap left, and adoption, for both kinds."""

    values: Mapping[str, Value]
    cognitive_weights: Mapping[str, Value]
    physical_weights: Mapping[str, Value]
    cognitive_doublings: Array
    physical_doublings: Array
    cognitive_gap_left: Array
    physical_gap_left: Array
    cognitive_adopted: Array
    physical_adopted: Array

    @classmethod
    def after(
        cls,
        years: Array,
        values: Mapping[str, Value],
        *,
        cognitive_weights: Mapping[str, Value],
        physical_weights: Mapping[str, Value],
        adoption_shift: float = 0.0,
    ) -> "Technology":
        """Return technology after some years; values are numbers, or columns with a row for each draw."""
        cognitive, physical = years / values["cognitive_doubling"], years / values["physical_doubling"]
        shifted = years + adoption_shift
        return cls(
            values=values,
            cognitive_weights=cognitive_weights,
            physical_weights=physical_weights,
            cognitive_doublings=cognitive,
            physical_doublings=physical,
            cognitive_gap_left=(1.0 - values["gap_closed"]) ** cognitive,
            physical_gap_left=(1.0 - values["gap_closed"]) ** physical,
            cognitive_adopted=adopted(shifted, values["cognitive_adopted"], values["cognitive_adoption"]),
            physical_adopted=adopted(shifted, values["physical_adopted"], values["physical_adoption"]),
        )


def figures_for(code: str, parameters: Parameters) -> OccupationFigures:
    """Return the figures of an occupation that the parameters give weight to."""
    used = {*parameters.cognitive_weights, *parameters.physical_weights}
    return complete_figures(code, tuple(name for name in INDICES if name in used))


def central_technology(years: Array, parameters: Parameters) -> Technology:
    """Return technology at the parameters' own values, without uncertainty."""
    return Technology.after(
        years,
        parameters.values,
        cognitive_weights=parameters.cognitive_weights,
        physical_weights=parameters.physical_weights,
        adoption_shift=parameters.adoption_shift,
    )


def automated(work: OccupationFigures, technology: Technology) -> Array:
    """Return the share of the tasks that is automated; a kind of task the occupation does not have drops out."""
    manual = work.manual
    share = np.zeros_like(technology.cognitive_doublings)
    if manual < 1.0:
        share = share + (1.0 - manual) * cognitive_automated(work, technology)
    if manual > 0.0:
        share = share + manual * physical_automated(work, technology)
    return share


def cognitive_automated(work: OccupationFigures, technology: Technology) -> Array:
    """Return eC·FC·AC, the automated share of the cognitive tasks; the occupation must have some."""
    values, share = technology.values, 1.0 - work.manual
    start = _weighted(work, technology.cognitive_weights, routine=work.values["task_routine_cognitive"] / share)
    needed = (
        values["base_doublings"]
        + values["social_doublings"] * (work.values["task_nonroutine_interactive"] / share)
        + values["creative_doublings"] * (work.values["task_nonroutine_analytic"] / share)
    )
    possible = feasible(technology.cognitive_doublings, needed, values["spread"])
    return ceiling(start, technology.cognitive_gap_left) * possible * technology.cognitive_adopted


def physical_automated(work: OccupationFigures, technology: Technology) -> Array:
    """Return eP·FP·AP, the automated share of the manual tasks; the occupation must have some."""
    values, share = technology.values, work.manual
    start = _weighted(work, technology.physical_weights, routine=work.values["task_routine_manual"] / share)
    needed = (
        values["base_doublings"]
        + values["manipulation_doublings"] * (work.values["task_nonroutine_manual"] / share)
        + values["social_doublings"] * work.values["task_nonroutine_interactive"]
    )
    possible = feasible(technology.physical_doublings, needed, values["spread"])
    return ceiling(start, technology.physical_gap_left) * possible * technology.physical_adopted


def still_done(work: OccupationFigures, technology: Technology, today: Technology) -> Array:
    """Return H, the share of today's human work still done by people; 1 today, never rising."""
    return (1.0 - automated(work, technology)) / (1.0 - automated(work, today))


def occupation_curve(code: str, years: Array, parameters: Parameters, *, elapsed: float = 0.0) -> Array:
    """Return H of an occupation after each of some years, without uncertainty; NotFoundError for an unknown code.

    `elapsed` is how many years ago the parameters were true of today.
    """
    today = central_technology(np.full(1, elapsed), parameters)
    return still_done(figures_for(code, parameters), central_technology(elapsed + years, parameters), today)


def _weighted(work: OccupationFigures, weights: Mapping[str, Value], *, routine: float) -> Value:
    figures = {**work.values, "routine_cognitive": routine, "routine_manual": routine}
    total: Value = 0.0
    for name, weight in weights.items():
        total = total + weight * figures[name]
    return total


def _s_curve(steps: Value) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(np.negative(steps), -_STEEPEST, _STEEPEST))), dtype=np.float64)
