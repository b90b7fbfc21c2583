"""An evaluation in a real browser: one form by keyboard alone, saved as one types, and the pages around it."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from portfolio.actions.evaluations import close_evaluation
from portfolio.db import reading
from portfolio.models import Assessment, CriterionLevel, Person
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState
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

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
CRITERIA = [criterion.id for criterion in rubric().criteria]


class Scene:
    """A house with an open evaluation, and one that is closed."""

    def __init__(self, session, engine):
        self.engine = engine
        self.house = a_house(session, short_name="fjord", name="Fjordhuset")
        self.lead, lead = a_member(session, self.house, Role.LEAD, name="Karen Holm")
        members = [a_member(session, self.house, Role.EVALUATOR, organisation="Havneforum") for _ in range(3)]
        self.evaluator, self.viewers = members[0][0], [viewer for _person, viewer in members]
        open_project, closed_project = (
            a_project(session, self.house, name=name, summary="Et hus for natten") for name in ("Natten", "Broen")
        )
        self.closed = an_evaluation(session, self.house, closed_project, self.viewers)
        for viewer, level in zip(self.viewers, (1, 3, 5), strict=True):
            answers = complete_answers(level, R3=Answer(cannot_assess=True, reason="Aldrig set"))
            handed_in(session, self.closed, viewer, answers)
        close_evaluation(session, lead, self.closed, at=NOON)
        self.open = an_evaluation(session, self.house, open_project, self.viewers)
        self.form = f"/houses/fjord/evaluations/assessments/{the_assessment(session, self.open, self.viewers[0]).id}"
        session.commit()

    def assessment(self) -> Assessment:
        with reading(self.engine) as session:
            return the_assessment(session, self.open, self.viewers[0])

    def answer(self, criterion: str) -> CriterionLevel | None:
        with reading(self.engine) as session:
            mine = the_assessment(session, self.open, self.viewers[0])
            return session.exec(
                select(CriterionLevel).where(
                    CriterionLevel.assessment_id == mine.id, CriterionLevel.criterion == criterion
                )
            ).first()


@pytest.fixture
def scene(session, engine) -> Scene:
    return Scene(session, engine)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.value || document.activeElement.tagName")


def tab_to(page: Page, wanted: str, at_most: int = 60) -> None:
    """Press Tab until the element with an id or a value has the focus."""
    for _press in range(at_most):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {wanted}; it is at {focused(page)}")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("13.00", timeout=15_000)  # a failed save is tried again after 5 s


def test_the_whole_form_by_keyboard_in_danish(visit, scene, barriers):
    page = visit(scene.form, scene.evaluator)
    assert page.locator("html").get_attribute("lang") == "da"
    assert page.get_by_text("Kører allerede i organisationen; projektet udbreder eller finjusterer det.").is_visible()
    assert barriers(page) == []

    tab_to(page, "R1-level-1")
    for criterion in CRITERIA:
        assert focused(page).startswith(f"{criterion}-level-")
        if criterion == "R2":
            page.keyboard.press("5")
            tab_to(page, "R2-reason")
            page.keyboard.type("Målgruppen findes ikke i noget tilbud, se søgeloggen.")
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowRight")  # from E0 to E1
            page.keyboard.press("Shift+Tab")
        elif criterion == "R3":
            page.keyboard.press("0")
        elif criterion == "R4":
            page.keyboard.press("2")
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.press("4")
        page.keyboard.press("Enter")
    assert focused(page) == "comment"
    page.keyboard.type("Modigt.")
    expect(page.locator("#answered")).to_contain_text("15")
    saved(page)
    assert barriers(page) == []
    tab_to(page, "hand_in")
    page.keyboard.press("Enter")

    page.wait_for_selector("table")
    assert barriers(page) == []
    assert scene.assessment().state is AssessmentState.HANDED_IN
    assert scene.assessment().comment == "Modigt."
    told = {criterion: scene.answer(criterion) for criterion in ("R1", "R2", "R3", "R4")}
    assert [told[criterion].level for criterion in ("R1", "R2", "R4")] == [4, 5, 3]
    assert told["R3"].cannot_assess
    assert (told["R2"].evidence, told["R2"].reason[:10]) == ("E1", "Målgruppen")


def test_a_failed_save_says_so_keeps_the_text_and_is_made_good(visit, scene):
    page = visit(scene.form, scene.evaluator)
    page.route("**/autosave", lambda route: route.abort())
    page.locator("#R1-level-3").check()
    page.locator("#R1-reason").fill("Et ord, der ikke må gå tabt")

    expect(page.locator(".assess-bar")).to_have_class(re.compile("is-unsaved"))
    assert page.locator("#R1-reason").input_value() == "Et ord, der ikke må gå tabt"
    assert scene.answer("R1") is None

    page.unroute("**/autosave")
    saved(page)
    assert scene.answer("R1").reason == "Et ord, der ikke må gå tabt"


def test_one_who_was_signed_out_meanwhile_loses_nothing(visit, scene):
    page = visit(scene.form, scene.evaluator)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#D1-level-2").check()
    expect(page.locator(".assess-bar")).to_have_class(re.compile("is-unsaved"))

    page.context.add_cookies(cookies)

    saved(page)
    assert scene.answer("D1").level == 2


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_saved(visit, scene):
    page = visit(scene.form, scene.evaluator)
    page.locator("#R1-level-3").check()
    saved(page)
    page.locator("#R1-lowest").select_option("5")
    expect(page.locator("#R1-lowest-error")).to_be_visible()
    page.locator("#R2-level-3").check()
    expect(page.locator("#answered")).to_contain_text("2")

    page.locator("#R1-lowest").select_option("2")

    expect(page.locator("#R1-lowest-error")).to_be_hidden()
    saved(page)
    assert (scene.answer("R1").lowest, scene.answer("R2").level) == (2, 3)


def test_a_phone_shows_one_question_at_a_time(visit, scene, barriers):
    page = visit(scene.form, scene.evaluator, viewport=PHONE)
    shown = page.locator(".criterion:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_id("R1")
    assert barriers(page) == []

    page.locator("#R1-level-2").check()
    page.locator(".step-on").click()

    expect(shown).to_have_id("R2")
    page.locator(".step-back").click()
    expect(shown).to_have_id("R1")
    saved(page)
    page.reload()
    expect(shown).to_have_id("R2")  # the first that is not answered
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_javascript_the_same_form_saves_and_hands_in(visit, scene):
    page = visit(scene.form, scene.evaluator, java_script_enabled=False)
    page.locator("#R1-level-5").check()
    page.locator("button[value=hand_in]").click()

    expect(page.locator("#R1-reason-error")).to_be_visible()
    expect(page.locator("#R1-level-5")).to_be_checked()
    assert scene.answer("R1").level == 5

    page.locator("#R1-reason").fill("Søgeloggen af 3. marts")
    for criterion in CRITERIA[1:]:
        page.locator(f"#{criterion}-level-3").check()
    page.locator("button[value=hand_in]").click()
    page.wait_for_selector("table")
    assert scene.assessment().state is AssessmentState.HANDED_IN


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("locale", ["da-DK", "en-GB"])
def test_no_page_around_it_shuts_anyone_out_or_overflows(visit, site, scene, barriers, session, viewport, locale):
    lead = session.get_one(Person, scene.lead.id)
    lead.language = locale[:2]
    session.add(lead)
    session.commit()
    area = "/houses/fjord/evaluations"
    pages = ("/", "/new", f"/{scene.open.id}", f"/{scene.open.id}/change", f"/{scene.open.id}/cancel")
    page = visit(f"{area}/", lead, viewport=viewport, locale=locale)

    for path in (*pages, f"/{scene.open.id}/close", f"/{scene.closed.id}", "/figures"):
        assert page.goto(site + area + path).ok
        assert page.locator("html").get_attribute("lang") == locale[:2]
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
