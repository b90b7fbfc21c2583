"""What the pages of contracts show: figures, pictures, the plan against what happened, and the terms in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portfolio.charts.contract_bars import ContractBar, bars_words, contract_bars
from portfolio.charts.payment_curve import PaymentCurve, Sums, curve_finding, curve_words, payment_curve
from portfolio.clock import add_months, day_at
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.money import rounded
from portfolio.finance.plan import Amounts, amounts, planned_amounts
from portfolio.language import current_language, format_money, format_money_short, minor_digits, ngettext
from portfolio.language import gettext as _
from portfolio.models import OutcomeClaim, PaymentLine
from portfolio.queries.contracts import ContractSheet
from web.pictures import Picture, picture_of

HALF_YEAR = 6  # months in a row of the table
MOST_ROWS = 40  # of that table
MOST_BARS = 12  # contracts in the picture; the table holds all


@dataclass(frozen=True)
class PlanRow:
    """A half-year: planned at first, planned now, and what came to be owed; minor units."""

    until: date
    planned: int
    planned_now: int
    owed: int | None


@dataclass(frozen=True)
class Balance:
    """What a payer's share is, how much of it is paid, and what is left."""

    payer: str
    purse: str
    owed_in_all: int
    paid: int
    left: int


@dataclass(frozen=True)
class ContractPage:
    """What is computed for a contract's page."""

    first_line: str
    picture: Picture | None
    plan: list[PlanRow]
    balances: list[Balance]
    notes: list[str]
    claims: dict[object, OutcomeClaim]


def contract_page(sheet: ContractSheet, zone: str) -> ContractPage:
    """Return what a contract's page shows, in the language spoken now."""
    return ContractPage(
        first_line=first_line(sheet),
        picture=_picture(sheet),
        plan=_plan(sheet),
        balances=_balances(sheet),
        notes=_notes(sheet, zone),
        claims={claim.id: claim for claim in sheet.claims},
    )


def first_line(sheet: ContractSheet) -> str:
    """Return where a contract stands, in one sentence or two."""
    currency = sheet.contract.currency
    sentence = _(
        "%(owed)s earned by verified results, %(paid)s of it paid.",
        owed=format_money(sheet.booked_minor, currency),
        paid=format_money(sheet.paid_minor, currency),
    )
    if waiting := len(sheet.waiting):
        sentence += " " + ngettext("One result waits to be verified.", "%(num)s results wait to be verified.", waiting)
    return sentence


def house_line(sheets: Sequence[ContractSheet]) -> str:
    """Return where the contracts of a house stand, currency by currency."""
    sentence = ngettext("One contract.", "%(num)s contracts.", len(sheets))
    for currency in dict.fromkeys(sheet.contract.currency for sheet in sheets):
        of_it = [sheet for sheet in sheets if sheet.contract.currency == currency]
        sentence += " " + _(
            "%(owed)s earned by verified results, %(paid)s of it paid.",
            owed=format_money_short(sum(sheet.booked_minor for sheet in of_it), currency),
            paid=format_money_short(sum(sheet.paid_minor for sheet in of_it), currency),
        )
    if waiting := sum(len(sheet.waiting) for sheet in sheets):
        sentence += " " + ngettext("One result waits to be verified.", "%(num)s results wait to be verified.", waiting)
    return sentence


def house_picture(sheets: Sequence[ContractSheet]) -> Picture | None:
    """Return the picture of a house's contracts: those that owe most, as many as one can look at."""
    chosen = sorted(sheets, key=lambda sheet: -sheet.booked_minor)[:MOST_BARS]
    bars = [
        ContractBar(
            name=sheet.contract.name,
            owed=sheet.booked_minor,
            paid=sheet.paid_minor,
            cap=cap_minor(sheet.in_force),
            currency=sheet.contract.currency,
        )
        for sheet in chosen
    ]
    if not bars:
        return None
    return picture_of(
        lambda narrow: contract_bars(bars, language=current_language(), narrow=narrow),
        _("What has been earned and paid"),
        bars_words(bars),
    )


def cap_minor(terms: Terms) -> int | None:
    """Return the cap of the whole contract in minor units."""
    return None if terms.cap is None else minor_of(terms.cap, terms.currency)


def minor_of(amount: Decimal, currency: str) -> int:
    """Return an amount of a document in minor units."""
    return rounded(amount * 10 ** minor_digits(currency))


def _owed(lines: Sequence[PaymentLine]) -> Amounts:
    return amounts((line.earned_on, line.net_minor) for line in lines if line.net_minor)


def _plans(sheet: ContractSheet) -> tuple[Amounts, Amounts | None]:
    """Return the first plan and, where it was changed by the day, the one that holds now."""
    first = planned_amounts(sheet.terms)
    now = planned_amounts(sheet.in_force)
    return first, None if now == first else now


def _picture(sheet: ContractSheet) -> Picture | None:
    planned, now = _plans(sheet)
    if not planned.days and not sheet.lines:
        return None
    terms = sheet.in_force
    owed = _owed(sheet.lines)
    curve = PaymentCurve(
        first=terms.service_from,
        last=terms.repayment_to,
        today=sheet.on,
        currency=terms.currency,
        planned=Sums(planned.days, planned.minors),
        planned_now=Sums(now.days, now.minors) if now else None,
        owed=Sums(owed.days, owed.minors),
        cap=cap_minor(terms),
    )
    return picture_of(
        lambda narrow: payment_curve(curve, language=current_language(), narrow=narrow),
        curve_finding(curve),
        curve_words(curve),
    )


def _plan(sheet: ContractSheet) -> list[PlanRow]:
    """Return half-years from the start until the last planned or paid day."""
    planned, now = _plans(sheet)
    latest, owed = now or planned, _owed(sheet.lines)
    if not (days := (*planned.days, *latest.days, *owed.days)):
        return []
    rows, before = [], sheet.terms.service_from - timedelta(days=1)
    start = sheet.terms.service_from.replace(day=1)
    for place in range(1, MOST_ROWS + 1):
        until = add_months(start, HALF_YEAR * place) - timedelta(days=1)
        rows.append(
            PlanRow(
                until,
                planned.until(until) - planned.until(before),
                latest.until(until) - latest.until(before),
                owed.until(until) - owed.until(before) if before < sheet.on else None,
            )
        )
        before = until
        if until >= max(days):
            break
    return rows


def _balances(sheet: ContractSheet) -> list[Balance]:
    purses = {payer.name: payer.purse.value for _since, terms in sheet.terms.versions for payer in terms.payers}
    return [
        Balance(name, purses[name], in_all, in_all - sheet.owed_minor(name), sheet.owed_minor(name))
        for name, in_all in sheet.booked_by_payer().items()
    ]


def _notes(sheet: ContractSheet, zone: str) -> list[str]:
    """Return what a careful reader should know: a counterfactual that was frozen too late, terms still to come."""
    notes = []
    first_paid = min((day_at(line.booked_at, zone) for line in sheet.lines if line.net_minor), default=None)
    for cohort in sheet.in_force.cohorts:
        basis, name = cohort.counterfactual, cohort.name or cohort.id
        if basis is None or basis.method.value == "none":
            continue
        if basis.frozen_on is None:
            notes.append(_("The counterfactual of %(cohort)s is not frozen.", cohort=name))
        elif first_paid is not None and basis.frozen_on > first_paid:
            notes.append(
                _(
                    "The counterfactual of %(cohort)s was frozen after the first payment.",
                    cohort=cohort.name or cohort.id,
                )
            )
    return notes
