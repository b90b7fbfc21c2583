"""What other contracts pay for a result, in words: one currency at a time, never turned into another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from portfolio.frames.register_tables import OutcomePrice
from portfolio.language import format_date, format_money, format_percent, minor_digits, ngettext
from portfolio.language import gettext as _
from portfolio.queries.contracts import ContractSheet

MOST_PRICES = 100  # shown at once
LONGEST = 160  # characters of a result


@dataclass(frozen=True)
class OwnPrice:
    """What a contract of the house pays for a result today, and since when."""

    outcome: str
    amount: Decimal
    currency: str
    contract: str
    number: int
    since: date


def own_prices(sheets: Sequence[ContractSheet], project_id: str = "") -> list[OwnPrice]:
    """Return the prices that hold today in the contracts of a house, or of one of its projects."""
    return [
        OwnPrice(
            metric.name or metric.id,
            price.price,
            sheet.contract.currency,
            sheet.contract.name,
            sheet.contract.number,
            price.valid_from,
        )
        for sheet in sheets
        if project_id in ("", str(sheet.project.id))
        for metric in sheet.in_force.metrics
        if (price := metric.price_on(sheet.on)) is not None
    ]


def own_row(one: OwnPrice, found: Sequence[OutcomePrice]) -> tuple[str, ...]:
    """Return an own price for the table: result, price, contract, place among those found, source."""
    source = _("Contract no. %(number)s, from %(day)s", number=one.number, day=format_date(one.since))
    return one.outcome, _money(float(one.amount), one.currency), one.contract, _place(one, found), source


def _place(one: OwnPrice, found: Sequence[OutcomePrice]) -> str:
    others = [other.amount for other in found if other.currency == one.currency]
    if not others:
        return _("none found in %(currency)s", currency=one.currency)
    lower = sum(other < one.amount for other in others) / len(others)
    return _("%(share)s of those found in %(currency)s are lower", share=format_percent(lower), currency=one.currency)


def price_row(one: OutcomePrice) -> tuple[str, ...]:
    """Return a price for the table: result, price, contract, sector, source."""
    outcome = one.outcome if len(one.outcome) <= LONGEST else one.outcome[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    source = _("INDIGO, %(file)s, row %(row)s (%(project)s)", file=one.file, row=one.row, project=one.project_id)
    return outcome or _("not said"), _money(float(one.amount), one.currency), one.project, one.sector, source


def prices_finding(found: Sequence[OutcomePrice]) -> str:
    """Return how many prices were found, and their middle when all are in one currency."""
    counted = ngettext("%(num)s price found.", "%(num)s prices found.", len(found))
    if len(found) > MOST_PRICES:
        counted += " " + _("The first %(most)s are shown; narrow the search.", most=MOST_PRICES)
    if found and len({one.currency for one in found}) == 1:
        amounts = [float(one.amount) for one in found]
        low, middle, high = (_money(one, found[0].currency) for one in (min(amounts), median(amounts), max(amounts)))
        counted += " " + _(
            "From %(low)s to %(high)s, half of them below %(middle)s.", low=low, high=high, middle=middle
        )
    return counted


def _money(amount: float, currency: str) -> str:
    return format_money(round(amount * 10 ** minor_digits(currency)), currency)
