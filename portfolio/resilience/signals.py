"""What a technology signal does to the model: it moves one parameter, for the occupations it is about, within bounds.

A weak signal moves the parameter a third, a moderate one two thirds, and a strong one the whole of the way from where
it stands to the end of its 80 % range; several signals add up and stop at the end. The sizes are judgements of ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

from portfolio.resilience.parameters import DEFAULT, PARAMETERS, Parameter, Parameters, Shape, parameter


class Strength(StrEnum):
    """How much a signal counts."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"


class Direction(StrEnum):
    """Whether technology takes the work sooner or later than was thought."""

    SOONER = "sooner"
    LATER = "later"


STEPS = {Strength.WEAK: 1 / 3, Strength.MODERATE: 2 / 3, Strength.STRONG: 1.0}  # of the way to the end of the range
HIGH_IS_SOONER = frozenset({"cognitive_adopted", "physical_adopted", "gap_closed"})
# A wider spread makes technology come both sooner and later, so no signal speaks to it.
SPEAKS_TO = tuple(item.name for item in PARAMETERS if item.name != "spread")


@dataclass(frozen=True)
class SignalEffect:
    """What a signal says: the occupations (codes of one to four digits, a group stands for all in it) and the move."""

    codes: tuple[str, ...]
    parameter: str
    strength: Strength
    direction: Direction

    def touches(self, code: str) -> bool:
        """Tell whether the signal is about a unit group."""
        return any(code.startswith(own) for own in self.codes)

    @property
    def step(self) -> float:
        """How far it moves its parameter: −1 to 1, where 1 is the end at which technology comes soonest."""
        size = STEPS[self.strength]
        return size if self.direction is Direction.SOONER else -size


def moved_value(item: Parameter, value: float, step: float) -> float:
    """Return a parameter moved by a step of −1 to 1 from a value towards the ends of its 80 % range.

    Lognormal values move evenly in logs, the others evenly; one that lies beyond the end already stays.
    """
    sooner_end, later_end = (item.high, item.low) if item.name in HIGH_IS_SOONER else (item.low, item.high)
    end = sooner_end if step > 0 else later_end
    if (end - value) * (sooner_end - later_end) * step < 0:
        return value
    size = min(abs(step), 1.0)
    if item.shape is Shape.LOGNORMAL:
        return exp(log(value) + size * (log(end) - log(value)))
    return value + size * (end - value)


def parameters_under(
    effects: Iterable[SignalEffect], codes: Sequence[str], *, parameters: Parameters = DEFAULT
) -> dict[str, Parameters]:
    """Return the parameters of each occupation that signals touch; those of the others stay as they are."""
    effects = list(effects)
    moved: dict[str, Parameters] = {}
    for code in codes:
        if steps := _steps([effect for effect in effects if effect.touches(code)]):
            values = {name: moved_value(parameter(name), parameters[name], step) for name, step in steps.items()}
            moved[code] = parameters.moved(**values)
    return moved


def _steps(effects: Iterable[SignalEffect]) -> Mapping[str, float]:
    """Return the sum of the steps for each parameter, in the order of the names, so that equal sums are equal bytes."""
    steps: dict[str, float] = {}
    for effect in sorted(effects, key=lambda one: (one.parameter, one.step)):
        steps[effect.parameter] = steps.get(effect.parameter, 0.0) + effect.step
    return {name: max(-1.0, min(1.0, step)) for name, step in steps.items() if abs(step) > 1e-9}
