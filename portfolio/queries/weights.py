"""Reading what a house has agreed about the weights of criteria."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.models import Person, WeightAgreement
from portfolio.reference.rubric import CURRENT_VERSION, Axis
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.agreed import Agreed


@dataclass(frozen=True)
class AgreementLine:
    """An agreement, and who wrote it down."""

    agreement: WeightAgreement
    by: str


def list_weight_agreements(session: Session, viewer: Viewer, house_id: UUID, axis: Axis) -> list[AgreementLine]:
    """Return all that a house has agreed on an axis, the newest (which is in force) first."""
    rows = session.exec(
        select(WeightAgreement, Person.name)
        .outerjoin(Person, col(Person.id) == WeightAgreement.by)
        .where(
            WeightAgreement.house_id == house_id,
            WeightAgreement.axis == axis,
            col(WeightAgreement.house_id).in_(viewer.readable_houses()),
        )
        .order_by(col(WeightAgreement.at).desc())
    )
    return [AgreementLine(agreement, name or "") for agreement, name in rows]


def find_weight_agreement(session: Session, viewer: Viewer, house_id: UUID, axis: Axis) -> WeightAgreement | None:
    """Return the newest agreement on an axis if it is in force: about the rubric that is used now."""
    lines = list_weight_agreements(session, viewer, house_id, axis)
    newest = lines[0].agreement if lines else None
    return newest if newest and newest.agreed and newest.rubric_version == CURRENT_VERSION else None


def agreed_weights(session: Session, viewer: Viewer, house_id: UUID) -> dict[Axis, Agreed]:
    """Return what is in force by axis; axes without an agreement are left out."""
    found = {axis: find_weight_agreement(session, viewer, house_id, axis) for axis in Axis}
    return {axis: one.agreed for axis, one in found.items() if one and one.agreed}
