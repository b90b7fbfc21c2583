"""`innohus due`: which projects of a house are due for evaluation on a day."""

import json
from datetime import date, datetime
from typing import Any

import click

from portfolio import clock
from portfolio.cli.door import house_named, in_language, opened
from portfolio.clock import day_at
from portfolio.config import Settings
from portfolio.db import reading
from portfolio.language import LANGUAGES, Language, format_date
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import clerk

# The most urgent first; the other states are not due.
DUE_STATES = (DueState.OVERDUE, DueState.NEVER_EVALUATED, DueState.DUE_SOON)


@click.command()
@click.option("--house", "short_name", required=True, help="Short name of the house.")
@click.option("--on", "moment", type=click.DateTime(["%Y-%m-%d"]), help="The day, as 2027-03-01; today by default.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def due(*, short_name: str, moment: datetime | None, language: Language, as_json: bool) -> None:
    """List the projects that are overdue, never evaluated, or due within 30 days of a day.

    Evaluations closed or opened after the day are counted as they are now: the command looks ahead, not back.
    """
    with in_language(language), opened(Settings()) as engine, reading(engine) as session:
        house = house_named(session, short_name)
        today = moment.date() if moment else day_at(clock.now(), house.zone)
        sheets = list_project_sheets(session, clerk(house.id), house.id, today=today)
        found = sorted((sheet for sheet in sheets if _is_due(sheet)), key=_urgency)
        click.echo(json.dumps([_plain(sheet) for sheet in found]) if as_json else _text(found, today))


def _is_due(sheet: ProjectSheet) -> bool:
    return sheet.project.stage in ACTIVE_STAGES and (sheet.is_raised or sheet.due.state in DUE_STATES)


def _urgency(sheet: ProjectSheet) -> tuple[int, date]:
    """Sort by urgency: what signals have raised first, then as the states stand."""
    if sheet.due.state not in DUE_STATES:
        return -1, date.min
    return DUE_STATES.index(sheet.due.state), sheet.due.on or date.max


def _signals(sheet: ProjectSheet) -> list[str]:
    """Return what was seen that calls for a re-evaluation before its time."""
    if not sheet.is_raised or sheet.under_signals is None:
        return []
    return [signal.title for signal in sheet.under_signals.raised_by]


def _plain(sheet: ProjectSheet) -> dict[str, Any]:
    return {
        "number": sheet.project.number,
        "name": sheet.project.name,
        "state": sheet.due.state.value,
        "due_on": sheet.due.on.isoformat() if sheet.due.on else None,
        "signals": _signals(sheet),
    }


def _text(found: list[ProjectSheet], today: date) -> str:
    if not found:
        return _("No project is due on %(date)s.", date=format_date(today))
    return "\n".join(_line(sheet) for sheet in found)


def _line(sheet: ProjectSheet) -> str:
    words = {
        DueState.OVERDUE: _("overdue"),
        DueState.NEVER_EVALUATED: _("never evaluated"),
        DueState.DUE_SOON: _("due soon"),
    }
    word = words.get(sheet.due.state, _("by a signal"))
    day = format_date(sheet.due.on) if sheet.due.on else "—"
    line = f"{word:<18} {day:<20} {sheet.project.name}"
    names = ", ".join(_signals(sheet))
    return f"{line} ({_('Signal: %(signal)s', signal=names)})" if names else line
