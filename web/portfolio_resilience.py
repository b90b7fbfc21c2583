"""What the page of the portfolio's robustness shows: the fan by money, exposed work, watch years, money at stake."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.charts.curve import Curve
from portfolio.language import format_money_short, format_number
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.occupations import get_occupation
from portfolio.resilience.bands import resilience_band
from portfolio.resilience.outlook import Outlook
from portfolio.resilience.portfolio import FundedWork, PortfolioMix, portfolio_mix
from portfolio.words import band_word
from web.pictures import Picture, resilience_picture
from web.portfolio_outlook import LOOKED_AT, House, Money, ScenarioRow, look_ahead, scenario_rows, touches

YEARS_DRAWN = 30
MUCH_ON_ONE = 1 / 3  # of the money on one occupation is told as a concentration
MOST_ROWS = 10


@dataclass(frozen=True)
class StakeRow:
    """An occupation with its share of the money and what of it is likely to be lost; widths are 0–100."""

    title: str
    share: str
    money: str
    width: float


@dataclass(frozen=True)
class TimeRow:
    """How many projects are discovered in time, by the base runs and under the signals, and their money."""

    words: str
    count: int
    under: int
    money: str


@dataclass(frozen=True)
class YearRow:
    """A watch year, the projects that reach it, and their money; `width` is 0–100."""

    year: str
    projects: list[Project]
    money: str
    width: float
    is_soon: bool


@dataclass(frozen=True)
class PortfolioPage:
    """All that the page shows, written out; `picture` is None when no project has both money and work."""

    picture: Picture | None
    sentence: str
    under: str
    scenarios: list[ScenarioRow]
    in_time: list[TimeRow]
    stakes: list[StakeRow]
    concentration: str
    years: list[YearRow]
    left_out: int


def portfolio_page(sheets: Sequence[ProjectSheet], house: House, currency: str, today: date) -> PortfolioPage:
    """Return what the page shows; projects without work, without money or in another currency are counted only."""
    kept = [sheet for sheet in sheets if _weighs(sheet, currency)]
    mix = portfolio_mix(_funded(sheet) for sheet in kept)
    money = Money.of(mix, kept, today)
    look = look_ahead(money, house.parameters) if mix.stakes else None
    return PortfolioPage(
        picture=resilience_picture(_curve(look, today)) if look else None,
        sentence=_sentence(look, today) if look else "",
        under=_under(money, look, house) if look else "",
        scenarios=scenario_rows(money, house, kept, currency, today) if look else [],
        in_time=_in_time(kept, currency, today),
        stakes=_stakes(mix, currency),
        concentration=_concentration(mix),
        years=_years(kept, currency, today),
        left_out=len(sheets) - len(kept),
    )


def _weighs(sheet: ProjectSheet, currency: str) -> bool:
    return bool(sheet.resilience and sheet.project.budget_minor and sheet.project.currency == currency)


def _funded(sheet: ProjectSheet) -> FundedWork:
    occupations = sheet.resilience.result["occupations"] if sheet.resilience else []
    return FundedWork(
        sheet.project.budget_minor or 0,
        {one["code"]: one["share"] for one in occupations},
        {one["code"]: one["loss"] for one in occupations},
    )


def _curve(look: Outlook, today: date) -> Curve:
    watch = look.watch_year_offset
    return Curve(
        first_year=today.year,
        low=look.p10[: YEARS_DRAWN + 1],
        median=look.p50[: YEARS_DRAWN + 1],
        high=look.p90[: YEARS_DRAWN + 1],
        occupations=[],
        horizon_year=today.year + LOOKED_AT,
        watch_year=None if watch is None or watch > YEARS_DRAWN else today.year + watch,
        label=_("The portfolio"),
    )


def _sentence(look: Outlook, today: date) -> str:
    at = look.p50[LOOKED_AT]
    return _(
        "In %(year)s people still do %(value)s per cent (%(low)s–%(high)s) of the work the money goes to: %(band)s.",
        year=today.year + LOOKED_AT,
        value=_whole(at),
        low=_whole(look.p10[LOOKED_AT]),
        high=_whole(look.p90[LOOKED_AT]),
        band=band_word(resilience_band(at)),
    )


def _under(money: Money, base: Outlook, house: House) -> str:
    if not touches(house.effects, money):
        return ""
    look = look_ahead(money, house.parameters, house.effects)
    return _(
        "Under the signals in force it is %(value)s (%(low)s–%(high)s) instead of %(before)s.",
        value=_whole(look.p50[LOOKED_AT]),
        low=_whole(look.p10[LOOKED_AT]),
        high=_whole(look.p90[LOOKED_AT]),
        before=_whole(base.p50[LOOKED_AT]),
    )


def _in_time(sheets: Sequence[ProjectSheet], currency: str, today: date) -> list[TimeRow]:
    """Return whether it is discovered in time, by the base runs and under the signals in force."""
    words = {
        "late": _("Too late: the change should have begun"),
        "barely": _("Barely: a year or less is left"),
        "in_time": _("In time"),
        "never": _("No watch year within 60 years"),
    }
    counts: dict[str, int] = defaultdict(int)
    money: dict[str, int] = defaultdict(int)
    under: dict[str, int] = defaultdict(int)
    for sheet in sheets:
        key = _when(sheet.lead_time(today))
        counts[key] += 1
        money[key] += sheet.project.budget_minor or 0
        under[_when(_lead_time_under_signals(sheet, today))] += 1
    return [TimeRow(words[key], counts[key], under[key], format_money_short(money[key], currency)) for key in words]


def _when(left: int | None) -> str:
    if left is None:
        return "never"
    return "late" if left < 0 else "barely" if left <= 1 else "in_time"


def _lead_time_under_signals(sheet: ProjectSheet, today: date) -> int | None:
    if sheet.under_signals is None:
        return sheet.lead_time(today)
    watch = sheet.under_signals.run.watch_year
    return None if watch is None else watch - today.year - sheet.project.response_years


def _stakes(mix: PortfolioMix, currency: str) -> list[StakeRow]:
    most = max((stake.exposed_minor for stake in mix.stakes), default=0.0) or 1.0
    return [
        StakeRow(
            title=get_occupation(stake.code).title,
            share=format_number(stake.share * 100) + " %",
            money=format_money_short(_two_figures(stake.exposed_minor), currency),
            width=round(stake.exposed_minor / most * 100, 1),
        )
        for stake in mix.stakes[:MOST_ROWS]
    ]


def _concentration(mix: PortfolioMix) -> str:
    largest = mix.largest
    if largest is None:
        return ""
    facts = {"share": format_number(largest.share * 100), "work": get_occupation(largest.code).title}
    spread = _("as if it lay evenly on %(count)s occupations", count=format_number(1 / mix.concentration, 1))
    if largest.share >= MUCH_ON_ONE:
        told = _("%(share)s per cent of the money rests on one occupation, %(work)s: much on one card", **facts)
    else:
        told = _("The largest part of the money on one occupation is %(share)s per cent, %(work)s", **facts)
    return f"{told}; {spread}."


def _years(sheets: Sequence[ProjectSheet], currency: str, today: date) -> list[YearRow]:
    by_year: dict[int, list[ProjectSheet]] = defaultdict(list)
    for sheet in sheets:
        if sheet.resilience is not None and sheet.resilience.watch_year is not None:
            by_year[sheet.resilience.watch_year].append(sheet)
    sums = {year: sum(sheet.project.budget_minor or 0 for sheet in found) for year, found in by_year.items()}
    most = max(sums.values(), default=1)
    return [
        YearRow(
            year=str(year),
            projects=[sheet.project for sheet in by_year[year]],
            money=format_money_short(sums[year], currency),
            width=round(sums[year] / most * 100, 1),
            is_soon=any((left := sheet.lead_time(today)) is not None and left <= 1 for sheet in by_year[year]),
        )
        for year in sorted(by_year)
    ]


def _two_figures(minor: float) -> int:
    """Return an amount with two figures that count: a simulation knows no more."""
    whole = round(minor)
    return round(whole, min(0, 2 - len(str(whole))))


def _whole(share: float) -> str:
    return str(round(share * 100))
