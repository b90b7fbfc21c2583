"""Reading drafts of briefings and the proofs that were laid out of them; only a lead sees either."""

from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingProof, BriefingState
from portfolio.rounds.visibility import Role, Viewer


def list_draft(session: Session, viewer: Viewer, house_id: UUID, period: str) -> list[Briefing]:
    """Return a month's draft in all its languages; raise NotFoundError when there is none that may be written in."""
    statement = select(Briefing).where(
        Briefing.house_id == house_id,
        Briefing.period == period,
        Briefing.revision == 1,
        col(Briefing.frozen_at).is_(None),
        col(Briefing.state).in_([BriefingState.PLANNED, BriefingState.HELD]),
    )
    found = list(session.exec(statement.order_by(col(Briefing.language)))) if viewer.is_a(Role.LEAD, house_id) else []
    if not found:
        raise NotFoundError(_("There is no such draft."))
    return found


def find_proof(session: Session, viewer: Viewer, briefing: Briefing) -> BriefingProof | None:
    """Return a draft as it was last laid out, None before it was asked for."""
    if not viewer.is_a(Role.LEAD, briefing.house_id):
        raise NotFoundError(_("There is no such draft."))
    return session.get(BriefingProof, briefing.id)


def list_stale_proofs(session: Session, viewer: Viewer, house_id: UUID) -> list[Briefing]:
    """Return the drafts of a house that changed since they were last laid out, the oldest wish first."""
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotFoundError(_("There is no such draft."))
    statement = (
        select(Briefing)
        .join(BriefingProof, col(BriefingProof.briefing_id) == Briefing.id)
        .where(Briefing.house_id == house_id, col(Briefing.frozen_at).is_(None))
        .where(col(BriefingProof.made_at).is_(None) | (col(BriefingProof.made_at) < col(BriefingProof.wanted_at)))
        .order_by(col(BriefingProof.wanted_at), col(Briefing.language))
    )
    return list(session.exec(statement))
