"""Reading what a house's board decided."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import BoardDecision
from portfolio.rounds.visibility import Viewer


def list_decisions(
    session: Session,
    viewer: Viewer,
    house_id: UUID,
    *,
    before: str | None = None,
    periods: Collection[str] | None = None,
) -> list[BoardDecision]:
    """Return a house's decisions in the order of their meetings; of months `before` one, or of some `periods`."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    statement = select(BoardDecision).where(BoardDecision.house_id == house_id)
    if before is not None:
        statement = statement.where(BoardDecision.period < before)
    if periods is not None:
        statement = statement.where(col(BoardDecision.period).in_(periods))
    order = (col(BoardDecision.decided_on), col(BoardDecision.period), col(BoardDecision.recorded_at))
    return list(session.exec(statement.order_by(*order, col(BoardDecision.id))))


def get_decision(session: Session, viewer: Viewer, house_id: UUID, decision_id: UUID) -> BoardDecision:
    """Return a decision; one of a house the viewer may not read does not exist for them."""
    found = session.get(BoardDecision, decision_id)
    if found is None or found.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such decision."))
    return found
