"""What the pages of bonds show: who put in what, what came back, and the waterfall as it went and is planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.bond_words import bond_step_word
from portfolio.charts.bond_steps import BondStep, bond_steps, steps_words
from portfolio.finance.bond_book import BondBook, loss_of
from portfolio.finance.bond_document import BondDocument
from portfolio.finance.bond_plan import BondPlan
from portfolio.finance.tranches import Step
from portfolio.finance.waterfall import Line
from portfolio.language import (
    current_language,
    format_date,
    format_money,
    format_money_short,
    format_number,
    format_percent,
    ngettext,
)
from portfolio.language import gettext as _
from portfolio.models import BondTranche
from portfolio.queries.bond_plans import expected_of, plan_of
from portfolio.queries.bonds import BondSheet
from web.pictures import Picture, picture_of


@dataclass(frozen=True)
class TrancheRow:
    """A tranche in the table of who put in what, in minor units."""

    tranche: BondTranche
    investor: str
    terms: str
    commitment: int
    drawn: int
    principal: int
    beside: int
    made_good: int
    outstanding: int


@dataclass(frozen=True)
class BondPage:
    """What is computed for a bond's page."""

    first_line: str
    rows: list[TrancheRow]
    picture: Picture
    facts: list[tuple[str, str]]
    coming: list[tuple[str, str, str]]


def bond_page(sheet: BondSheet) -> BondPage:
    """Return what a bond's page shows, in the language spoken now."""
    book, terms, plan = sheet.book(), sheet.in_force, plan_of(sheet)
    return BondPage(
        first_line=first_line(sheet, book),
        rows=[_row(row, terms, book) for row in sheet.tranches],
        picture=_picture(sheet, plan),
        facts=list(_facts(sheet, terms)),
        coming=list(_coming(sheet, plan)),
    )


def first_line(sheet: BondSheet, book: BondBook) -> str:
    """Return where a bond stands, in a sentence or two."""
    currency = sheet.bond.currency
    accounts = book.accounts.values()
    back = sum(flow.amount for account in accounts for flow in account.flows if flow.amount > 0)
    sentence = _(
        "%(drawn)s drawn, %(back)s back to investors, %(out)s of the principal still out.",
        drawn=format_money(sum(account.drawn for account in accounts), currency),
        back=format_money(round(back), currency),
        out=format_money(sum(loss_of(account) for account in accounts), currency),
    )
    cash = sheet.cash_minor()
    if cash > 0:
        sentence += " " + _("%(cash)s waits to be paid out.", cash=format_money(cash, currency))
    if cash < 0:
        sentence += " " + _(
            "Payers got %(cash)s back that was paid out already; it comes off what they pay next.",
            cash=format_money(-cash, currency),
        )
    return sentence


def house_line(sheets: Sequence[BondSheet]) -> str:
    """Return where the bonds of a house stand, currency by currency."""
    parts = [ngettext("One bond.", "%(num)s bonds.", len(sheets))]
    for currency in dict.fromkeys(sheet.bond.currency for sheet in sheets):
        books = [sheet.book() for sheet in sheets if sheet.bond.currency == currency]
        accounts = [account for book in books for account in book.accounts.values()]
        parts.append(
            _(
                "%(drawn)s drawn, %(out)s of the principal still out.",
                drawn=format_money_short(sum(account.drawn for account in accounts), currency),
                out=format_money_short(sum(loss_of(account) for account in accounts), currency),
            )
        )
    return " ".join(parts)


def _row(row: BondTranche, terms: BondDocument, book: BondBook) -> TrancheRow:
    part = next(one for one in terms.tranches if one.name == row.name)
    account = book.accounts[row.name]
    return TrancheRow(
        tranche=row,
        investor=part.investor or part.name,
        terms=", ".join(tranche_terms(terms, row.name)),
        commitment=terms.minor(part.commitment),
        drawn=account.drawn,
        principal=account.principal,
        beside=account.interest + account.returned,
        made_good=account.protected + account.guaranteed,
        outstanding=loss_of(account),
    )


