"""Thirty steps: equal ones of a metre beside ones that double, which the eye does not see coming."""

from dataclasses import dataclass

STEPS = 30
WHOLE_WAY = (1 << STEPS) - 1  # metres: the sum of thirty doubling steps
ROUND_THE_EARTH = 40_075_017  # metres along the equator


@dataclass(frozen=True)
class Step:
    """How far one has come after a number of steps, in metres."""

    number: int
    equal: int
    doubling: int

    @property
    def laps(self) -> float:
        """How many times the doubling steps lead round the Earth."""
        return self.doubling / ROUND_THE_EARTH

    @property
    def of_all(self) -> float:
        """The way of the doubling steps as a share of all thirty."""
        return self.doubling / WHOLE_WAY


def steps() -> tuple[Step, ...]:
    """Return the state before the first step and after each of the thirty."""
    return tuple(Step(number, number, 2**number - 1) for number in range(STEPS + 1))
