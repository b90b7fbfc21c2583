"""Where the money lies, by horizon and by size of step, against the corridor that the board set."""

from portfolio.briefing.parts import Column, Section, SharesPicture, Table
from portfolio.briefing.words import counted, sentence
from portfolio.language import format_money_short, format_percent
from portfolio.language import gettext as _
from portfolio.queries.balance import Balance, HorizonRow
from portfolio.scoring.balance import Shares, Spread, money_to_move
from portfolio.scoring.scale import Band
from portfolio.words import radicality_word

NOTHING = "–"


def say_distance(balance: Balance) -> str:
    """Return the distance to the board's corridor in one sentence; empty without a corridor or without money."""
    if balance.by_money is None or balance.by_money.distance is None:
        return ""
    return _("Against the board’s corridor: %(distance)s", distance=_lowered(money_to_move(balance.by_money.distance)))


def horizons_section(balance: Balance) -> Section | None:
    """Return the section, or None when no evaluated project has money."""
    if balance.by_money is None:
        return None
    title = _title(balance.by_money)
    return Section(
        key="horizons",
        heading=_("Horizons and money"),
        sentences=(sentence(title), *_direction(balance.by_money), *_left_out(balance)),
        picture=SharesPicture(title, tuple(_bars(balance, balance.by_money))),
        table=_table(balance, balance.by_money),
    )


def _title(spread: Spread) -> str:
    if spread.distance is not None:
        return money_to_move(spread.distance)
    return _("The board has not set a corridor, so the money is compared with nothing")


def _direction(spread: Spread) -> list[str]:
    much, little = spread.too_much, spread.too_little
    if much is None or little is None or spread.wanted is None:
        return []
    return [
        _(
            "Most above what the board wants: %(much)s (%(much_now)s against %(much_wanted)s). Most below: %(little)s "
            "(%(little_now)s against %(little_wanted)s).",
            much=radicality_word(much),
            much_now=format_percent(spread.shares[much]),
            much_wanted=format_percent(spread.wanted[much]),
            little=radicality_word(little),
            little_now=format_percent(spread.shares[little]),
            little_wanted=format_percent(spread.wanted[little]),
        )
    ]


def _left_out(balance: Balance) -> list[str]:
    count = len(balance.unevaluated) + len(balance.other_currency)
    if not count:
        return []
    return [sentence(counted("One project is not counted.", "%(count)s projects are not counted.", count))]


def _bars(balance: Balance, spread: Spread) -> list[tuple[str, tuple[float, float, float]]]:
    bars = [(_("The money"), _in_order(spread.shares))]
    if balance.by_count:
        bars.append((_("The projects"), _in_order(balance.by_count.shares)))
    if spread.wanted:
        bars.append((_("The board’s corridor"), _in_order(spread.wanted)))
    return bars


def _in_order(shares: Shares) -> tuple[float, float, float]:
    return shares[Band.INCREMENTAL], shares[Band.SUBSTANTIAL], shares[Band.RADICAL]


def _table(balance: Balance, spread: Spread) -> Table:
    bands = [Column(_capital(radicality_word(band)), figures=True) for band in Band]
    rows = [_row(row, balance.currency) for row in balance.horizons]
    rows.append((_("In all"), *(_money(_of_band(balance, band), balance.currency) for band in Band)))
    rows.append((_("Share of the money"), *(format_percent(spread.shares[band]) for band in Band)))
    if spread.wanted:
        rows.append((_("The board’s corridor"), *(format_percent(spread.wanted[band]) for band in Band)))
    return Table(
        caption=_("Money by horizon and size of step"), columns=(Column(_("Horizon")), *bands), rows=tuple(rows)
    )


def _row(row: HorizonRow, currency: str) -> tuple[str, ...]:
    names = {
        "5": _("Within 5 years"),
        "10": _("In 6 to 10 years"),
        "later": _("Later than 10 years"),
        "none": _("No horizon yet"),
    }
    return names[row.key], *(_money(row.money_minor[band], currency) for band in Band)


def _of_band(balance: Balance, band: Band) -> int:
    return sum(row.money_minor[band] for row in balance.horizons)


def _money(minor: int, currency: str) -> str:
    return format_money_short(minor, currency) if minor else NOTHING


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
