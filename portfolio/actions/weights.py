"""Writing down what a house has agreed about the weights of criteria; every agreement is kept."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from portfolio.actions.evaluation_state import check_lead
from portfolio.actions.history import record
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, WeightAgreement
from portfolio.queries.weights import list_weight_agreements
from portfolio.reference.rubric import CURRENT_VERSION, Axis, rubric
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.agreed import WeightKind, check_agreed
from portfolio.text import clean_line

LONGEST_REASON = 500  # characters
SAID = {"axis", "kind", "weights", "decided_on", "reason", "rubric_version"}


def agree_weights(
    session: Session,
    viewer: Viewer,
    house: House,
    axis: Axis,
    kind: WeightKind,
    given: Mapping[str, float | None],
    *,
    decided_on: date,
    reason: str = "",
    at: datetime,
) -> WeightAgreement:
    """Keep what was agreed about the criteria of an axis: places or weights by criterion, or nothing any more.

    Only a lead may write it down. What is as before is not written twice. Raises RuleBrokenError at the criterion that
    is to be mended, and for a day in the future.
    """
    check_lead(viewer, house.id)
    criteria = [criterion.id for criterion in rubric().on_axis(axis)]
    values = check_agreed(kind, given, criteria)
    if decided_on > day_at(at, house.zone):
        raise RuleBrokenError(_("This day has not come yet. Choose the day it was agreed."), field="decided_on")
    row = WeightAgreement(
        house_id=house.id,
        at=at,
        by=viewer.person_id,
        axis=axis,
        kind=kind,
        weights=values,
        rubric_version=CURRENT_VERSION,
        decided_on=decided_on,
        reason=clean_line(reason, field="reason", longest=LONGEST_REASON),
    )
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()  # one agreement at a time
    lines = list_weight_agreements(session, viewer, house.id, axis)
    before = lines[0].agreement if lines else None
    if before is None and kind is WeightKind.NONE:
        raise RuleBrokenError(_("Nothing has been agreed yet, so there is nothing to take back."), field="kind")
    if before and before.model_dump(include=SAID) == row.model_dump(include=SAID):
        return before
    if before and before.at >= at:  # two at one moment: the later one counts
        row.at = before.at + timedelta(microseconds=1)
    session.add(row)
    session.flush()
    detail = row.model_dump(mode="json", include=SAID - {"reason"})
    record(
        session, house_id=house.id, at=at, by=viewer.person_id, kind="weights.agreed", subject_id=row.id, detail=detail
    )
    return row
