"""What every change of an evaluation shares: it is held while it changes, and the history is told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from portfolio.actions.history import record
from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import Evaluation
from portfolio.rounds.lifecycle import check_open
from portfolio.rounds.visibility import Role, Viewer


def check_lead(viewer: Viewer, house_id: UUID) -> None:
    """Raise NotAllowedError unless the one who asks leads the house."""
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def hold(session: Session, viewer: Viewer, evaluation: Evaluation) -> Evaluation:
    """Return an open evaluation as it is now, for a lead, held until the end of the transaction."""
    check_lead(viewer, evaluation.house_id)
    current = session.exec(
        select(Evaluation)
        .where(Evaluation.id == evaluation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    check_open(current.state)
    return current


def note(
    session: Session, viewer: Viewer, evaluation: Evaluation, verb: str, *, at: datetime, detail: dict[str, Any]
) -> None:
    """Tell the history what was done to an evaluation."""
    # Handing in and drafts leave no trace here: the history is read by people who must not know who has scored.
    record(
        session,
        house_id=evaluation.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"evaluation.{verb}",
        subject_id=evaluation.id,
        detail={"project": str(evaluation.project_id), **detail},
    )
