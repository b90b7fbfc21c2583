"""The return that survives technology: what comes back depends on people keeping the work."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from portfolio.finance.flows import Flow, in_order, years
from portfolio.finance.returns import RateKind, internal_rate

HIGHEST_HAZARD = 5.0  # a year; beyond it nothing is left after a few months
_BISECTIONS = 60


def with_hazard(flows: Sequence[Flow], hazard: float) -> list[Flow]:
    """Return flows in date order with a constant hazard a year: the share at risk of money back shrinks by e^−ht.

    What is paid in, fees and floors (share at risk 0) stay as they are; hazard 0 changes nothing.
    """
    survival = np.exp(-hazard * years(flows))
    return [
        replace(flow, amount=flow.amount * (1 - flow.share_at_risk * (1 - alive))) if flow.amount > 0 else flow
        for flow, alive in zip(in_order(flows), survival.tolist(), strict=True)
    ]


def break_even_hazard(flows: Sequence[Flow], required: float) -> float | None:
    """Return the hazard a year at which the adjusted return falls to the required one.

    None when the return is below it already, never falls to it, or is not a single rate.
    """
    if not _reaches(flows, 0.0, required) or _reaches(flows, HIGHEST_HAZARD, required):
        return None
    low, high = 0.0, HIGHEST_HAZARD
    for _bisection in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if _reaches(flows, middle, required) else (low, middle)
    return (low + high) / 2


def _reaches(flows: Sequence[Flow], hazard: float, required: float) -> bool:
    rate = internal_rate(with_hazard(flows, hazard))
    return rate.kind in {RateKind.UNIQUE, RateKind.TOTAL_LOSS} and rate.value is not None and rate.value >= required
