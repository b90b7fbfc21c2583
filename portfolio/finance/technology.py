"""The return that survives technology: what comes back depends on people keeping the work."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from portfolio.finance.discounting import Schedule, flat, present_value
from portfolio.finance.flows import Flow, Numbers, in_order, years
from portfolio.finance.returns import RateKind, internal_rate

LOWEST_HAZARD = -1.0  # a year; below nought technology makes more of the work
HIGHEST_HAZARD = 5.0  # a year; beyond it nothing is left after a few months
_BISECTIONS = 60
BESIDE = 1e-9  # a year; nearer to a hazard than anybody can tell


def constant_survival(flows: Sequence[Flow], hazard: float) -> Numbers:
    """Return e^−ht for each flow in date order, t in years from the first: the chance that the work is still there."""
    return np.asarray(np.exp(-hazard * years(flows)))


def with_survival(flows: Sequence[Flow], survival: Sequence[float] | Numbers) -> list[Flow]:
    """Return flows in date order, the share at risk of money back times the survival at its day.

    What is paid in, fees and floors (share at risk 0) stay as they are; a survival of 1 changes nothing.
    """
    return [
        replace(flow, amount=flow.amount * (1 - flow.share_at_risk * (1 - float(alive)))) if flow.amount > 0 else flow
        for flow, alive in zip(in_order(flows), survival, strict=True)
    ]


def with_hazard(flows: Sequence[Flow], hazard: float) -> list[Flow]:
    """Return flows in date order with a constant hazard a year: the share at risk of money back shrinks by e^−ht."""
    return with_survival(flows, constant_survival(flows, hazard))


def break_even_hazard(flows: Sequence[Flow], required: float) -> float | None:
    """Return the hazard a year at which the adjusted return falls to the required one.

    None when the return is below it already, never falls to it, or is not a single rate.
    """

    def reached(hazard: float) -> bool:
        rate = internal_rate(with_hazard(flows, hazard))
        single = rate.kind in {RateKind.UNIQUE, RateKind.TOTAL_LOSS}
        return single and rate.value is not None and rate.value >= required

    # Where the value at the required rate falls to nought is cheap to find; the rates on both sides then say whether
    # it is the hazard looked for. Only where they do not, every step looks for all roots.
    quick = _value_falls_at(flows, required) if required > -1 and reached(0.0) and not reached(HIGHEST_HAZARD) else None
    if quick is not None and reached(max(quick - BESIDE, 0.0)) and not reached(quick + BESIDE):
        return quick
    return falls_at(reached)


def _value_falls_at(flows: Sequence[Flow], required: float) -> float | None:
    return break_even_hazard_of_value(flows, flat(required))


def break_even_hazard_of_value(flows: Sequence[Flow], schedule: Schedule) -> float | None:
    """Return the hazard a year at which the present value falls to nought, for one who looks at that; None as above."""
    return falls_at(lambda hazard: present_value(with_hazard(flows, hazard), schedule) >= 0)


def falls_at(reached: Callable[[float], bool]) -> float | None:
    """Return the hazard a year from which something is no longer reached; None when it never is, or always."""
    if not reached(0.0) or reached(HIGHEST_HAZARD):
        return None
    low, high = 0.0, HIGHEST_HAZARD
    for _bisection in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) else (low, middle)
    return (low + high) / 2
