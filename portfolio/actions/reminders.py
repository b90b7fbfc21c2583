"""Reminding people, each once: keys in the outbox make it safe to look as often as one likes."""

from datetime import datetime, timedelta

from sqlmodel import Session

from portfolio.actions.evaluation_mail import assessment_address
from portfolio.actions.mail import post
from portfolio.clock import day_at, period_at
from portfolio.language import sort_key
from portfolio.models import House
from portfolio.queries.people import list_members
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.queries.reminders import Unanswered, list_unanswered
from portfolio.rounds.cadence import DueState
from portfolio.rounds.calendar import last_day_of_month
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Role, Viewer

NOTICE = timedelta(days=3)  # before the last day
TO_RE_EVALUATE = frozenset({DueState.OVERDUE, DueState.DUE_SOON})


def remind_evaluators(session: Session, viewer: Viewer, house: House, *, at: datetime, base_url: str) -> None:
    """Remind those who have not handed in, three days before the last day and on it; late after a silence."""
    today = day_at(at, house.zone)
    for part in list_unanswered(session, viewer, house.id, first=today, last=today + NOTICE):
        is_last_day = part.evaluation.closes_on == today
        was_invited_today = day_at(part.assessment.invited_at, house.zone) == today
        if is_last_day or not was_invited_today:
            _remind_evaluator(session, house, part, "last" if is_last_day else "first", at=at, base_url=base_url)


def remind_leads(session: Session, viewer: Viewer, house: House, *, at: datetime, base_url: str) -> None:
    """Tell every lead once a month, in one mail, which projects are to be re-evaluated by the end of the month."""
    today, last_day = day_at(at, house.zone), last_day_of_month(at, house.zone)
    due = [
        sheet
        for sheet in list_project_sheets(session, viewer, house.id, today=today)
        if sheet.project.stage in ACTIVE_STAGES
        and sheet.due.state in TO_RE_EVALUATE
        and sheet.due.on is not None
        and sheet.due.on <= last_day
    ]
    if not due:
        return
    facts = {
        "house": house.name,
        "projects": [_line(sheet, house, base_url) for sheet in sorted(due, key=_by_day)],
        "link": _projects_address(base_url, house),
    }
    for lead in list_members(session, viewer, house.id, Role.LEAD):
        key = f"reevaluations_due/{house.id}/{period_at(at, house.zone)}/{lead.id}"
        post(session, key=key, person=lead, template="reevaluations_due", facts=facts, at=at, house_id=house.id)


def _remind_evaluator(
    session: Session, house: House, part: Unanswered, which: str, *, at: datetime, base_url: str
) -> None:
    closes_on = part.evaluation.closes_on.isoformat()
    facts = {
        "house": house.name,
        "project": part.project.name,
        "closes_on": closes_on,
        "link": assessment_address(base_url, house, part.assessment),
    }
    # The last day is in the key: when it is moved, the new one has its own reminders.
    key = f"evaluation_reminder/{part.assessment.id}/{closes_on}/{which}"
    post(session, key=key, person=part.person, template="evaluation_reminder", facts=facts, at=at, house_id=house.id)


def _line(sheet: ProjectSheet, house: House, base_url: str) -> dict[str, str]:
    due_on = sheet.due.on.isoformat() if sheet.due.on else ""
    link = f"{_projects_address(base_url, house)}{sheet.project.id}"
    return {"name": sheet.project.name, "due_on": due_on, "link": link}


def _by_day(sheet: ProjectSheet) -> tuple[str, str]:
    return (sheet.due.on.isoformat() if sheet.due.on else "", sort_key(sheet.project.name))


def _projects_address(base_url: str, house: House) -> str:
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/projects/"
