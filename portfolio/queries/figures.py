"""Which projects' scores rest on figures that are no longer in force, and what the new figures changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.models import ResilienceRun
from portfolio.reference.occupations import DATA_VERSION
from portfolio.rounds.visibility import Viewer

MOVED = 0.005  # of a share: less is not seen in a figure of whole per cent


@dataclass(frozen=True)
class FigureChange:
    """A project whose resilience moved, or will, because the occupation figures have a new version.

    `since` is the moment of the first run under the figures in force, None while the newest run still rests on older
    ones: the score is stale then. `before` is the last run under the older figures.
    """

    before: ResilienceRun
    since: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether the score still rests on the older figures."""
        return self.since is None


def list_figure_changes(session: Session, viewer: Viewer, project_ids: Collection[UUID]) -> dict[UUID, FigureChange]:
    """Return those of some projects whose score is stale, or was moved by the figures in force, by their ids."""
    changes = _changes(session, viewer, project_ids)
    moments = {moment for change in changes.values() for moment in change if moment}
    if not moments:
        return {}
    runs = session.exec(
        select(ResilienceRun).where(col(ResilienceRun.project_id).in_(changes), col(ResilienceRun.at).in_(moments))
    )
    at = {(run.project_id, run.at): run for run in runs}
    return {
        project_id: FigureChange(at[project_id, last], since)
        for project_id, (last, since) in changes.items()
        if since is None or _moved(at[project_id, last], at[project_id, since])
    }


def _changes(
    session: Session, viewer: Viewer, project_ids: Collection[UUID]
) -> dict[UUID, tuple[datetime, datetime | None]]:
    """Return, for projects with a run under older figures, its moment and that of the first run under the new."""
    rows = session.exec(
        select(
            ResilienceRun.project_id,
            ResilienceRun.data_version,
            func.min(ResilienceRun.at),
            func.max(ResilienceRun.at),
        )
        .where(
            col(ResilienceRun.project_id).in_(project_ids),
            col(ResilienceRun.house_id).in_(viewer.readable_houses()),
        )
        .group_by(col(ResilienceRun.project_id), col(ResilienceRun.data_version))
    )
    present: dict[UUID, tuple[datetime, datetime]] = {}
    older: dict[UUID, datetime] = {}
    for project_id, version, first, last in rows:
        if version == DATA_VERSION:
            present[project_id] = first, last
        else:
            older[project_id] = max(last, older.get(project_id, last))
    return {project_id: (last, _first_after(last, present.get(project_id, ()))) for project_id, last in older.items()}


def _first_after(moment: datetime, runs: Sequence[datetime]) -> datetime | None:
    return next((run for run in runs if run > moment), None)


def _moved(before: ResilienceRun, after: ResilienceRun) -> bool:
    return any(abs(getattr(before, name) - getattr(after, name)) >= MOVED for name in ("p10", "p50", "p90"))
