"""Discovering in time, in a real browser: a signal comes in, a project turns, and gets its re-evaluation."""

import pytest
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project
from tests.integration.test_attention import evaluated
from tests.integration.test_signals import CARE, FORKLIFT

DESK = {"width": 1440, "height": 900}


@pytest.mark.browser
def test_a_self_driving_forklift_is_registered_and_the_forklift_project_gets_its_re_evaluation(
    session, visit, barriers
):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    lead, _viewer = a_member(session, house, Role.LEAD, name="Anne Sørensen", language="en")
    for name in ("Signe", "Yusuf", "Martha"):
        a_member(session, house, Role.EVALUATOR, name=name)
    for name, work in (("Lagerbroen", FORKLIFT), ("Omsorgslinjen", CARE)):
        evaluated(session, a_project(session, house, name=name, **work))
    session.commit()
    page = visit("/houses/fjord/projects/", lead, viewport=DESK)
    expect(page.locator(".attention-list")).to_have_count(0)

    page.get_by_role("link", name="Signals").first.click()
    page.get_by_role("link", name="Register a signal").click()
    page.get_by_label("What has been seen").fill("Self-driving forklift")
    page.get_by_label("Find an occupation").press_sequentially("forklift")  # found while typing
    page.get_by_role("button", name="8344", exact=False).first.click()
    page.get_by_label("What it speaks to").select_option("physical_adoption")
    page.get_by_label("Strong").check()
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("row", name="Lagerbroen")).to_contain_text("from watch to fragile")
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Register", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Self-driving forklift")
    expect(page.get_by_role("row", name="Lagerbroen")).to_contain_text("from watch to fragile")
    expect(page.get_by_text("Omsorgslinjen")).to_have_count(0)
    page.get_by_role("link", name="Portfolio").first.click()
    item = page.locator(".attention-list li")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("Lagerbroen: the signal “Self-driving forklift” moves its cautious estimate")
    item.get_by_role("link", name="Open a re-evaluation").click()
    expect(page.get_by_label("Why now")).to_have_value("Signal: Self-driving forklift")
    page.get_by_label("Signe").check()
    page.get_by_label("Yusuf").check()
    page.get_by_label("Martha").check()
    page.get_by_role("button", name="Open and invite").click()
    expect(page.get_by_text("Signal: Self-driving forklift").first).to_be_visible()
    page.get_by_role("link", name="Portfolio").first.click()
    expect(page.locator(".attention-list li")).to_have_count(0)
