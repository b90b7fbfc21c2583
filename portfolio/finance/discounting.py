"""Present values: a flat rate, or the Danish state's falling schedule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.flows import Flow, Numbers, amounts, years
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Schedule:
    """Real discount rates a year as fractions, each up to a year; the last holds on."""

    steps: tuple[tuple[float, float], ...]

    def factors(self, at: Numbers) -> Numbers:
        """Return the discount factor at each number of years, compounded forward so that it never jumps up."""
        logs = np.zeros_like(at, dtype=float)
        begin = 0.0
        for until, rate in self.steps:
            logs += np.log1p(rate) * np.clip(at - begin, 0, until - begin)
            begin = until
        return np.asarray(np.exp(-logs))


# Finansministeriet, note of 7 January 2021: 3.5 % in years 0–35, 2.5 % in years 36–70; the 1.5 % after is recalled.
DANISH = Schedule(((35, 0.035), (70, 0.025), (float("inf"), 0.015)))


def flat(rate: float) -> Schedule:
    """Return a schedule of one rate; raise RuleBrokenError at −100 % or below."""
    if rate <= -1:
        raise RuleBrokenError(_("The discount rate must be above −100 %."), field="discount")
    return Schedule(((float("inf"), rate),))


def present_value(flows: Sequence[Flow], schedule: Schedule) -> float:
    """Return the present value of flows on the day of the first, in their currency."""
    return float((amounts(flows) * schedule.factors(years(flows))).sum())
