"""How projects are told about on a page: figures with their limits, dates as people say them, and where steps lead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import g, url_for

from portfolio.clock import day_at
from portfolio.language import format_date, format_money, format_money_short, ngettext
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.attention_items import Attention, Target
from portfolio.queries.projects import AxisFigure, ProjectSheet
from portfolio.rounds.cadence import DueState
from portfolio.scoring.scale import RADICAL_FROM, SUBSTANTIAL_FROM
from portfolio.scoring.zones import VERY_WALLED, WALLED
from portfolio.words import band_word, zone_meaning, zone_word

NEAR = 14  # days within which a date is told as a distance
HALF, MUCH = round(WALLED), round(VERY_WALLED)  # where decoupling and connection change their word


@dataclass(frozen=True)
class Figure:
    """A figure of a page with all that must stand beside it; positions are 0–100 for the small scale under it."""

    name: str
    value: str
    limits: str
    word: str
    note: str = ""
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    anchor: str = ""  # where it is explained


def limits(low: float, high: float) -> str:
    """Write an interval: `57–71`."""
    return f"{round(low)}–{round(high)}"  # 0–100 has no thousands: the same in every language


def axis_cell(figure: AxisFigure | None) -> tuple[str, str]:
    """Return a score and its interval for the table; a dash where there is no score."""
    if figure is None:
        return "—", ""
    return ("—" if figure.value is None else str(round(figure.value))), limits(figure.low, figure.high)


def resilience_cell(sheet: ProjectSheet) -> tuple[str, str]:
    """Return resilience at the horizon and its interval for the table."""
    run = sheet.resilience
    if run is None:
        return "—", ""
    return str(round(run.p50 * 100)), limits(run.p10 * 100, run.p90 * 100)


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the visited house."""
    return day_at(moment, g.house.zone)


def money(project: Project) -> str:
    """Write a project's money briefly, or a dash."""
    return "—" if project.budget_minor is None else format_money_short(project.budget_minor, project.currency)


def money_in_full(project: Project) -> str:
    """Write a project's money to the last krone, or that it is not known."""
    if project.budget_minor is None:
        return _("Not stated")
    return format_money(project.budget_minor, project.currency)


def figures(sheet: ProjectSheet) -> list[Figure]:
    """Return the four figures of a project, each with a word and an interval."""
    last = _("radical") if sheet.is_certainly_radical else _("radical, though not for certain")
    radicality = _axis(
        _("Radicality"),
        sheet.score("radicality"),
        (round(SUBSTANTIAL_FROM), _("incremental")),
        (round(RADICAL_FROM), _("substantial")),
        last,
    )
    decoupling = _axis(
        _("Decoupling"),
        sheet.score("decoupling"),
        (HALF, _("weak walls")),
        (MUCH, _("protected")),
        _("strongly protected"),
    )
    connection = _axis(
        _("Connection"),
        sheet.score("connection"),
        (HALF, _("nowhere to land")),
        (MUCH, _("can land")),
        _("well connected"),
    )
    shown = {
        "radicality": radicality,
        "decoupling": decoupling,
        "connection": connection,
        "resilience": _resilience(sheet),
    }
    return [replace(figure, anchor=anchor) for anchor, figure in shown.items()]


def next_evaluation(sheet: ProjectSheet, today: date) -> tuple[str, date | None, bool]:
    """Return what is next for a project in words, the day it refers to, and whether that day has passed."""
    if sheet.open_evaluation is not None:
        closes_on = sheet.open_evaluation.closes_on
        if closes_on < today:
            return _("Should have closed %(when)s", when=distance(closes_on, today)), closes_on, True
        return _("Under way, closes %(when)s", when=distance(closes_on, today)), closes_on, False
    if sheet.due.state is DueState.NEVER_EVALUATED or sheet.due.on is None:
        return _("Not yet evaluated"), None, False
    if sheet.due.state is DueState.OVERDUE:
        return _("Overdue since %(when)s", when=format_date(sheet.due.on)), sheet.due.on, True
    return _sentence(distance(sheet.due.on, today)), sheet.due.on, False


