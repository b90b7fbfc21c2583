"""Who bears the technology risk: investors are paid in a window of some years, the commissioner saves for decades.

Of a flat saving over 35 years at 3.5 %, 77 % of the present value lies beyond year 5, where no investor looks any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, Schedule
from portfolio.finance.flows import Numbers
from portfolio.language import gettext as _

MOST_YEARS = 100


@dataclass(frozen=True)
class RiskBearing:
    """Present values of a yearly saving inside the investor's window and after it, with and without technology.

    `value` and `adjusted` hold each year's present value, from year 1; the losses are what technology takes.
    """

    window: int
    value: tuple[float, ...]
    adjusted: tuple[float, ...]

    @property
    def tail_share(self) -> float:
        """The share of the value that lies beyond the window, without technology."""
        return _share(sum(self.value[self.window :]), sum(self.value))

    @property
    def adjusted_tail_share(self) -> float:
        """The share of the value that lies beyond the window, with technology."""
        return _share(sum(self.adjusted[self.window :]), sum(self.adjusted))

    @property
    def window_loss(self) -> float:
        """What technology takes inside the window: the investor's risk."""
        return sum(self.value[: self.window]) - sum(self.adjusted[: self.window])

    @property
    def tail_loss(self) -> float:
        """What technology takes after it: the commissioner's risk."""
        return sum(self.value[self.window :]) - sum(self.adjusted[self.window :])

    @property
    def commissioner_share(self) -> float:
        """The share of technology's loss that falls after the window."""
        return _share(self.tail_loss, self.window_loss + self.tail_loss)


def risk_bearing(
    savings: Sequence[float], survival: Sequence[float], *, window: int, schedule: Schedule = DANISH
) -> RiskBearing:
    """Return who bears the risk of yearly savings, from year 1, of which `survival` is left with technology."""
    if not 1 <= len(savings) <= MOST_YEARS or len(survival) != len(savings):
        raise RuleBrokenError(_("Savings last from 1 to %(most)s years.", most=MOST_YEARS), field="years")
    if not 0 <= window <= len(savings):
        raise RuleBrokenError(_("The investor’s window must end within the years of the saving."), field="window")
    value = np.array(savings, dtype=np.float64) * schedule.factors(np.arange(1, len(savings) + 1, dtype=np.float64))
    return RiskBearing(window, tuple(value.tolist()), tuple((value * np.array(survival)).tolist()))


def flat_saving(minor: float, *, years: int, hazard: float) -> tuple[list[float], list[float]]:
    """Return the same saving in each year, and the survival at a constant hazard."""
    at: Numbers = np.arange(1, years + 1, dtype=np.float64)
    return [minor] * years, np.exp(-hazard * at).tolist()


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
