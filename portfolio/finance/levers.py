"""What a contract can do about technology: levers side by side, each on the same flows and the same hazard.

A lever changes what investors get and what the commissioner pays; none makes the risk disappear.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, Schedule, present_value
from portfolio.finance.flows import DAYS_A_YEAR, Flow, check_flows, in_order, years
from portfolio.finance.returns import Rate, internal_rate, multiple
from portfolio.finance.technology import with_hazard
from portfolio.language import gettext as _

BANDS = 4  # earnings bands, as the UK care-leavers card


class Lever(StrEnum):
    """What is changed in the contract."""

    NONE = "none"
    EARNINGS_BANDS = "earnings_bands"
    LATER_PAYMENT = "later_payment"
    RETRAINING = "retraining"
    RESERVE = "reserve"
    GUARANTEE = "guarantee"


@dataclass(frozen=True)
class LeverTerms:
    """How far each lever is pulled.

    Later payment moves what comes back by `later_years`. Re-training starts after `retraining_year`, costs
    `retraining_cost` of what was paid in, borne by investors, and takes `retraining_effect` off the hazard from then
    on. The reserve makes up what technology takes, to at most `reserve_share` of each payment. The guarantee covers
    `guarantee_share` of the loss of what was paid in, to at most `guarantee_most` of it.
    """

    later_years: int = 3
    retraining_year: float = 2.0
    retraining_cost: float = 0.03
    retraining_effect: float = 0.5
    reserve_share: float = 0.1
    guarantee_share: float = 0.5
    guarantee_most: float = 0.25


@dataclass(frozen=True)
class LeverResult:
    """What a lever leaves: the investors' rate and multiple, and what the commissioner and a guarantor pay in all."""

    lever: Lever
    rate: Rate
    moic: float | None
    npv: float
    paid_back: float
    flows: tuple[Flow, ...]


def levers(
    flows: Sequence[Flow], hazard: float, terms: LeverTerms = LeverTerms(), *, schedule: Schedule = DANISH
) -> list[LeverResult]:
    """Return each lever's result at a hazard, the first without any."""
    check_flows(flows)
    _check(terms)
    makers: dict[Lever, Callable[[], list[Flow]]] = {
        Lever.NONE: lambda: with_hazard(flows, hazard),
        Lever.EARNINGS_BANDS: lambda: with_hazard_from(flows, _in_bands(flows), hazard),
        Lever.LATER_PAYMENT: lambda: with_hazard(_later(flows, terms.later_years), hazard),
        Lever.RETRAINING: lambda: _retrained(flows, hazard, terms),
        Lever.RESERVE: lambda: _reserved(flows, hazard, terms.reserve_share),
        Lever.GUARANTEE: lambda: _guaranteed(with_hazard(flows, hazard), terms),
    }
    return [_result(lever, make(), schedule) for lever, make in makers.items()]


def with_hazard_from(base: Sequence[Flow], flows: Sequence[Flow], hazard: float) -> list[Flow]:
    """Return flows with the hazard counted from the first day of `base`, which may lie before their own first."""
    start = in_order(base)[0].on
    return [
        replace(flow, amount=_left(flow, float(np.exp(-hazard * (flow.on - start).days / DAYS_A_YEAR))))
        if flow.amount > 0
        else flow
        for flow in in_order(flows)
    ]


def _left(flow: Flow, alive: float) -> float:
    return flow.amount * (1 - flow.share_at_risk * (1 - alive))


def _in_bands(flows: Sequence[Flow]) -> list[Flow]:
    """Split what depends on work over the time that leads to it: each band is paid when it is reached."""
    start = in_order(flows)[0].on
    found = []
    for flow in flows:
        days = (flow.on - start).days
        if flow.amount <= 0 or not flow.share_at_risk or days == 0:
            found.append(flow)
            continue
        # The last year leads to a payment: a person earns through the bands within it.
        begin = max(days - DAYS_A_YEAR, 0)
        found += [
            replace(
                flow,
                on=start + timedelta(days=round(begin + (days - begin) * band / BANDS)),
                amount=flow.amount / BANDS,
            )
            for band in range(1, BANDS + 1)
        ]
    return found


def _later(flows: Sequence[Flow], later: int) -> list[Flow]:
    return [
        replace(flow, on=flow.on + timedelta(days=DAYS_A_YEAR * later)) if flow.amount > 0 else flow for flow in flows
    ]


def _retrained(flows: Sequence[Flow], hazard: float, terms: LeverTerms) -> list[Flow]:
    ordered, at = in_order(flows), years(flows)
    before = np.minimum(at, terms.retraining_year)
    after = np.maximum(at - terms.retraining_year, 0.0)
    alive = np.exp(-hazard * (before + after * (1 - terms.retraining_effect))).tolist()
    kept = [
        replace(flow, amount=_left(flow, one)) if flow.amount > 0 else flow
        for flow, one in zip(ordered, alive, strict=True)
    ]
    cost = -terms.retraining_cost * _paid_in(flows)
    day = ordered[0].on + timedelta(days=round(DAYS_A_YEAR * terms.retraining_year))
    return in_order([*kept, Flow(day, cost)]) if cost else kept


def _reserved(flows: Sequence[Flow], hazard: float, share: float) -> list[Flow]:
    return [
        replace(after, amount=after.amount + min(before.amount - after.amount, share * before.amount))
        if 0 < after.amount < before.amount
        else after
        for before, after in zip(in_order(flows), with_hazard(flows, hazard), strict=True)
    ]


def _guaranteed(flows: list[Flow], terms: LeverTerms) -> list[Flow]:
    paid_in = _paid_in(flows)
    loss = max(0.0, paid_in - sum(flow.amount for flow in flows if flow.amount > 0))
    call = min(terms.guarantee_most * paid_in, terms.guarantee_share * loss)
    return [*flows, Flow(flows[-1].on, call)] if call else flows


def _paid_in(flows: Sequence[Flow]) -> float:
    return -sum(flow.amount for flow in flows if flow.amount < 0)


def _result(lever: Lever, flows: list[Flow], schedule: Schedule) -> LeverResult:
    back = sum(flow.amount for flow in flows if flow.amount > 0)
    return LeverResult(lever, internal_rate(flows), multiple(flows), present_value(flows, schedule), back, tuple(flows))


def _check(terms: LeverTerms) -> None:
    shares = (terms.retraining_cost, terms.retraining_effect, terms.reserve_share, terms.guarantee_share)
    if not all(0 <= share <= 1 for share in (*shares, terms.guarantee_most)):
        raise RuleBrokenError(_("Every share of a lever must be from 0 to 1."), field="levers")
    if not 0 <= terms.later_years <= 30 or not 0 <= terms.retraining_year <= 30:
        raise RuleBrokenError(_("A lever may wait at most 30 years."), field="levers")
