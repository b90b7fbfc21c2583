"""Scoring the calibration cases, and what a lead decides about them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from portfolio.actions.evaluation_state import check_lead
from portfolio.actions.history import record
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import CalibrationAnswer, CalibrationCase, CalibrationDraft, House
from portfolio.queries.calibration import Case, find_own_draft, get_case, key_of, list_own_calibration
from portfolio.reference.calibration_cases import Slot
from portfolio.reference.rubric import CURRENT_VERSION, rubric
from portfolio.rounds.calibrating import check_draft, check_first_time, check_key, check_levels
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line, clean_text

LONGEST_CASE = 8_000  # characters


def draft_case(
    session: Session, viewer: Viewer, house: House, slot: Slot, levels: Mapping[str, int | None], *, at: datetime
) -> CalibrationDraft:
    """Keep what an evaluator has chosen on a case until now; criteria left out stay as they were."""
    person_id, case = _asked(session, viewer, house, slot)
    check_draft(levels, criteria=[criterion.id for criterion in rubric(case.rubric_version).criteria])
    year = day_at(at, house.zone).year
    session.exec(
        select(House.id).where(House.id == house.id).with_for_update()
    ).one()  # of two tabs, one after the other
    answered = {row.slot for row in list_own_calibration(session, viewer, house.id, year=year)}
    check_first_time(is_answered=slot in answered)
    draft = find_own_draft(session, viewer, house.id, slot, year=year) or CalibrationDraft(
        house_id=house.id, evaluator_id=person_id, slot=slot, year=year, levels={}, saved_at=at
    )
    draft.levels = {**draft.levels, **levels}
    draft.saved_at = at
    session.add(draft)
    session.flush()
    return draft


def score_case(
    session: Session, viewer: Viewer, house: House, slot: Slot, levels: Mapping[str, int | None], *, at: datetime
) -> CalibrationAnswer:
    """Keep an evaluator's levels on a case, once a year, beside the key that the case has now; the draft is gone."""
    person_id, case = _asked(session, viewer, house, slot)
    criteria = [criterion.id for criterion in rubric(case.rubric_version).criteria]
    check_levels(levels, criteria=criteria)
    year = day_at(at, house.zone).year
    # The lock makes a second tab wait, and then find the first one's answer.
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    answered = {row.slot for row in list_own_calibration(session, viewer, house.id, year=year)}
    check_first_time(is_answered=slot in answered)
    answer = CalibrationAnswer(
        house_id=house.id,
        evaluator_id=person_id,
        slot=slot,
        year=year,
        title=case.title,
        rubric_version=case.rubric_version,
        levels={criterion: levels[criterion] for criterion in criteria},
        key=dict(key_of(session, viewer, house.id, slot)),
        answered_at=at,
    )
    session.add(answer)
    session.exec(
        delete(CalibrationDraft).where(
            col(CalibrationDraft.house_id) == house.id,
            col(CalibrationDraft.evaluator_id) == person_id,
            col(CalibrationDraft.slot) == slot,
        )
    )
    session.flush()
    return answer


def _asked(session: Session, viewer: Viewer, house: House, slot: Slot) -> tuple[UUID, Case]:
    if viewer.person_id is None or not viewer.is_a(Role.EVALUATOR, house.id):
        raise NotAllowedError(_("Only evaluators of the house score the cases."))
    return viewer.person_id, get_case(session, viewer, house.id, slot)


def replace_case(
    session: Session,
    viewer: Viewer,
    house: House,
    slot: Slot,
    *,
    title: str,
    text: str,
    key: Mapping[str, int | None],
    at: datetime,
) -> CalibrationCase:
    """Put a house's own case, with its key, in the place of the one used now; answers given keep their own key."""
    check_lead(viewer, house.id)
    case = CalibrationCase(
        house_id=house.id,
        slot=slot,
        title=clean_line(title, field="title", required=True),
        text=clean_text(text, field="text", required=True, longest=LONGEST_CASE),
        key=dict(key),
        rubric_version=CURRENT_VERSION,
        added_at=at,
        added_by=viewer.person_id,
    )
    check_key(key, criteria=[criterion.id for criterion in rubric().criteria])
    _retire(session, house, slot, at=at)
    session.add(case)
    session.flush()
    detail = {"slot": slot.value, "title": case.title}
    record(session, house_id=house.id, at=at, by=viewer.person_id, kind="calibration.case_replaced", detail=detail)
    return case


def restore_case(session: Session, viewer: Viewer, house: House, slot: Slot, *, at: datetime) -> None:
    """Use the shipped case again; restoring what is in use changes nothing."""
    check_lead(viewer, house.id)
    if _retire(session, house, slot, at=at):
        detail = {"slot": slot.value}
        record(session, house_id=house.id, at=at, by=viewer.person_id, kind="calibration.case_restored", detail=detail)


def ask_new_evaluators(session: Session, viewer: Viewer, house: House, *, wanted: bool, at: datetime) -> None:
    """Decide whether new evaluators score the cases before their first project."""
    check_lead(viewer, house.id)
    current = session.exec(
        select(House).where(House.id == house.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if current.calibrate_first == wanted:
        return
    current.calibrate_first = wanted
    session.add(current)
    session.flush()
    detail = {"calibrate_first": wanted}
    record(session, house_id=house.id, at=at, by=viewer.person_id, kind="calibration.asked", detail=detail)


def _retire(session: Session, house: House, slot: Slot, *, at: datetime) -> bool:
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    # What was chosen on the case that goes says nothing about the one that comes.
    session.exec(
        delete(CalibrationDraft).where(col(CalibrationDraft.house_id) == house.id, col(CalibrationDraft.slot) == slot)
    )
    used = session.exec(
        select(CalibrationCase).where(
            CalibrationCase.house_id == house.id,
            CalibrationCase.slot == slot,
            col(CalibrationCase.retired_at).is_(None),
        )
    ).first()
    if used is None:
        return False
    used.retired_at = at
    session.add(used)
    session.flush()
    return True
