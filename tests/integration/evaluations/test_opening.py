"""Opening an evaluation, changing its panel and its last day."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portfolio.actions.assessments import decline
from portfolio.actions.evaluations import (
    invite_more,
    move_last_day,
    open_evaluation,
)
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.models import Evaluation, HistoryEntry, OutgoingMail
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.visibility import Role, Viewer
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    the_assessment,
)
from tests.integration.evaluations.conftest import Place

LAST_DAY = date(2027, 3, 17)


def open_with(session: Session, place: Place, evaluator_ids: set, viewer: Viewer | None = None) -> Evaluation:
    return open_evaluation(
        session,
        viewer or place.lead,
        place.house,
        place.project,
        evaluator_ids=evaluator_ids,
        closes_on=LAST_DAY,
        reason="",
        at=NOON,
        base_url="https://innohus.example/",
    )


def test_opening_invites_each_evaluator_by_one_mail_with_a_link_to_the_own_form(session: Session, place: Place) -> None:
    evaluation = open_with(session, place, {viewer.person_id for viewer in place.panel})

    mails = session.exec(select(OutgoingMail)).all()
    links = {mail.person_id: mail.facts["link"] for mail in mails}
    assert links == {
        viewer.person_id: f"https://innohus.example/houses/{place.house.short_name}/evaluations/assessments/"
        f"{the_assessment(session, evaluation, viewer).id}"
        for viewer in place.panel
    }
    assert {mail.template for mail in mails} == {"invitation_to_evaluate"}
    assert mails[0].facts["closes_on"] == "2027-03-17"


def test_opening_fixes_the_rubric_version_and_is_told_in_the_history(session: Session, opened: Evaluation) -> None:
    entry = session.exec(select(HistoryEntry).where(HistoryEntry.kind == "evaluation.opened")).one()

    assert opened.rubric_version == entry.detail["rubric"] == "2026-1"
    assert entry.subject_id == opened.id


def test_only_a_lead_opens(session: Session, place: Place) -> None:
    with pytest.raises(NotAllowedError):
        open_with(session, place, {viewer.person_id for viewer in place.panel}, viewer=place.panel[0])


def test_people_of_another_house_or_role_cannot_be_invited(session: Session, place: Place) -> None:
    stranger, _viewer = a_member(session, a_house(session), Role.EVALUATOR)
    board_member, _viewer = a_member(session, place.house, Role.BOARD_MEMBER)

    for outsider in (stranger, board_member):
        with pytest.raises(RuleBrokenError) as refusal:
            open_with(session, place, {place.panel[0].person_id, place.panel[1].person_id, outsider.id})
        assert refusal.value.field == "evaluators"


def test_a_lead_with_the_role_evaluates_others_projects_but_not_their_own(session: Session, place: Place) -> None:
    person, _both = a_member(session, place.house, Role.LEAD, Role.EVALUATOR)
    own = a_project(session, place.house, lead_id=person.id)
    chosen = {person.id, place.panel[0].person_id}

    open_with(session, place, chosen)

    with pytest.raises(RuleBrokenError):
        open_with(session, Place(place.house, own, place.lead, place.panel), chosen)


def test_a_project_is_evaluated_once_at_a_time(session: Session, place: Place, opened: Evaluation) -> None:
    with pytest.raises(RuleBrokenError, match="Natteboligen"):
        open_with(session, place, {viewer.person_id for viewer in place.panel})


def test_one_who_declined_can_be_asked_again_by_a_new_mail(session: Session, place: Place, opened: Evaluation) -> None:
    viewer = place.panel[0]
    decline(session, viewer, the_assessment(session, opened, viewer), reason="", at=NOON)

    invite_more(
        session,
        place.lead,
        place.house,
        opened,
        evaluator_ids={viewer.person_id},
        at=NOON + timedelta(days=1),
        base_url="https://innohus.example",
    )

    assert the_assessment(session, opened, viewer).state is AssessmentState.INVITED
    to_them = select(OutgoingMail).where(OutgoingMail.person_id == viewer.person_id)
    assert len(session.exec(to_them).all()) == 2


def test_a_panel_never_grows_beyond_five(session: Session, place: Place, opened: Evaluation) -> None:
    more = {a_member(session, place.house, Role.EVALUATOR)[0].id for _ in range(3)}

    with pytest.raises(RuleBrokenError):
        invite_more(session, place.lead, place.house, opened, evaluator_ids=more, at=NOON, base_url="")


def test_the_last_day_moves_only_to_a_day_to_come(session: Session, place: Place, opened: Evaluation) -> None:
    move_last_day(session, place.lead, place.house, opened, closes_on=date(2027, 4, 1), at=NOON)

    assert opened.closes_on == date(2027, 4, 1)
    with pytest.raises(RuleBrokenError):
        move_last_day(session, place.lead, place.house, opened, closes_on=date(2027, 3, 3), at=NOON)
