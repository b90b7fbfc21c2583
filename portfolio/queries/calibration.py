"""Reading calibration: cases without their key, one's own answers, and drift for that person and the leads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import Assessment, CalibrationAnswer, CalibrationCase, CalibrationDraft, Evaluation, House, Person
from portfolio.reference.calibration_cases import Slot, shipped_cases
from portfolio.reference.rubric import CURRENT_VERSION
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.visibility import Role, Viewer
from portfolio.scoring.drift import Deviation, deviation, is_drifting


@dataclass(frozen=True)
class Case:
    """A case as it is shown before it is scored: without its key."""

    slot: Slot
    title: str
    text: str
    rubric_version: str
    is_own: bool


@dataclass(frozen=True)
class DriftPoint:
    """An evaluator against the key in one year; None when nothing could be assessed."""

    year: int
    deviation: Deviation | None


@dataclass(frozen=True)
class EvaluatorDrift:
    """An evaluator's years, oldest first, and whether the last two lie too far from the key."""

    person: Person
    points: tuple[DriftPoint, ...]
    is_drifting: bool


def may_see_answers(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that calibration answers may be seen: one's own, or as a lead of the house."""
    led = [house_id for house_id in viewer.roles if viewer.is_a(Role.LEAD, house_id)]
    return or_(
        col(CalibrationAnswer.house_id).in_(led),
        and_(
            col(CalibrationAnswer.evaluator_id) == viewer.person_id,
            col(CalibrationAnswer.house_id).in_(viewer.readable_houses()),
        ),
    )


def list_cases(session: Session, viewer: Viewer, house_id: UUID) -> list[Case]:
    """Return the three cases that a house uses now, the incremental first."""
    own = _own_cases(session, viewer, house_id)
    return [
        Case(slot, own[slot].title, own[slot].text, own[slot].rubric_version, is_own=True)
        if slot in own
        else Case(slot, str(shipped.title), str(shipped.text), shipped.rubric_version, is_own=False)
        for shipped in shipped_cases()
        for slot in [shipped.slot]
    ]


def get_case(session: Session, viewer: Viewer, house_id: UUID, slot: str) -> Case:
    """Return the case in one place of the scale."""
    for case in list_cases(session, viewer, house_id):
        if case.slot == slot:
            return case
    raise NotFoundError(_("There is no such case."))


def key_of(session: Session, viewer: Viewer, house_id: UUID, slot: Slot) -> Mapping[str, int]:
    """Return the key of a case, to be stored beside an answer; no page shows it before there is one."""
    own = _own_cases(session, viewer, house_id)
    if slot in own:
        return own[slot].key
    return next(shipped.key for shipped in shipped_cases() if shipped.slot == slot)


def list_own_calibration(session: Session, viewer: Viewer, house_id: UUID, *, year: int) -> list[CalibrationAnswer]:
    """Return what the viewer has answered on the cases in a year, in the order of the scale."""
    rows = session.exec(
        select(CalibrationAnswer).where(
            CalibrationAnswer.house_id == house_id,
            CalibrationAnswer.year == year,
            CalibrationAnswer.evaluator_id == viewer.person_id,
            may_see_answers(viewer),
        )
    ).all()
    order = list(Slot)
    return sorted(rows, key=lambda row: order.index(row.slot))


def find_own_draft(
    session: Session, viewer: Viewer, house_id: UUID, slot: Slot, *, year: int
) -> CalibrationDraft | None:
    """Return what the viewer has chosen on a case of a year until now; nobody else ever sees it."""
    return session.exec(
        select(CalibrationDraft).where(
            CalibrationDraft.house_id == house_id,
            CalibrationDraft.slot == slot,
            CalibrationDraft.year == year,
            CalibrationDraft.evaluator_id == viewer.person_id,
            col(CalibrationDraft.house_id).in_(viewer.readable_houses()),
        )
    ).first()


def count_unscored(session: Session, viewer: Viewer, house_id: UUID, *, year: int) -> int:
    """Return how many of the cases the viewer, if an evaluator, has still to score in a year."""
    if not viewer.is_a(Role.EVALUATOR, house_id):
        return 0
    return len(Slot) - len(list_own_calibration(session, viewer, house_id, year=year))


def list_drift(session: Session, viewer: Viewer, house_id: UUID) -> list[EvaluatorDrift]:
    """Return drift by evaluator, by name: one's own, and for leads everyone's; only years with all three cases."""
    rows = session.exec(
        select(CalibrationAnswer, Person)
        .join(Person, col(Person.id) == CalibrationAnswer.evaluator_id)
        .where(CalibrationAnswer.house_id == house_id, may_see_answers(viewer))
    ).all()
    people = {person.id: person for _row, person in rows}
    years: dict[UUID, dict[int, list[CalibrationAnswer]]] = defaultdict(lambda: defaultdict(list))
    for row, person in rows:
        years[person.id][row.year].append(row)
    drifts = [_drift(people[person_id], by_year) for person_id, by_year in years.items()]
    return sorted((one for one in drifts if one.points), key=lambda one: sort_key(one.person.name))


def must_calibrate(session: Session, viewer: Viewer, house: House) -> bool:
    """Tell whether the viewer is new here and has to score the cases before the first project.

    One who has ever scored all three, or handed in a project before the house asked for it, is not new.
    """
    if not house.calibrate_first or not viewer.is_a(Role.EVALUATOR, house.id):
        return False
    slots: dict[int, set[str]] = defaultdict(set)
    for year, slot in session.exec(
        select(CalibrationAnswer.year, CalibrationAnswer.slot).where(
            CalibrationAnswer.house_id == house.id,
            CalibrationAnswer.evaluator_id == viewer.person_id,
            may_see_answers(viewer),
        )
    ):
        slots[year].add(slot)
    if any(len(scored) == len(Slot) for scored in slots.values()):
        return False
    handed_in = session.exec(
        select(Assessment.id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(
            Evaluation.house_id == house.id,
            Assessment.evaluator_id == viewer.person_id,
            Assessment.state == AssessmentState.HANDED_IN,
        )
        .limit(1)
    ).first()
    return handed_in is None


def _own_cases(session: Session, viewer: Viewer, house_id: UUID) -> dict[Slot, CalibrationCase]:
    rows = session.exec(
        select(CalibrationCase).where(
            CalibrationCase.house_id == house_id,
            col(CalibrationCase.house_id).in_(viewer.readable_houses()),
            col(CalibrationCase.retired_at).is_(None),
            CalibrationCase.rubric_version == CURRENT_VERSION,  # a case for another rubric has no key for this one
        )
    )
    return {row.slot: row for row in rows}


def _drift(person: Person, by_year: Mapping[int, Sequence[CalibrationAnswer]]) -> EvaluatorDrift:
    points = tuple(
        DriftPoint(year, deviation([(row.levels, row.key) for row in rows]))
        for year, rows in sorted(by_year.items())
        if len(rows) == len(Slot)
    )
    return EvaluatorDrift(person, points, is_drifting([point.deviation for point in points]))
