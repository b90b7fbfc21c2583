"""What other contracts pay for a result, in words: one currency at a time, never turned into another."""

from collections.abc import Sequence
from statistics import median

from portfolio.frames.register_tables import OutcomePrice
from portfolio.language import format_money, minor_digits, ngettext
from portfolio.language import gettext as _

MOST_PRICES = 100  # shown at once
LONGEST = 160  # characters of a result


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
