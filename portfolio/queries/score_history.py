"""Reading a project's scores over time."""

from sqlmodel import Session, col, select

from portfolio.clock import day_at
from portfolio.models import House, Project, ScoreSnapshot
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.history import Closing, Moment, bridges, score_history


def list_score_history(session: Session, viewer: Viewer, house: House, project: Project) -> dict[Axis, list[Moment]]:
    """Return the moments of each axis, oldest first, of a project in a house the viewer may read."""
    snapshots = session.exec(
        select(ScoreSnapshot)
        .where(
            ScoreSnapshot.project_id == project.id,
            col(ScoreSnapshot.house_id).in_(viewer.readable_houses()),
        )
        .order_by(col(ScoreSnapshot.closed_at))
    ).all()
    closings = [
        Closing(day_at(one.closed_at, house.zone), one.rubric_version, one.evaluators, one.scores) for one in snapshots
    ]
    several = len({closing.rubric_version for closing in closings}) > 1
    crossed = bridges(_scored(session, viewer, house)) if several else set()
    return {axis: score_history(closings, axis, bridges=crossed) for axis in Axis}


def _scored(session: Session, viewer: Viewer, house: House) -> list[tuple[str, str]]:
    rows = session.exec(
        select(ScoreSnapshot.project_id, ScoreSnapshot.rubric_version)
        .where(ScoreSnapshot.house_id == house.id, col(ScoreSnapshot.house_id).in_(viewer.readable_houses()))
        .distinct()
    )
    return [(str(project_id), version) for project_id, version in rows]
