"""A whole evaluation of two rounds with a lead and a panel of five, by keyboard alone, in Danish."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from portfolio.db import reading
from portfolio.models import Assessment, CriterionLevel, Evaluation, ScoreSnapshot
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.visibility import Role
from tests.e2e.test_evaluation import focused, tab_to
from tests.factories import a_house, a_member, a_project

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]  # six people and 150 answers

CRITERIA = [criterion.id for criterion in rubric().criteria]
WIDE = "R2"
FIRST = ("2", "3", "3", "4", "5")  # on R2; on everything else all say 4
SECOND = ("3", "3", "3", "4", "5")
AREA = "/houses/fjord/evaluations/"


def tab_to_text(page: Page, text: str, at_most: int = 90) -> None:
    """Press Tab until what has the focus says a text."""
    for _press in range(at_most):
        if text in page.evaluate("document.activeElement.innerText || ''").split("\n")[0]:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach “{text}”")


def go(page: Page, text: str) -> None:
    """Follow the link or press the button that says a text, and wait for the page after it."""
    tab_to_text(page, text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def people(session):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    lead, _viewer = a_member(session, house, Role.LEAD, name="Karen Holm")
    names = ("Asta Bro", "Bo Kær", "Cilla Dam", "Dan Eng", "Eva Fald")
    panel = [a_member(session, house, Role.EVALUATOR, name=name, organisation="Havneforum")[0] for name in names]
    a_project(session, house, name="Natteboligen", summary="Et hus for natten")
    session.commit()
    return lead, panel


def answer_first(page: Page, level: str, barriers) -> None:
    tab_to(page, "R1-level-1")
    for criterion in CRITERIA:
        assert focused(page).startswith(f"{criterion}-level-")
        page.keyboard.press(level if criterion == WIDE else "4")
        if criterion == WIDE and level == "5":
            tab_to(page, f"{WIDE}-reason")
            page.keyboard.type("Målgruppen findes ikke i noget tilbud.")
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
    hand_in(page)


def hand_in(page: Page) -> None:
    assert focused(page) == "comment"
    tab_to(page, "hand_in")
    page.keyboard.press("Enter")
    page.wait_for_selector("table")


def answer_second(page: Page, level: str) -> None:
    tab_to(page, "R1-level-4")
    for criterion in CRITERIA:
        if criterion == WIDE:
            expect(page.locator(f"#{WIDE} .criterion-earlier")).to_contain_text("Første runde: median 3")
            page.keyboard.press(level)
        page.keyboard.press("Enter")
    hand_in(page)


def test_five_people_answer_twice_and_close_by_keyboard_in_danish(visit, site, people, engine, barriers):
    lead, panel = people
    chief = visit(AREA, lead)
    pages = [visit(AREA, person) for person in panel]

    go(chief, "Åbn vurderinger")
    tab_to_check(chief, "projects", 1)
    tab_to_check(chief, "evaluators", 5)
    assert barriers(chief) == []
    go(chief, "Åbn og invitér")
    expect(chief.locator(".round-steps .is-current")).to_have_text("Første runde, blind")
    assert barriers(chief) == []

    for page, level in zip(pages, FIRST, strict=True):
        page.goto(site + AREA)
        go(page, "Begynd")
        answer_first(page, level, barriers)
    chief.goto(site + AREA)
    expect(chief.locator("#open + table")).to_contain_text("5 af 5")
    go(chief, "Natteboligen")
    assert "Målgruppen findes ikke" not in chief.content()

    go(chief, "Vis første runde")
    assert barriers(chief) == []
    go(chief, "Vis første runde")
    assert "Målgruppen findes ikke" in chief.content()
    assert barriers(chief) == []

    pages[0].goto(site + AREA)
    go(pages[0], "Se første runde")
    assert "Målgruppen findes ikke" in pages[0].content()
    assert not [person.name for person in panel[1:] if person.name in pages[0].content()]
    assert barriers(pages[0]) == []

    go(chief, "Notér samtalen")
    for name, text in (("lowest", "Andre huse har det."), ("highest", "Ikke for disse mennesker.")):
        tab_to(chief, f"{WIDE}-{name}")
        chief.keyboard.type(text)
    assert barriers(chief) == []
    go(chief, "Notér")
    go(chief, "Begynd anden runde")
    assert barriers(chief) == []
    go(chief, "Begynd, og spørg pr. mail")

    for page, level in zip(pages, SECOND, strict=True):
        page.goto(site + AREA)
        go(page, "Fortsæt")
        answer_second(page, level)
        assert barriers(page) == []
    chief.reload()
    go(chief, "Luk vurderingen")
    go(chief, "Luk vurderingen")

    assert barriers(chief) == []
    expect(chief.locator("#minority")).to_contain_text("Målgruppen findes ikke i noget tilbud.")
    expect(chief.locator("#rounds")).to_contain_text("Ikke for disse mennesker.")
    with reading(engine) as session:
        assert session.exec(select(ScoreSnapshot.evaluators)).one() == 5
        assert session.exec(select(Evaluation.round)).one() == 2
        parts = session.exec(select(Assessment.round, Assessment.state)).all()
        told = session.exec(
            select(Assessment.round, CriterionLevel.level)
            .join(CriterionLevel, CriterionLevel.assessment_id == Assessment.id)
            .where(CriterionLevel.criterion == WIDE)
        ).all()
    assert sorted(parts) == sorted([(number, AssessmentState.HANDED_IN) for number in (1, 2) for _person in panel])
    assert sorted(told) == sorted((number, int(level)) for number, row in ((1, FIRST), (2, SECOND)) for level in row)


def tab_to_check(page: Page, name: str, count: int) -> None:
    """Tick the first boxes of a group with the space bar."""
    for place in range(count):
        tab_to(page, f"{name}-{place}")
        page.keyboard.press("Space")
