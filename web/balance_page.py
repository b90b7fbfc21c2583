"""What the page of the portfolio's balance says: sentences, a picture, and measures with their explanations."""

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.charts.shares import ShareBar
from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _
from portfolio.queries.balance import Balance
from portfolio.scoring.balance import Shares, Spread, money_to_move, projects_to_move
from portfolio.scoring.scale import Band
from portfolio.words import radicality_word
from web.pictures import Picture, shares_picture

FOUR_CORNERS = 0.60  # Rao's Q when the money is spread evenly over the four corners


@dataclass(frozen=True)
class Measure:
    """A figure of the page: its anchor among the explanations, its name, value and what it says."""

    anchor: str
    name: str
    value: str
    says: str


@dataclass(frozen=True)
class BalancePage:
    """All that the page says of a balance, in the language spoken now."""

    finding: str
    also: tuple[str, ...]
    picture: Picture | None
    measures: tuple[Measure, ...]
    horizons: tuple[tuple[str, str], ...]


def balance_page(balance: Balance) -> BalancePage:
    """Return the page of a balance."""
    sentences = list(_sentences(balance))
    return BalancePage(
        finding=sentences[0] if sentences else _("There is no evaluated project in the portfolio yet."),
        also=tuple(sentences[1:]),
        picture=_picture(balance, sentences[0]) if sentences else None,
        measures=tuple(_measures(balance)),
        horizons=(
            ("5", _("Within 5 years")),
            ("10", _("In 6 to 10 years")),
            ("later", _("Later than 10 years")),
            ("none", _("No horizon yet")),
        ),
    )


def _sentences(balance: Balance) -> Iterator[str]:
    money, count = balance.by_money, balance.by_count
    if money:
        yield _largest(money, money=True) if money.distance is None else money_to_move(money.distance)
        if direction := _direction(money):
            yield direction
    if count:
        yield _largest(count, money=False) if count.distance is None else projects_to_move(count.distance)


def _largest(spread: Spread, *, money: bool) -> str:
    band = max(Band, key=lambda band: spread.shares[band])
    said = {"share": format_percent(spread.shares[band]), "band": radicality_word(band)}
    if money:
        return _("%(share)s of the money lies in %(band)s projects.", **said)
    return _("%(share)s of the projects are %(band)s.", **said)


def _direction(spread: Spread) -> str:
    much, little = spread.too_much, spread.too_little
    if much is None or little is None or spread.wanted is None:
        return ""
    return _(
        "Most above what the board wants: %(much)s (%(much_now)s against %(much_wanted)s). Most below: %(little)s "
        "(%(little_now)s against %(little_wanted)s).",
        much=radicality_word(much),
        much_now=format_percent(spread.shares[much]),
        much_wanted=format_percent(spread.wanted[much]),
        little=radicality_word(little),
        little_now=format_percent(spread.shares[little]),
        little_wanted=format_percent(spread.wanted[little]),
    )


def _picture(balance: Balance, finding: str) -> Picture:
    bars = []
    if balance.by_money:
        bars.append(ShareBar(_("The money"), _in_order(balance.by_money.shares)))
    if balance.by_count:
        bars.append(ShareBar(_("The projects"), _in_order(balance.by_count.shares)))
    if balance.corridor:
        bars.append(ShareBar(_("The board’s corridor"), _in_order(balance.corridor.shares), slim=True))
    return shares_picture(tuple(bars), finding)


def _in_order(shares: Shares) -> tuple[float, float, float]:
    return shares[Band.INCREMENTAL], shares[Band.SUBSTANTIAL], shares[Band.RADICAL]


def _measures(balance: Balance) -> Iterator[Measure]:
    money = balance.by_money
    if money is None:
        return
    if money.distance is not None:
        yield Measure(
            "distance",
            _("Distance to the corridor"),
            format_percent(money.distance),
            _("of the money would have to move to another band."),
        )
    yield Measure(
        "evenness",
        _("Evenness"),
        format_number(money.balance, 2),
        _("0 is all in one band, 1 as much in each."),
    )
    yield Measure(
        "concentration",
        _("Concentration"),
        format_number(money.concentration, 2),
        _("1 is all in one band; as varied as %(bands)s equal bands.", bands=format_number(money.effective_bands, 1)),
    )
    if balance.disparity is not None:
        yield Measure(
            "disparity",
            _("How different the projects are"),
            format_number(balance.disparity, 2),
            _(
                "0 is the same project under many names; %(most)s is money spread over all four corners of radicality "
                "and time.",
                most=format_number(FOUR_CORNERS, 2),
            ),
        )
