"""Running the resilience model where what it rests on has changed: after a long import, and at New Year."""

from datetime import datetime

from sqlmodel import col, select

from jobs.context import Context
from portfolio.actions.resilience import score_resilience
from portfolio.models import Project
from portfolio.rounds.lifecycle import ACTIVE_STAGES

AT_A_TIME = 10  # projects in a transaction; the model takes 20 ms for each, and other writers wait meanwhile


def refresh_resilience(context: Context, due_at: datetime) -> None:
    """Keep a run for every active project whose newest run does not tell of it as it is now."""
    del due_at  # what is out of date is out of date now
    with context.reading() as session:
        ids = session.exec(
            select(Project.id).where(col(Project.stage).in_(ACTIVE_STAGES)).order_by(col(Project.id))
        ).all()
    for start in range(0, len(ids), AT_A_TIME):
        with context.writing() as session:
            for project in session.exec(
                select(Project).where(col(Project.id).in_(ids[start : start + AT_A_TIME]))
            ).all():
                score_resilience(session, project, at=context.now())
