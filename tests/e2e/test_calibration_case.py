"""A calibration case is scored like a project: number keys, Enter to go on, and saved as one chooses."""

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from portfolio.db import reading
from portfolio.models import CalibrationAnswer, CalibrationDraft
from portfolio.reference.rubric import rubric
from portfolio.rounds.visibility import Role
from tests.e2e.test_evaluation import focused, tab_to
from tests.factories import a_house, a_member

pytestmark = pytest.mark.browser

CRITERIA = [criterion.id for criterion in rubric().criteria]


def test_a_case_is_scored_by_keyboard_saved_meanwhile_and_taken_up_again(visit, session, engine, barriers):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, _viewer = a_member(session, house, Role.EVALUATOR)
    session.commit()
    page = visit("/houses/fjord/calibration/radical", person)
    assert barriers(page) == []

    tab_to(page, "R1-level-1")
    for criterion in CRITERIA[:3]:
        assert focused(page).startswith(f"{criterion}-level-")
        page.keyboard.press("0" if criterion == "R2" else "4")
        page.keyboard.press("Enter")
    expect(page.locator("#answered")).to_have_text("3 af 15")
    expect(page.locator("#saved")).to_contain_text("gemt kl.")
    page.reload()
    assert page.locator("#R2-level-cannot").is_checked()
    with reading(engine) as database:
        assert database.exec(select(CalibrationDraft.levels)).one() == {"R1": 4, "R2": None, "R3": 4}

    tab_to(page, "R1-level-4")
    for criterion in CRITERIA:
        page.keyboard.press("3")
        if criterion != CRITERIA[-1]:
            page.keyboard.press("Enter")
    tab_to(page, "hand_in")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert barriers(page) == []
    with reading(engine) as database:
        assert database.exec(select(CalibrationAnswer.levels)).one() == dict.fromkeys(CRITERIA, 3)
        assert database.exec(select(CalibrationDraft)).all() == []
