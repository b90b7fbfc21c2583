"""The leads' pages of evaluations: opening, changing, closing and cancelling."""

from uuid import uuid4

import pytest
from sqlmodel import func, select

from portfolio.models import Assessment, Evaluation, ScoreSnapshot
from portfolio.rounds.lifecycle import EvaluationState
from portfolio.rounds.visibility import Role
from tests.evaluation_pages import base
from tests.factories import a_member, a_project, handed_in


def test_a_lead_opens_evaluations_of_several_projects_at_once(session, place, enter):
    leader = place.panel[0].person_id
    other = a_project(session, place.house, name="Lagerbroen", lead_id=leader)
    panel = [str(viewer.person_id) for viewer in place.panel]
    browser = enter(place.lead)

    page = browser.post(
        f"{base(place)}/new",
        data={
            "projects": [str(place.project.id), str(other.id)],
            "evaluators": panel,
            "rounds": "1",
            "closes_on": "2027-03-20",
        },
        follow_redirects=True,
    ).text

    assert "2 evaluations are open" in page
    assert "Lagerbroen is scored without the one who leads it." in page
    assert session.exec(select(func.count()).select_from(Assessment)).one() == 5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"evaluators": []}, "Choose at least two evaluators"),
        ({"rounds": "3"}, "Choose one of those offered"),
        ({"projects": []}, "Choose at least one project"),
        ({"closes_on": "2027-03-03"}, "The last day must be after today"),
        ({"closes_on": "2031-01-01"}, "The last day must be within two years"),
        ({"closes_on": "soon"}, "Write a date as"),
        ({"reason": "x" * 600}, "there is room for 500"),
        ({"projects": [str(uuid4())]}, "Choose among the house’s projects"),
        ({"projects": ["'; DROP TABLE"]}, "Choose among the house’s projects"),
        ({"evaluators": [str(uuid4()), str(uuid4())]}, "Choose among the house’s evaluators"),
    ],
)
def test_opening_says_what_is_wrong_and_opens_nothing(session, place, enter, wrong, sentence):
    right = {
        "projects": [str(place.project.id)],
        "evaluators": [str(viewer.person_id) for viewer in place.panel],
        "closes_on": "2027-03-20",
        "reason": "Kept as typed",
    }

    answer = enter(place.lead).post(f"{base(place)}/new", data={**right, **wrong})

    assert answer.status_code == 422
    assert sentence in answer.text
    if "reason" not in wrong:
        assert "Kept as typed" in answer.text
    assert session.exec(select(func.count()).select_from(Evaluation)).one() == 0


def test_a_small_panel_opens_with_a_warning(session, place, enter):
    page = (
        enter(place.lead)
        .post(
            f"{base(place)}/new",
            data={
                "projects": [str(place.project.id)],
                "evaluators": [str(viewer.person_id) for viewer in place.panel[:2]],
                "rounds": "1",
                "closes_on": "2027-03-20",
            },
            follow_redirects=True,
        )
        .text
    )

    assert page.count("Three to five are better.") >= 1


def test_closing_early_names_how_many_are_missing_and_closes_once(session, place, opened, enter):
    for viewer in place.panel[:2]:
        handed_in(session, opened, viewer)
    browser = enter(place.lead)
    address = f"{base(place)}/{opened.id}"

    assert "Close without 1" in browser.get(f"{address}/close").text
    first = browser.post(f"{address}/close", data={"missing_accepted": "1"}, follow_redirects=True)
    second = browser.post(f"{address}/close", data={"missing_accepted": "1"}, follow_redirects=True)

    assert "The evaluation is closed." in first.text
    assert "This evaluation is closed. Its scores can no longer change." in second.text
    assert session.exec(select(func.count()).select_from(ScoreSnapshot)).one() == 1


def test_a_confirmation_made_before_someone_took_back_does_not_close(session, place, opened, enter):
    for viewer in place.panel[:2]:
        handed_in(session, opened, viewer)
    browser = enter(place.lead)

    answer = browser.post(f"{base(place)}/{opened.id}/close", data={"missing_accepted": "0"}, follow_redirects=True)

    assert "1 evaluator has not handed in." in answer.text
    assert session.get_one(Evaluation, opened.id).state is EvaluationState.OPEN


def test_closing_is_not_offered_before_two_have_handed_in(session, place, opened, enter):
    page = enter(place.lead).get(f"{base(place)}/{opened.id}/close").text

    assert "scores need two" in page
    assert 'name="missing_accepted"' not in page


@pytest.mark.parametrize("page", ["new", "{id}/close", "{id}/change", "{id}/cancel"])
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.BOARD_MEMBER])
def test_only_a_lead_reaches_the_leads_pages(session, place, opened, enter, page, role):
    viewer = a_member(session, place.house, role)[1]
    browser = enter(viewer)

    address = f"{base(place)}/{page.format(id=opened.id)}"

    assert browser.get(address).status_code == 403
    assert browser.post(address).status_code == 403


def test_the_last_day_and_the_panel_can_be_changed(session, place, opened, enter):
    more, _viewer = a_member(session, place.house, Role.EVALUATOR, name="Nana Ny")
    browser = enter(place.lead)

    page = browser.post(
        f"{base(place)}/{opened.id}/change",
        data={"closes_on": "2027-04-01", "evaluators": [str(more.id)]},
        follow_redirects=True,
    ).text

    assert "Open until 1 April 2027" in page
    assert "Nana Ny" in page


def test_cancelling_tells_why_afterwards(session, place, opened, enter):
    browser = enter(place.lead)
    address = f"{base(place)}/{opened.id}"
    assert browser.post(f"{address}/cancel", data={"reason": ""}).status_code == 422

    browser.post(f"{address}/cancel", data={"reason": "The project stops"})

    assert "Reason: The project stops" in browser.get(address).text
