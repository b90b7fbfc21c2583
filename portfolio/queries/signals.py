"""Reading technology signals, the feeds they come from, and what they do to projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import (
    Evaluation,
    House,
    OccupationShare,
    Project,
    Signal,
    SignalFeed,
    SignalRun,
    SignalState,
)
from portfolio.resilience.bands import resilience_band
from portfolio.rounds.lifecycle import ACTIVE_STAGES, EvaluationState
from portfolio.rounds.visibility import Viewer

WHOLE = 10_000  # basis points
# In force first, then what waits for a decision; what is over comes last.
ORDER = (SignalState.IN_FORCE, SignalState.SUGGESTED, SignalState.WITHDRAWN, SignalState.DISMISSED)


@dataclass(frozen=True)
class SignalStanding:
    """Where a project stands under the signals in force; `raised_by` names those that call for a re-evaluation."""

    run: SignalRun
    signals: tuple[Signal, ...] = ()
    raised_by: tuple[Signal, ...] = ()
    raising: SignalRun | None = None


@dataclass(frozen=True)
class TouchedProject:
    """A project that a signal touches, the share of its people in that work, and its newest run under signals."""

    project: Project
    share: float
    run: SignalRun | None


def list_signals(session: Session, viewer: Viewer, house_id: UUID) -> list[Signal]:
    """Return the signals of a house: those in force first, the newest first."""
    _check(viewer, house_id)
    found = session.exec(
        select(Signal).where(Signal.house_id == house_id).order_by(col(Signal.noticed_on).desc(), col(Signal.title))
    ).all()
    return sorted(found, key=lambda signal: ORDER.index(signal.state))


def get_signal(session: Session, viewer: Viewer, house_id: UUID, signal_id: UUID) -> Signal:
    """Return a signal of a house."""
    _check(viewer, house_id)
    signal = session.exec(select(Signal).where(Signal.id == signal_id, Signal.house_id == house_id)).first()
    if signal is None:
        raise NotFoundError(_("There is no such signal."))
    return signal


def list_feeds(session: Session, viewer: Viewer, house_id: UUID) -> list[SignalFeed]:
    """Return the feeds that a house follows, by name."""
    _check(viewer, house_id)
    found = session.exec(select(SignalFeed).where(SignalFeed.house_id == house_id)).all()
    return sorted(found, key=lambda feed: sort_key(feed.name))


def list_all_feeds(session: Session) -> list[tuple[SignalFeed, House]]:
    """Return the feeds of all houses, each with its house; for the clock."""
    return list(
        session.exec(
            select(SignalFeed, House)
            .join(House, col(SignalFeed.house_id) == House.id)
            .order_by(col(SignalFeed.added_at))
        )
    )


def list_touched_projects(session: Session, viewer: Viewer, signal: Signal) -> list[TouchedProject]:
    """Return the active projects that prepare people for work the signal is about, the most touched first."""
    _check(viewer, signal.house_id)
    rows = session.exec(
        select(Project, OccupationShare)
        .join(OccupationShare, col(OccupationShare.project_id) == Project.id)
        .where(Project.house_id == signal.house_id, col(Project.stage).in_(ACTIVE_STAGES))
    )
    projects: dict[UUID, Project] = {}
    shares: dict[UUID, int] = {}
    for project, row in rows:
        if signal.effect.touches(row.occupation):
            projects[project.id] = project
            shares[project.id] = shares.get(project.id, 0) + row.basis_points
    runs = _newest_runs(session, list(projects))
    found = [TouchedProject(projects[key], shares[key] / WHOLE, runs.get(key)) for key in projects]
    return sorted(found, key=lambda one: (-one.share, sort_key(one.project.name)))


def signal_standings(session: Session, viewer: Viewer, project_ids: Sequence[UUID]) -> Mapping[UUID, SignalStanding]:
    """Return where projects stand under signals, those without any left out, in a fixed number of statements.

    A re-evaluation is raised until one that was opened after the run exists, or the band is the base run's again.
    """
    runs = {
        key: run
        for key, run in _newest_runs(session, project_ids).items()
        if run.signals and viewer.may_read(run.house_id)
    }
    if not runs:
        return {}
    raising = _newest_runs(session, list(runs), raising=True)
    answered = _last_opened(session, list(raising))
    signals = _signals(session, [*runs.values(), *raising.values()])
    return {key: _standing(run, raising.get(key), answered.get(key), signals) for key, run in runs.items()}


def _standing(
    run: SignalRun, raising: SignalRun | None, opened: datetime | None, signals: Mapping[str, Signal]
) -> SignalStanding:
    from_base = run.base_p10 if raising is None else raising.base_p10
    touching = _known(signals, run.signals)
    if raising is None or (opened is not None and opened >= raising.at) or _is_back(run, from_base):
        return SignalStanding(run, touching)
    return SignalStanding(run, touching, _known(signals, raising.reasons), raising)


def _known(signals: Mapping[str, Signal], ids: Sequence[str]) -> tuple[Signal, ...]:
    return tuple(signals[key] for key in ids if key in signals)


def _is_back(run: SignalRun, base_p10: float) -> bool:
    return resilience_band(run.p10) == resilience_band(base_p10)


def _newest_runs(session: Session, ids: Sequence[UUID], *, raising: bool = False) -> dict[UUID, SignalRun]:
    wanted = select(col(SignalRun.project_id), func.max(SignalRun.at).label("at")).where(
        col(SignalRun.project_id).in_(ids)
    )
    if raising:
        wanted = wanted.where(col(SignalRun.raises).is_(True))
    newest = wanted.group_by(col(SignalRun.project_id)).subquery()
    found = session.exec(
        select(SignalRun).join(
            newest, (newest.c.project_id == col(SignalRun.project_id)) & (newest.c.at == col(SignalRun.at))
        )
    )
    return {run.project_id: run for run in found}


def _last_opened(session: Session, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    return dict(
        session.exec(
            select(Evaluation.project_id, func.max(Evaluation.opened_at))
            .where(col(Evaluation.project_id).in_(ids), Evaluation.state != EvaluationState.CANCELLED)
            .group_by(col(Evaluation.project_id))
        ).all()
    )


def _signals(session: Session, runs: Sequence[SignalRun]) -> dict[str, Signal]:
    ids = {UUID(key) for run in runs for key in (*run.reasons, *run.signals)}
    return {str(signal.id): signal for signal in session.exec(select(Signal).where(col(Signal.id).in_(ids)))}


def _check(viewer: Viewer, house_id: UUID) -> None:
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
