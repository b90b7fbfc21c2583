"""Telling the leads that technology signals have turned projects, in one mail; the same turn is never told twice."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.mail import post
from portfolio.models import House, Project, Signal, SignalRun
from portfolio.queries.people import list_members
from portfolio.resilience.bands import resilience_band
from portfolio.rounds.visibility import Role, clerk

Turn = tuple[SignalRun, Project]


def tell_of_turns(
    session: Session, house: House, project_ids: Sequence[UUID], *, since: datetime, base_url: str
) -> None:
    """Mail every lead which of some projects have turned since a moment; nothing when none calls for a re-evaluation.

    Called in the transaction that made the runs. A project that is back in its own band has nothing to tell.
    """
    turns = _turns(session, house, project_ids, since)
    if not turns:
        return
    facts = {
        "house": house.name,
        "signals": _titles(session, [run for run, _project in turns]),
        "turns": [_line(run, project, house, base_url) for run, project in turns],
        "link": _address(base_url, house, "projects/"),
    }
    for lead in list_members(session, clerk(house.id), house.id, Role.LEAD):
        key = f"signal_turned/{_digest(turns)}/{lead.id}"
        post(session, key=key, person=lead, template="signal_turned", facts=facts, at=since, house_id=house.id)


def _turns(session: Session, house: House, project_ids: Sequence[UUID], since: datetime) -> list[Turn]:
    rows = session.exec(
        select(SignalRun, Project)
        .join(Project, col(SignalRun.project_id) == Project.id)
        .where(
            SignalRun.house_id == house.id,
            col(SignalRun.project_id).in_(project_ids),
            col(SignalRun.raises).is_(True),
            SignalRun.at >= since,
        )
        .order_by(col(Project.number))
    )
    return [(run, project) for run, project in rows if run.band_after != resilience_band(run.base_p10)]


def _titles(session: Session, runs: Sequence[SignalRun]) -> list[str]:
    ids = {UUID(key) for run in runs for key in run.reasons}
    found = session.exec(select(Signal).where(col(Signal.id).in_(ids)).order_by(col(Signal.noticed_on), Signal.title))
    return [signal.title for signal in found]


def _line(run: SignalRun, project: Project, house: House, base_url: str) -> dict[str, str]:
    return {
        "name": project.name,
        "before": run.band_before,
        "after": run.band_after,
        "link": _address(base_url, house, f"projects/{project.id}"),
    }


def _digest(turns: Sequence[Turn]) -> str:
    """Return what makes it the same news: projects, signals and bands, whichever of two runs at once was first."""
    said = sorted((str(run.project_id), sorted(run.reasons), run.band_before, run.band_after) for run, _one in turns)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _address(base_url: str, house: House, path: str) -> str:
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/{path}"
