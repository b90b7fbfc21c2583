"""Drawing many weightings anew for the houses where an evaluation has closed."""

from datetime import datetime

from sqlmodel import col, select

from jobs.context import Context
from portfolio.actions.robustness import due_survey, keep_survey, make_survey
from portfolio.models import House


def refresh_robustness(context: Context, due_at: datetime) -> None:
    """Keep a run for every house whose newest run does not tell of its panels as they are now."""
    del due_at  # what is out of date is out of date now
    with context.reading() as session:
        ids = session.exec(select(House.id).order_by(col(House.id))).all()
    for house_id in ids:
        with context.reading() as session:
            task = due_survey(session, house_id)
        if task is None:
            continue
        result = make_survey(task)  # seconds in a large house: nobody waits for the database meanwhile
        with context.writing() as session:
            keep_survey(session, task, result, at=context.now())