def distance(day: date, today: date) -> str:
    """Tell a day as people do: today, tomorrow, in 3 days; further away as a date."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if 0 < days <= NEAR:
        return ngettext("tomorrow", "in %(num)s days", days)
    if -NEAR <= days < 0:
        return ngettext("yesterday", "%(num)s days ago", -days)
    return format_date(day)


def first_line(sheets: Sequence[ProjectSheet], attention: Sequence[Attention]) -> str:
    """Return what matters today: how many projects, how much money, how many that cannot wait."""
    sums: dict[str, int] = {}
    for sheet in sheets:
        if sheet.project.budget_minor is not None:
            currency = sheet.project.currency
            sums[currency] = sums.get(currency, 0) + sheet.project.budget_minor
    pressing = len({item.project.id for item in attention if item.is_pressing})
    parts = [ngettext("%(num)s project", "%(num)s projects", len(sheets))]
    if sums:
        parts.append(" + ".join(format_money_short(minor, currency) for currency, minor in sums.items()))
    parts.append(_pressing(pressing))
    return " · ".join(parts)


def step_address(item: Attention, *, may_change: bool) -> str:
    """Return where the next step is taken; those who may not take it are led to the project."""
    values: dict[str, Any] = {"project_id": item.project.id}
    endpoint = "projects.show"
    if may_change:
        endpoint = {
            Target.PROJECT: "projects.show",
            Target.EDIT_PROJECT: "projects.edit",
            Target.OPEN_EVALUATION: "evaluations.new",
            Target.EVALUATION: "evaluations.show",
            Target.CONTRACT: "contracts.show",
        }[item.target]
    if endpoint == "evaluations.show":
        values = {"evaluation_id": item.evaluation_id}
    elif endpoint == "contracts.show":
        values = {"contract_id": item.contract_id}
    elif endpoint == "evaluations.new":
        values = {"project": item.project.id, **({"reason": item.opening_reason} if item.opening_reason else {})}
    return url_for(endpoint, **values)


def project_address(project: Project) -> str:
    """Return the address of a project's page."""
    return url_for("projects.show", project_id=project.id)


def zone_sentence(sheet: ProjectSheet) -> str | None:
    """Return what the zone is called and means, or None without one."""
    zone = sheet.scores.zone if sheet.scores else None
    return f"{zone_word(zone)}. {zone_meaning(zone)}" if zone else None


def _axis(name: str, figure: AxisFigure | None, first: tuple[int, str], second: tuple[int, str], last: str) -> Figure:
    if figure is None:
        return Figure(name, "—", "", _("not yet evaluated"))
    note = ""
    if figure.open_criteria:
        note = ngettext("%(num)s criterion is open", "%(num)s criteria are open", figure.open_criteria)
    shown = limits(figure.low, figure.high)
    if figure.value is None:
        return Figure(name, "—", shown, _("too little could be assessed"), note, figure.low, figure.high)
    word = first[1] if figure.value < first[0] else second[1] if figure.value < second[0] else last
    return Figure(name, str(round(figure.value)), shown, word, note, figure.low, figure.high, figure.value)


def _resilience(sheet: ProjectSheet) -> Figure:
    run, band = sheet.resilience, sheet.resilience_band
    if run is None or band is None:
        missing = _("no horizon") if sheet.project.horizon_year is None else _("no occupations")
        return Figure(_("Resilience"), "—", "", missing)
    value, shown = resilience_cell(sheet)
    note = _("at the horizon %(year)s", year=run.horizon_year)
    return Figure(_("Resilience"), value, shown, band_word(band), note, run.p10 * 100, run.p90 * 100, run.p50 * 100)


def _pressing(count: int) -> str:
    if count == 0:
        return _("none needs action this week")
    words = (
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
    )
    number = words[count - 1] if count <= len(words) else str(count)
    return ngettext("%(number)s needs action this week", "%(number)s need action this week", count, number=number)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
