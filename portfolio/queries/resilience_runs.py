"""The newest resilience run of each project."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.models import ResilienceRun
from portfolio.rounds.visibility import Viewer


def last_runs(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, ResilienceRun]:
    """Return the newest run by project, of those that have one and whose house the viewer may read."""
    newest = (
        select(col(ResilienceRun.project_id), func.max(ResilienceRun.at).label("at"))
        .where(col(ResilienceRun.project_id).in_(ids), col(ResilienceRun.house_id).in_(viewer.readable_houses()))
        .group_by(col(ResilienceRun.project_id))
        .subquery()
    )
    runs = session.exec(
        select(ResilienceRun).join(
            newest, (newest.c.project_id == col(ResilienceRun.project_id)) & (newest.c.at == col(ResilienceRun.at))
        )
    )
    return {run.project_id: run for run in runs}
