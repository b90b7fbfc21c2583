"""Running the resilience model where what it rests on has changed: after a long import, and at New Year."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from jobs.context import Context
from portfolio.actions.resilience import score_resilience
from portfolio.actions.signal_mail import tell_of_turns
from portfolio.models import House, Project
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
            _refresh(session, ids[start : start + AT_A_TIME], at=context.now(), base_url=context.settings.base_url)


def _refresh(session: Session, ids: Sequence[UUID], *, at: datetime, base_url: str) -> None:
    """Run some projects, and tell the leads which of them signals have turned: those that a form left to the jobs."""
    projects = session.exec(select(Project).where(col(Project.id).in_(ids))).all()
    for project in projects:
        score_resilience(session, project, at=at)
    for house_id in sorted({project.house_id for project in projects}):
        house = session.get_one(House, house_id)
        mine = [project.id for project in projects if project.house_id == house_id]
        tell_of_turns(session, house, mine, since=at, base_url=base_url)
