"""The net result for public budgets over time and by purse, in the shape of the Danish model SØM.

Target group → intervention cost → effect → consequences a year for each success → who saves. It is budget economics:
quality of life stays outside the sum. The social return (SROI) is a figure beside it and never goes into it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, Schedule
from portfolio.finance.flows import Numbers
from portfolio.language import gettext as _

LONGEST = 100  # years


@dataclass(frozen=True)
class PurseYears:
    """What a purse pays and saves in each year from year 0, in minor units."""

    purse: str
    paid: tuple[float, ...]
    saved: tuple[float, ...]


@dataclass(frozen=True)
class PurseNet:
    """A purse's net result by year and its present value, in minor units."""

    purse: str
    paid: tuple[float, ...]
    saved: tuple[float, ...]
    net: tuple[float, ...]
    present_value: float


@dataclass(frozen=True)
class NetResult:
    """The net result of all purses: by year, added up from the start discounted, and the year in which it turns."""

    purses: tuple[PurseNet, ...]
    net: tuple[float, ...]
    added_up: tuple[float, ...]
    present_value: float
    break_even_year: int | None


@dataclass(frozen=True)
class Consequence:
    """A public service or transfer that a success changes: units a year × price, for some years, and whose it is.

    `units` is positive for what is saved and negative for what costs more. `dropoff` of the effect is lost each year.
    """

    name: str
    purse: str
    units: float
    price_minor: int
    from_year: int = 1
    years: int = 1
    dropoff: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Intervention:
    """What is done: cost by purse and year for the whole target group, and its effect, a success rate of 0 to 1."""

    people: int
    success: float
    costs: Mapping[str, Sequence[int]]
    consequences: tuple[Consequence, ...]


def purse_years(intervention: Intervention, survival: Sequence[float] = ()) -> list[PurseYears]:
    """Return what each purse pays and saves by year; `survival` of the work by year scales what is saved."""
    _check(intervention)
    ends = [one.from_year + one.years for one in intervention.consequences]
    length = max([*ends, *(len(costs) for costs in intervention.costs.values())], default=1)
    alive = _longer(survival, length)
    names = dict.fromkeys([*intervention.costs, *(one.purse for one in intervention.consequences)])
    found = []
    for name in names:
        saved = np.zeros(length)
        for one in intervention.consequences:
            if one.purse == name:
                years = np.arange(one.years)
                a_year = intervention.people * intervention.success * one.units * one.price_minor
                saved[one.from_year : one.from_year + one.years] += a_year * (1 - one.dropoff) ** years
        paid = [*intervention.costs.get(name, ()), *[0] * length][:length]
        found.append(PurseYears(name, tuple(map(float, paid)), tuple((saved * alive).tolist())))
    return found


def net_result(purses: Iterable[PurseYears], schedule: Schedule = DANISH) -> NetResult:
    """Return the net result by purse and over time; amounts fall at the start of each year."""
    kept = list(purses)
    length = max((len(one.paid) for one in kept), default=0)
    factors = schedule.factors(np.arange(length, dtype=np.float64))
    nets = [np.array(one.saved) - np.array(one.paid) for one in kept]
    parts = tuple(
        PurseNet(one.purse, one.paid, one.saved, tuple(net.tolist()), float(net @ factors[: len(net)]))
        for one, net in zip(kept, nets, strict=True)
    )
    total = np.sum([np.pad(net, (0, length - len(net))) for net in nets], axis=0) if nets else np.zeros(0)
    added_up = np.cumsum(total * factors)
    return NetResult(
        purses=parts,
        net=tuple(total.tolist()),
        added_up=tuple(added_up.tolist()),
        present_value=float(added_up[-1]) if length else 0.0,
        break_even_year=_turning_year(added_up),
    )


@dataclass(frozen=True)
class SocialValue:
    """Social value attributed to an intervention, a year, and what would have come about anyway: shares of 0 to 1."""

    gross_minor: int
    years: int
    deadweight: float = 0.0
    displacement: float = 0.0
    attribution: float = 0.0  # to others
    dropoff: float = 0.0


def social_return(value: SocialValue, inputs_minor: float, schedule: Schedule = DANISH) -> float | None:
    """Return SROI = PV(gross·(1−deadweight)·(1−displacement)·(1−attribution)·(1−dropoff)^(t−1)) / inputs.

    None without inputs. It stands beside the financial figures and is part of none of them.
    """
    shares = (value.deadweight, value.displacement, value.attribution, value.dropoff)
    if not all(0 <= share <= 1 for share in shares) or not 1 <= value.years <= LONGEST:
        raise RuleBrokenError(_("Social value needs shares from 0 to 1 and 1 to 100 years."), field="social_value")
    if inputs_minor <= 0:
        return None
    years = np.arange(1, value.years + 1, dtype=np.float64)
    kept = (1 - value.deadweight) * (1 - value.displacement) * (1 - value.attribution)
    yearly = value.gross_minor * kept * (1 - value.dropoff) ** (years - 1)
    return float((yearly * schedule.factors(years)).sum() / inputs_minor)


def _check(intervention: Intervention) -> None:
    if intervention.people < 0 or not 0 <= intervention.success <= 1:
        raise RuleBrokenError(_("People must not be negative, and the success rate from 0 to 1."), field="success")
    for one in intervention.consequences:
        if one.from_year < 0 or one.years < 1 or one.from_year + one.years > LONGEST or not 0 <= one.dropoff <= 1:
            raise RuleBrokenError(
                _("%(name)s: it must last at least a year and end within 100.", name=one.name), field="consequences"
            )


def _turning_year(added_up: Numbers) -> int | None:
    """Return the first year from which the sum never falls below nought again; None when it ends below."""
    below = np.flatnonzero(added_up < 0)
    if not below.size:
        return 0 if added_up.size else None
    return None if below[-1] == len(added_up) - 1 else int(below[-1] + 1)


def _longer(survival: Sequence[float], length: int) -> Numbers:
    if not survival:
        return np.ones(length)
    return np.array([*survival, *[survival[-1]] * length][:length])
