"""Closing once, and what is shown only then."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from portfolio.actions.assessments import decline, save_answers, take_back
from portfolio.actions.evaluations import (
    cancel_evaluation,
    close_evaluation,
)
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.models import Evaluation, HistoryEntry, OutgoingMail, ScoreSnapshot
from portfolio.queries.evaluations import (
    get_evaluation,
    list_own_tasks,
    list_remarks,
)
from portfolio.rounds.lifecycle import EvaluationState
from portfolio.rounds.panel import Answer
from portfolio.rounds.visibility import Role
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    complete_answers,
    handed_in,
    the_assessment,
)
from tests.integration.evaluations.conftest import Place


def test_closing_freezes_the_scores_of_what_was_handed_in(session: Session, place: Place, opened: Evaluation) -> None:
    levels = (2, 3, 5)
    for viewer, level in zip(place.panel, levels, strict=True):
        handed_in(session, opened, viewer, complete_answers(level))

    snapshot = close_evaluation(session, place.lead, opened, at=NOON, base_url="https://innohus.example")

    assert (snapshot.radicality, snapshot.decoupling, snapshot.connection) == (50, 50, 50)
    assert (snapshot.evaluators, snapshot.rubric_version, snapshot.zone) == (3, "2026-1", "ordinary")
    assert snapshot.scores["criteria"][0]["distribution"] == [0, 1, 1, 0, 1]
    assert opened.state is EvaluationState.CLOSED
    history = session.exec(select(HistoryEntry).where(HistoryEntry.kind == "evaluation.closed")).one()
    assert history.detail["radicality"] == 50


def test_drafts_do_not_count_and_closing_early_names_how_many_are_missing(
    session: Session, place: Place, opened: Evaluation
) -> None:
    for viewer in place.panel[:2]:
        handed_in(session, opened, viewer)
    last = place.panel[2]
    save_answers(session, last, the_assessment(session, opened, last), complete_answers(5), at=NOON)

    with pytest.raises(RuleBrokenError, match="1 "):
        close_evaluation(session, place.lead, opened, at=NOON)
    snapshot = close_evaluation(session, place.lead, opened, at=NOON, missing_accepted=1)

    assert (snapshot.evaluators, snapshot.radicality) == (2, 50)


def test_after_the_last_day_nobody_needs_to_be_waited_for(session: Session, place: Place, opened: Evaluation) -> None:
    for viewer in place.panel[:2]:
        handed_in(session, opened, viewer)

    with pytest.raises(RuleBrokenError):
        close_evaluation(session, place.lead, opened, at=NOON + timedelta(days=14))
    assert close_evaluation(session, place.lead, opened, at=NOON + timedelta(days=15)).evaluators == 2


def test_the_lead_of_the_project_hears_of_the_close(session: Session, place: Place) -> None:
    project_lead, _viewer = a_member(session, place.house, Role.LEAD)
    project = a_project(session, place.house, lead_id=project_lead.id)
    evaluation = an_evaluation(session, place.house, project, place.panel)
    for viewer in place.panel:
        handed_in(session, evaluation, viewer)

    close_evaluation(session, place.lead, evaluation, at=NOON, base_url="https://innohus.example")

    mail = session.exec(select(OutgoingMail).where(OutgoingMail.template == "evaluation_closed")).one()
    assert mail.person_id == project_lead.id
    assert mail.facts["link"].endswith(f"/evaluations/{evaluation.id}")


def test_a_criterion_that_fewer_than_two_could_assess_stays_open(
    session: Session, place: Place, opened: Evaluation
) -> None:
    for viewer, level in zip(place.panel, (3, None, None), strict=True):
        answer = Answer(level=level, cannot_assess=level is None)
        handed_in(session, opened, viewer, complete_answers(3, R1=answer))

    snapshot = close_evaluation(session, place.lead, opened, at=NOON)

    assert snapshot.scores["radicality"]["open_criteria"] == ["R1"]
    assert snapshot.scores["radicality"]["low"] < 50 < snapshot.scores["radicality"]["high"]


def test_when_nobody_can_assess_anything_there_is_no_value(session: Session, place: Place, opened: Evaluation) -> None:
    for viewer in place.panel:
        handed_in(session, opened, viewer, complete_answers(None))

    snapshot = close_evaluation(session, place.lead, opened, at=NOON)

    assert (snapshot.radicality, snapshot.decoupling, snapshot.zone) == (None, None, None)


def test_a_closed_evaluation_takes_nothing_more(session: Session, place: Place, opened: Evaluation) -> None:
    for viewer in place.panel:
        handed_in(session, opened, viewer)
    close_evaluation(session, place.lead, opened, at=NOON)
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)

    attempts: list[Callable[[], object]] = [
        lambda: save_answers(session, viewer, mine, {"R1": Answer(level=2)}, at=NOON),
        lambda: take_back(session, viewer, mine),
        lambda: decline(session, viewer, mine, reason="", at=NOON),
        lambda: cancel_evaluation(session, place.lead, opened, reason="x", at=NOON),
        lambda: close_evaluation(session, place.lead, opened, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBrokenError, match="closed"):
            attempt()
    assert session.exec(select(func.count()).select_from(ScoreSnapshot)).one() == 1


def test_reasons_appear_without_names_only_once_it_is_closed(
    session: Session, place: Place, opened: Evaluation
) -> None:
    for viewer, level in zip(place.panel, (5, 1, 3), strict=True):
        handed_in(session, opened, viewer, complete_answers(level))
    readers = [place.lead, *place.panel]
    assert [list_remarks(session, viewer, opened) for viewer in readers] == [[]] * 4

    close_evaluation(session, place.lead, opened, at=NOON)

    told = [list_remarks(session, viewer, opened) for viewer in readers]
    assert told[0] == told[1] == told[2] == told[3]
    assert [remark.text for remark in told[0] if remark.criterion == "R1"] == ["Seen as 1", "Seen as 3", "Seen as 5"]


def test_a_cancelled_evaluation_shows_nothing_and_frees_the_project(
    session: Session, place: Place, opened: Evaluation
) -> None:
    for viewer in place.panel:
        handed_in(session, opened, viewer)

    cancel_evaluation(session, place.lead, opened, reason="The project stops", at=NOON)

    assert list_remarks(session, place.lead, opened) == []
    assert list_own_tasks(session, place.panel[0], place.house.id) == []
    an_evaluation(session, place.house, place.project, place.panel)


def test_cancelling_needs_a_reason(session: Session, place: Place, opened: Evaluation) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        cancel_evaluation(session, place.lead, opened, reason=" ", at=NOON)

    assert refusal.value.field == "reason"


def test_an_evaluation_of_another_house_does_not_exist(session: Session, place: Place, opened: Evaluation) -> None:
    other = a_house(session)
    _person, stranger = a_member(session, other, Role.LEAD)

    for viewer, house in ((stranger, other), (stranger, place.house), (place.lead, other)):
        with pytest.raises(NotFoundError):
            get_evaluation(session, viewer, house.id, opened.id)
    with pytest.raises(NotFoundError):
        get_evaluation(session, place.lead, place.house.id, uuid4())
