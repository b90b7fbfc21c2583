"""The pages of evaluations in a browser without JavaScript: what is wrong is said at its field, and nothing is lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, func, select

from portfolio.actions.assessments import save_answers
from portfolio.actions.evaluations import close_evaluation
from portfolio.models import Assessment, CriterionLevel, Evaluation, Person, ScoreSnapshot
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.panel import Answer
from portfolio.rounds.visibility import Role, Viewer
from tests.factories import NOON, a_member, a_project, an_evaluation, complete_answers, handed_in, the_assessment
from tests.integration.evaluations.conftest import Place

SignIn = Callable[[FlaskClient, Person], None]
ENGLISH = {"Accept-Language": "en"}
WHOLE = {f"{criterion.id}-level": "3" for criterion in rubric().criteria}


@pytest.fixture
def enter(session: Session, client: FlaskClient, sign_in: SignIn) -> Callable[[Viewer], FlaskClient]:
    """Store what the test made, and sign a viewer in, who reads English."""

    def entered(viewer: Viewer) -> FlaskClient:
        person = session.get_one(Person, viewer.person_id)
        person.language = "en"
        session.add(person)
        session.commit()
        sign_in(client, person)
        return client

    return entered


def base(place: Place) -> str:
    return f"/houses/{place.house.short_name}/evaluations"


def form_address(session: Session, place: Place, evaluation: Evaluation, viewer: Viewer) -> str:
    return f"{base(place)}/assessments/{the_assessment(session, evaluation, viewer).id}"


def stored(session: Session, assessment_id: UUID | str) -> Assessment:
    session.expire_all()
    return session.get_one(Assessment, UUID(str(assessment_id)))


# The evaluator's form


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


# Saving as one types


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


# The lead's pages


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


# The result


def test_the_result_shows_figures_with_their_uncertainty_and_reasons_without_names(session, place, enter):
    before = an_evaluation(session, place.house, place.project, place.panel)
    for viewer in place.panel:
        handed_in(session, before, viewer, complete_answers(3))
    close_evaluation(session, place.lead, before, at=NOON - timedelta(days=200))
    evaluation = an_evaluation(session, place.house, place.project, place.panel)
    for viewer, level in zip(place.panel, (4, 5, 5), strict=True):
        unknown = Answer(cannot_assess=True, reason="Never seen it")
        handed_in(session, evaluation, viewer, complete_answers(level, R7=unknown, D2=Answer(level=1, reason="Slack")))
    close_evaluation(session, place.lead, evaluation, at=NOON)
    names = [session.get_one(Person, viewer.person_id).name for viewer in place.panel]
    board_member = a_member(session, place.house, Role.BOARD_MEMBER)[1]

    page = enter(board_member).get(f"{base(place)}/{evaluation.id}").text

    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "100 86–100" in words  # R7 is open: 6 of 7 at 100, and 0 or 100 in its place
    assert "R7 is open" in words
    assert "D2 · Own money" in words
    assert "operations can stop the project" in words
    assert "Radicality 50 → 100 : changed, beyond what chance explains." in words
    assert "Never seen it" in words
    assert 'aria-label="level 4: 1, level 5: 2"' in page
    assert not [name for name in names if name in words]


def test_a_panel_that_could_assess_nothing_has_a_page_too(session, place, opened, enter):
    for viewer in place.panel:
        handed_in(session, opened, viewer, complete_answers(None))
    close_evaluation(session, place.lead, opened, at=NOON)

    page = enter(place.lead).get(f"{base(place)}/{opened.id}").text

    assert "Too little could be assessed to name a zone." in page
    assert "0–100" in page


def test_each_figure_links_to_its_explanation(session, place, opened, enter):
    for viewer in place.panel:
        handed_in(session, opened, viewer)
    close_evaluation(session, place.lead, opened, at=NOON)
    browser = enter(place.lead)

    linked = set(re.findall(r"/evaluations/figures#([a-z]+)", browser.get(f"{base(place)}/{opened.id}").text))
    explained = set(re.findall(r'<section id="([a-z]+)"', browser.get(f"{base(place)}/figures").text))

    assert {"radicality", "decoupling", "connection", "median", "consensus", "change"} <= linked <= explained


def test_an_evaluation_of_another_house_does_not_exist_here(session, place, opened, enter):
    other = a_house_of_strangers(session)
    stranger = a_member(session, other, Role.LEAD)[1]
    browser = enter(stranger)

    for page in ("", "/close", "/change", "/cancel"):
        assert browser.get(f"/houses/{other.short_name}/evaluations/{opened.id}{page}").status_code == 404
        assert browser.get(f"{base(place)}/{opened.id}{page}").status_code == 404


def test_the_list_says_what_waits_and_only_leads_see_counts(session, place, opened, enter):
    viewer = place.panel[0]
    handed_in(session, opened, place.panel[1])
    save_answers(session, viewer, the_assessment(session, opened, viewer), {"R1": Answer(level=3)}, at=NOON)

    own = enter(viewer).get(f"{base(place)}/").text
    leads = enter(place.lead).get(f"{base(place)}/").text
    boards = enter(a_member(session, place.house, Role.BOARD_MEMBER)[1]).get(f"{base(place)}/").text

    assert "One project waits for your answers." in own
    assert "1 of 15" in own
    assert "1 of 3" in leads
    assert "1 of 3" not in own + boards