def tranche_terms(terms: BondDocument, name: str) -> list[str]:
    """Return the terms of a tranche, each in a few words."""
    part = next(one for one in terms.tranches if one.name == name)
    said = [_("rank %(rank)s", rank=part.rank)]
    if part.coupon:
        said.append(_("coupon %(rate)s", rate=format_percent(float(part.coupon), 1)))
    if part.cap_rate is not None:
        said.append(_("at most %(rate)s a year", rate=format_percent(float(part.cap_rate), 1)))
    if part.cap_multiple is not None:
        said.append(_("at most %(times)s times the money", times=format_number_plain(float(part.cap_multiple))))
    if part.protected_share:
        said.append(_("%(share)s protected", share=format_percent(float(part.protected_share))))
    if part.fee:
        said.append(_("fee %(rate)s a year", rate=format_percent(float(part.fee), 1)))
    if part.earmark:
        said.append(_("earmarked for %(purpose)s", purpose=part.earmark))
    return said


def format_number_plain(number: float) -> str:
    """Return a number with the decimals it has, at most two."""
    return format_number(number, 0 if number == int(number) else 1 if round(number, 1) == number else 2)


def _facts(sheet: BondSheet, terms: BondDocument) -> Iterable[tuple[str, str]]:
    currency = sheet.bond.currency
    yield _("Signed"), format_date(sheet.versions[0].valid_from)
    if terms.ends:
        yield _("Losses are settled"), format_date(terms.ends)
    yield _("Paid for results"), format_money(sheet.received_minor(), currency)
    if (promise := terms.guarantee) is not None:
        yield (
            _("Guarantee"),
            _(
                "%(guarantor)s covers %(share)s of a loss, at most %(most)s",
                guarantor=promise.guarantor,
                share=format_percent(float(promise.share)),
                most=format_money(terms.minor(promise.maximum), currency),
            ),
        )


def _picture(sheet: BondSheet, plan: BondPlan) -> Picture:
    steps = tuple(_steps(sheet, plan))
    return picture_of(
        lambda narrow: bond_steps(steps, language=current_language(), narrow=narrow),
        _("What came in, and who is paid from it in which order"),
        steps_words(steps),
    )


def _steps(sheet: BondSheet, plan: BondPlan) -> Iterable[BondStep]:
    terms, currency = sheet.in_force, sheet.bond.currency
    booked = [line for entry in sheet.booked for line in entry.lines]
    drawn = sum(account.drawn for account in sheet.book().accounts.values())
    yield BondStep(_("Drawn from investors"), drawn, sum(one.minor for one in plan.drawdowns), currency)
    expected = sum(one.minor for one in expected_of(sheet))
    yield BondStep(_("Paid for results"), max(sheet.received_minor(), 0), max(expected, 0), currency)
    ranks = {one.name: one.rank for one in terms.tranches}
    by_rank = sorted(terms.tranches, key=lambda one: one.rank)
    wanted: list[tuple[Step, str]] = [(Step.FEES, "")]
    wanted += [(step, one.name) for one in by_rank for step in (Step.INTEREST, Step.PRINCIPAL)]
    wanted += [(Step.RETURN, one.name) for one in by_rank]
    wanted += [(step, "") for step in (Step.PROTECTION, Step.GUARANTEE, Step.REIMBURSEMENT, Step.RESIDUAL)]
    for step, name in wanted:
        done, planned = (_sum(lines, step, name) for lines in (booked, plan.lines))
        if done or planned or (step is Step.PRINCIPAL and name in ranks):
            word = bond_step_word(step.value)
            yield BondStep(f"{word}: {name}" if name else word, done, planned, currency)


def _sum(lines: Iterable[Line], step: Step, name: str) -> int:
    return sum(line.minor for line in lines if line.step is step and (not name or line.tranche == name))


def _coming(sheet: BondSheet, plan: BondPlan) -> Iterable[tuple[str, str, str]]:
    """Yield what is planned, day by day: drawdowns and sums by step."""
    found: dict[tuple[date, str], int] = {}
    for one in plan.drawdowns:
        key = (one.on, f"{bond_step_word('drawn')}: {one.tranche}")
        found[key] = found.get(key, 0) + one.minor
    for line in plan.lines:
        word = bond_step_word(line.step.value)
        key = (line.on, f"{word}: {line.tranche}" if line.tranche else word)
        found[key] = found.get(key, 0) + line.minor
    for (day, what), minor in sorted(found.items(), key=lambda item: item[0][0]):
        yield format_date(day), what, format_money(minor, sheet.bond.currency)
