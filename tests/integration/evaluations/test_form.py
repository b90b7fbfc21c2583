"""The evaluator's form without JavaScript: what is wrong is said at its field, and nothing is lost."""

import re

import pytest
from sqlmodel import Session, func, select

from portfolio.actions.evaluations import close_evaluation
from portfolio.models import CriterionLevel
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.visibility import Role
from tests.evaluation_pages import WHOLE, form_address, stored
from tests.factories import NOON, a_member, an_evaluation, complete_answers, handed_in


def test_a_form_saved_without_javascript_is_a_draft(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    answer = browser.post(
        address, data={"do": "save", "R1-level": "4", "R1-evidence": "E2", "R2-reason": "not sure", "comment": "Good"}
    )

    page = browser.get(answer.location).text
    assert 'value="4" data-key="4" checked' in page
    assert "not sure" in page
    assert "1 of 15" in page
    assert stored(session, address.rpartition("/")[2]).state is AssessmentState.DRAFT


def test_handing_in_a_whole_form_shows_it_as_handed_in_and_it_can_be_taken_back(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    page = browser.post(address, data={"do": "hand_in", **WHOLE}, follow_redirects=True).text
    assert "You handed in 3 March 2027 at 13:00." in page
    assert browser.post(address, data={"R1-level": "2"}).status_code == 422

    page = browser.post(f"{address}/take-back", follow_redirects=True).text
    assert 'value="hand_in"' in page


def test_handing_in_too_early_names_what_is_missing_and_keeps_the_draft(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    answer = browser.post(address, data={"do": "hand_in", **WHOLE, "R4-level": "", "R5-level": "5"})

    assert answer.status_code == 422
    assert re.search(r'id="R4-level-error"><span class="sr-only">Error: </span>Choose a level', answer.text)
    assert re.search(r'id="R5-reason-error"><span class="sr-only">Error: </span>Levels 1 and 5', answer.text)
    assert 'href="#R4-level-1"' in answer.text
    assert "14 of 15" in browser.get(address).text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"R1-level": "6"}, "R1-level"),
        ({"R1-level": "three"}, "R1-level"),
        ({"R1-level": "9" * 4000}, "R1-level"),
        ({"R1-level": "3", "R1-lowest": "4"}, "R1-lowest"),
        ({"R1-level": "3", "R1-highest": "1"}, "R1-highest"),
        ({"R1-level": "3", "R1-evidence": "E7"}, "R1-evidence"),
        ({"R1-level": "3", "R1-reason": "å" * 20_000}, "R1-reason"),
        ({"comment": "ø" * 20_000}, "comment"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_with_everything_typed_kept(session, place, opened, enter, sent, field):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    answer = browser.post(address, data={"do": "save", "R2-level": "2", "R2-reason": "This must stay", **sent})

    assert answer.status_code == 422
    assert f'id="{field}-error"><span class="sr-only">' in answer.text
    assert "This must stay" in answer.text
    if field.endswith(("reason", "comment")):
        assert next(iter(reversed(sent.values()))) in answer.text
    assert session.exec(select(func.count()).select_from(CriterionLevel)).one() == 0


def test_an_unknown_criterion_is_refused_with_a_sentence(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])

    answer = enter(place.panel[0]).post(address, data={"Z9-level": "3", "R1-level": "3"})

    assert answer.status_code == 422
    assert "The rubric has no criterion called Z9." in answer.text


def test_what_is_typed_is_shown_as_text_and_never_as_markup(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    browser.post(address, data={"R1-level": "3", "R1-reason": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in browser.get(address).text


def test_the_form_does_not_lead_by_earlier_scores(session, place, enter):
    earlier = an_evaluation(session, place.house, place.project, place.panel)
    for viewer in place.panel:
        handed_in(session, earlier, viewer, complete_answers(5))
    close_evaluation(session, place.lead, earlier, at=NOON)
    address = form_address(
        session, place, an_evaluation(session, place.house, place.project, place.panel), place.panel[0]
    )

    page = enter(place.panel[0]).get(address).text

    assert "100" not in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize("who", ["another evaluator", "the lead", "a stranger"])
def test_the_form_of_another_does_not_exist(session, place, opened, enter, who):
    address = form_address(session, place, opened, place.panel[0])
    stranger = a_member(session, a_house_of_strangers(session), Role.EVALUATOR)[1]
    viewer = {"another evaluator": place.panel[1], "the lead": place.lead, "a stranger": stranger}[who]
    browser = enter(viewer)

    answers = [
        browser.get(address),
        browser.post(address, data={"R1-level": "3"}),
        browser.post(f"{address}/autosave", data={"R1-level": "3"}),
        browser.post(f"{address}/take-back"),
        browser.get(f"{address}/decline"),
        browser.post(f"{address}/decline"),
    ]

    assert {answer.status_code for answer in answers} <= {404, 409}
    assert session.exec(select(func.count()).select_from(CriterionLevel)).one() == 0


def a_house_of_strangers(session: Session):
    from tests.factories import a_house

    return a_house(session)


def test_a_closed_evaluation_takes_no_more_answers(session, place, opened, enter):
    for viewer in place.panel:
        handed_in(session, opened, viewer)
    close_evaluation(session, place.lead, opened, at=NOON)
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    answers = [browser.post(address, data={"R1-level": "2"}), browser.post(f"{address}/take-back")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("This evaluation is closed." in answer.text for answer in answers)


def test_declining_asks_why_and_leaves_the_list_done(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])
    browser = enter(place.panel[0])

    page = browser.post(f"{address}/decline", data={"reason": "I sit on a partner’s board"}, follow_redirects=True).text

    assert "Declined" in page
    assert stored(session, address.rpartition("/")[2]).comment == "I sit on a partner’s board"


def test_autosave_tells_when_and_how_far(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])

    answer = enter(place.panel[0]).post(f"{address}/autosave", data={"R1-level": "3", "R1-reason": "seen"})

    assert answer.get_json() == {"answered": "1 of 15", "problems": {}, "status": "saved at 13:00"}


def test_autosave_refuses_with_a_sentence_for_each_field(session, place, opened, enter):
    address = form_address(session, place, opened, place.panel[0])

    answer = enter(place.panel[0]).post(f"{address}/autosave", data={"R1-level": "3", "R1-lowest": "5"})

    assert answer.status_code == 422
    assert set(answer.get_json()["problems"]) == {"R1-lowest"}


def test_autosave_to_a_closed_evaluation_says_so(session, place, opened, enter):
    for viewer in place.panel:
        handed_in(session, opened, viewer)
    close_evaluation(session, place.lead, opened, at=NOON)
    address = form_address(session, place, opened, place.panel[0])

    answer = enter(place.panel[0]).post(f"{address}/autosave", data={"R1-level": "3"})

    assert (answer.status_code, answer.get_json()["status"][:26]) == (409, "This evaluation is closed.")
