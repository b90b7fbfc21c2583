"""What a closed evaluation shows, and the list of all."""

import re
from datetime import timedelta

from sqlmodel import Session

from portfolio.actions.assessments import save_answers
from portfolio.actions.evaluations import close_evaluation
from portfolio.models import Person
from portfolio.rounds.panel import Answer
from portfolio.rounds.visibility import Role
from tests.evaluation_pages import base
from tests.factories import NOON, a_member, an_evaluation, complete_answers, handed_in, the_assessment


def a_house_of_strangers(session: Session):
    from tests.factories import a_house

    return a_house(session)


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
