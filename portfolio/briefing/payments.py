"""What contracts that pay for results have earned and paid, and what is still planned, with and without technology."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from portfolio.briefing.figures import UNKNOWN
from portfolio.briefing.parts import Column, Data, Section, Table
from portfolio.briefing.words import counted, listed, sentence, short_name
from portfolio.finance.flows import DAYS_A_YEAR
from portfolio.finance.plan import planned_amounts
from portfolio.language import format_money_short, format_percent
from portfolio.language import gettext as _
from portfolio.queries.contracts import ContractSheet
from portfolio.queries.projects import ProjectSheet
from portfolio.resilience.result import CurvePoint, ProjectResilience

MOST = 12  # contracts in the table; the attached one has them all

Curve = Sequence[CurvePoint]


@dataclass(frozen=True)
class Survived:
    """What is left of planned payments when each counts as far as people still do the work; minor units."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class ContractMoney:
    """A contract's money on a day, in minor units; `survived` is None when the project's work is not known."""

    name: str
    project: int
    currency: str
    earned: int
    paid: int
    planned: int
    survived: Survived | None


def payments_section(contracts: Sequence[ContractSheet], sheets: Sequence[ProjectSheet]) -> Section | None:
    """Return the section, or None when the house has no contract that pays for results."""
    if not contracts:
        return None
    curves = {sheet.project.id: curve for sheet in sheets if (curve := _curve(sheet))}
    found = [money_of(contract, curves) for contract in contracts]
    return Section(
        key="payments",
        heading=_("Payments for results"),
        sentences=(_count(found), *_to_come(found), *_waiting(contracts), *_unknown(found)),
        table=_table(found),
        data=_data(found),
    )


def money_of(contract: ContractSheet, curves: Mapping[UUID, Curve]) -> ContractMoney:
    """Return a contract's money; what is planned are the payments of the terms in force after the sheet's day."""
    amounts = planned_amounts(contract.in_force)
    to_come = [
        (day, minor) for day, minor in zip(amounts.days, amounts.minors, strict=True) if day > contract.on and minor
    ]
    curve = curves.get(contract.project.id)
    return ContractMoney(
        name=contract.contract.name,
        project=contract.project.number,
        currency=contract.contract.currency,
        earned=contract.booked_minor,
        paid=contract.paid_minor,
        planned=sum(minor for _day, minor in to_come),
        survived=survived(to_come, curve, today=contract.on) if curve else None,
    )


def survived(to_come: Sequence[tuple[date, int]], curve: Curve, *, today: date) -> Survived:
    """Return planned payments, each times the share of the work still done by people on its day.

    A payment by results needs somebody in the work it pays for. Between two years of the curve the share is taken on
    the straight line; after its last year the last share holds.
    """
    ahead = [(day - today).days / DAYS_A_YEAR for day, _minor in to_come]
    minors = np.array([minor for _day, minor in to_come], dtype=np.float64)

    def left(shares: Sequence[float]) -> int:
        return round(float(minors @ np.interp(ahead, range(len(curve)), shares))) if ahead else 0

    return Survived(
        low=left([point.p10 for point in curve]),
        middle=left([point.p50 for point in curve]),
        high=left([point.p90 for point in curve]),
    )


def _curve(sheet: ProjectSheet) -> Curve | None:
    return ProjectResilience.from_dict(sheet.resilience.result).curve if sheet.resilience else None


def _count(found: Sequence[ContractMoney]) -> str:
    sums = {
        currency: (sum(one.earned for one in of_it), sum(one.paid for one in of_it))
        for currency in _currencies(found)
        for of_it in [[one for one in found if one.currency == currency]]
    }
    return sentence(
        counted(
            "One contract pays for results: %(earned)s is earned by verified results, and %(paid)s of it is paid.",
            "%(count)s contracts pay for results: %(earned)s is earned by verified results, and %(paid)s of it is "
            "paid.",
            len(found),
            earned=listed([format_money_short(earned, currency) for currency, (earned, _paid) in sums.items()]),
            paid=listed([format_money_short(paid, currency) for currency, (_earned, paid) in sums.items()]),
        )
    )


def _to_come(found: Sequence[ContractMoney]) -> list[str]:
    told = []
    for currency in _currencies(found):
        known = [
            (one.planned, one.survived) for one in found if one.currency == currency and one.planned and one.survived
        ]
        if known:
            told.append(_expected([planned for planned, _left in known], [left for _planned, left in known], currency))
    if told:
        how = _("With technology, a payment counts by the share of the project’s work that people still do on its day.")
        told.append(how)
    return told


def _expected(planned: Sequence[int], left: Sequence[Survived], currency: str) -> str:
    whole = sum(planned)
    low, middle, high = (
        format_percent(sum(share) / whole)
        for share in zip(*((one.low, one.middle, one.high) for one in left), strict=True)
    )
    money = format_money_short(whole, currency)
    if low == high:
        return _(
            "%(planned)s is still planned, and with technology %(middle)s of it is to be expected.",
            planned=money,
            middle=middle,
        )
    return _(
        "%(planned)s is still planned, and with technology %(middle)s of it is to be expected (%(low)s to %(high)s).",
        planned=money,
        middle=middle,
        low=low,
        high=high,
    )


def _waiting(contracts: Sequence[ContractSheet]) -> list[str]:
    if not any(contract.waiting for contract in contracts):
        return []
    return [_("Some results still wait to be verified.")]  # how many is not told: a count may be of very few people


def _unknown(found: Sequence[ContractMoney]) -> list[str]:
    count = sum(1 for one in found if one.planned and one.survived is None)
    if not count:
        return []
    return [
        sentence(
            counted(
                "The work behind one contract is not known, so it is left out of that.",
                "The work behind %(count)s contracts is not known, so they are left out of that.",
                count,
            )
        )
    ]


def _table(found: Sequence[ContractMoney]) -> Table:
    return Table(
        caption=_("Payments for results, contract by contract"),
        columns=(
            Column(_("Contract")),
            Column(_("Earned"), figures=True),
            Column(_("Paid"), figures=True),
            Column(_("Still planned"), figures=True),
            Column(_("With technology"), figures=True),
        ),
        rows=(*(_row(one) for one in found[:MOST]), *_others(len(found) - MOST)),
    )


def _row(one: ContractMoney) -> tuple[str, ...]:
    left = UNKNOWN
    if one.planned and one.survived:
        left = format_percent(one.survived.middle / one.planned)
    return short_name(one.name), *(_money(minor, one.currency) for minor in (one.earned, one.paid, one.planned)), left


def _others(count: int) -> list[tuple[str, ...]]:
    if count <= 0:
        return []
    words = counted("One other is in the attached table.", "%(count)s others are in the attached table.", count)
    return [(sentence(words), "", "", "", "")]


def _data(found: Sequence[ContractMoney]) -> Data:
    return Data(
        columns=(
            "contract",
            "project_number",
            "currency",
            "earned_minor",
            "paid_minor",
            "planned_minor",
            "with_technology_minor",
            "with_technology_low_minor",
            "with_technology_high_minor",
        ),
        rows=tuple(
            (
                one.name,
                str(one.project),
                one.currency,
                str(one.earned),
                str(one.paid),
                str(one.planned),
                *((str(left.middle), str(left.low), str(left.high)) if (left := one.survived) else ("", "", "")),
            )
            for one in found
        ),
    )


def _money(minor: int, currency: str) -> str:
    return format_money_short(minor, currency) if minor else UNKNOWN


def _currencies(found: Sequence[ContractMoney]) -> list[str]:
    return list(dict.fromkeys(one.currency for one in found))
