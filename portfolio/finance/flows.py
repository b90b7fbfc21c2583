"""Dated cash flows of one party in one currency: what is paid in is negative, what comes back is positive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

DAYS_A_YEAR = 365  # ACT/365 Fixed, as spreadsheets' XIRR counts
_DAYS_A_CALENDAR_YEAR = 365.25
LONGEST = 200  # calendar years between the first and the last flow
LARGEST = 1e15  # of an amount, beyond any budget

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Flow:
    """An amount on a day; `share_at_risk` of it, 0–1, depends on people keeping the work."""

    on: date
    amount: float
    share_at_risk: float = 0.0


def check_flows(flows: Sequence[Flow]) -> None:
    """Raise RuleBrokenError unless there are flows that a return can be spoken of."""
    if not flows:
        raise RuleBrokenError(_("There are no flows."))
    for flow in flows:
        if not abs(flow.amount) <= LARGEST:  # so written, NaN is refused as well
            raise RuleBrokenError(_("Every amount must be a number of at most a million billions."), field="amount")
        if not 0 <= flow.share_at_risk <= 1:
            raise RuleBrokenError(_("The share at risk must be from 0 to 1."), field="share_at_risk")
    if years(flows)[-1] * DAYS_A_YEAR > LONGEST * _DAYS_A_CALENDAR_YEAR:
        raise RuleBrokenError(_("The flows span more than %(years)s years.", years=LONGEST), field="date")


def in_order(flows: Sequence[Flow]) -> list[Flow]:
    """Return flows by date, those of one day as they stood."""
    return sorted(flows, key=lambda flow: flow.on)


def years(flows: Sequence[Flow]) -> Numbers:
    """Return the years from the first flow to each flow in date order, ACT/365 Fixed."""
    ordered = in_order(flows)
    return np.array([(flow.on - ordered[0].on).days / DAYS_A_YEAR for flow in ordered])


def amounts(flows: Sequence[Flow]) -> Numbers:
    """Return the amounts in date order."""
    return np.array([flow.amount for flow in in_order(flows)])
