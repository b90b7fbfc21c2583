"""Reminding people by day, house by house."""

from datetime import datetime

from jobs.context import Context
from portfolio.actions.reminders import remind_evaluators, remind_leads
from portfolio.queries.briefings import list_all_houses
from portfolio.rounds.calendar import is_daytime
from portfolio.rounds.visibility import clerk


def remind(context: Context, due_at: datetime) -> None:
    """Post the reminders of every house in which it is day, in the recipients' languages."""
    del due_at  # what was missed while the machine was down is made up for now, if it still helps
    now, base_url = context.now(), context.settings.base_url
    with context.reading() as session:
        houses = list_all_houses(session)
    for house in houses:
        if not is_daytime(now, house.zone):
            continue
        with context.writing() as session:
            remind_evaluators(session, clerk(house.id), house, at=now, base_url=base_url)
            remind_leads(session, clerk(house.id), house, at=now, base_url=base_url)
