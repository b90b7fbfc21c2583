"""Reading briefings, their files and what they rest on."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingState, Evaluation, HistoryEntry, House, ScoreSnapshot, StoredFile
from portfolio.rounds.visibility import Role, Viewer


def list_briefings(session: Session, viewer: Viewer, house_id: UUID) -> list[Briefing]:
    """Return a house's briefings without their content, the newest month and revision first.

    A lead sees all of them, other readers those that were sent.
    """
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(Briefing).where(Briefing.house_id == house_id).options(defer(Briefing.content, raiseload=True))  # type: ignore[arg-type]  # SQLModel types columns as their values
    if not viewer.is_a(Role.LEAD, house_id):
        statement = statement.where(Briefing.state == BriefingState.SENT)
    order = (col(Briefing.period).desc(), col(Briefing.revision).desc(), col(Briefing.language))
    return list(session.exec(statement.order_by(*order)))


def get_briefing(session: Session, viewer: Viewer, house_id: UUID, briefing_id: UUID) -> Briefing:
    """Return a briefing; one that the viewer may not read, or that was not sent to others yet, does not exist."""
    briefing = session.get(Briefing, briefing_id)
    if briefing is None or briefing.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such briefing."))
    if briefing.state is not BriefingState.SENT and not viewer.is_a(Role.LEAD, house_id):
        raise NotFoundError(_("There is no such briefing."))
    return briefing


def list_issue(session: Session, viewer: Viewer, house_id: UUID, period: str, revision: int) -> list[Briefing]:
    """Return one revision of a month's briefing in all its languages."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(Briefing).where(
        Briefing.house_id == house_id, Briefing.period == period, Briefing.revision == revision
    )
    return list(session.exec(statement.order_by(col(Briefing.language))))


def get_file(session: Session, viewer: Viewer, briefing: Briefing) -> StoredFile:
    """Return a briefing's PDF as it was frozen."""
    stored = session.get(StoredFile, briefing.file_sha256) if briefing.file_sha256 else None
    if stored is None or not viewer.may_read(briefing.house_id):
        raise NotFoundError(_("There is no PDF of this briefing yet."))
    return stored


def find_previous(session: Session, viewer: Viewer, house_id: UUID, period: str) -> Briefing | None:
    """Return the newest frozen briefing of an earlier month, or None when this is the first."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    return session.exec(
        select(Briefing)
        .where(Briefing.house_id == house_id, Briefing.period < period, col(Briefing.frozen_at).is_not(None))
        .order_by(col(Briefing.period).desc(), col(Briefing.revision).desc(), col(Briefing.language))
        .limit(1)
    ).first()


def find_sent(session: Session, viewer: Viewer, house_id: UUID, period: str, *, language: str) -> Briefing | None:
    """Return the newest revision of a month's briefing that was sent, in a language if there is one; else None."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    found = session.exec(
        select(Briefing)
        .where(Briefing.house_id == house_id, Briefing.period == period, Briefing.state == BriefingState.SENT)
        .order_by(col(Briefing.revision).desc(), (col(Briefing.language) != language), col(Briefing.language))
        .limit(1)
    )
    return found.first()


def history_head(session: Session, viewer: Viewer, house_id: UUID) -> tuple[int, str]:
    """Return how many entries a house's history has, and the hash of the last; zeros when it has none."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    last = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house_id)
        .order_by(col(HistoryEntry.sequence).desc())
        .limit(1)
    ).first()
    return (last.sequence, last.hash) if last else (0, "0" * 64)


def causes(session: Session, viewer: Viewer, house_id: UUID, snapshots: Collection[ScoreSnapshot]) -> dict[UUID, str]:
    """Return why each snapshot's evaluation was opened, by project, where the lead gave a reason."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    found = session.exec(
        select(Evaluation).where(
            Evaluation.house_id == house_id,
            col(Evaluation.id).in_([snapshot.evaluation_id for snapshot in snapshots]),
            Evaluation.reason != "",
        )
    )
    return {evaluation.project_id: evaluation.reason for evaluation in found}


def list_all_houses(session: Session) -> list[House]:
    """Return every house of the installation; meant for the clock, which serves each in turn."""
    return list(session.exec(select(House).order_by(House.short_name)))


def list_planned(session: Session, viewer: Viewer, house_id: UUID) -> list[tuple[str, int]]:
    """Return the month and revision of every briefing that is still to be made, the oldest first."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(Briefing.period, Briefing.revision).where(
        Briefing.house_id == house_id, Briefing.state == BriefingState.PLANNED
    )
    return sorted(set(session.exec(statement)))


def list_periods(session: Session, viewer: Viewer, house_id: UUID) -> set[str]:
    """Return the months for which a house has a briefing in any state."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    return set(session.exec(select(Briefing.period).where(Briefing.house_id == house_id).distinct()))
