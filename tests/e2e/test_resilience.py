"""A project's robustness in a real browser: a slider moves the figures at once, and the pages shut nobody out."""

import pytest
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1440, "height": 900}
MIX = {"horizon_year": 2042, "budget_minor": 450_000_000, "occupations": {"4110": 6000, "9112": 4000}}


@pytest.fixture
def world(session):
    """A lead, and the address of their project's resilience page."""
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, _viewer = a_member(session, house, Role.LEAD, language="en")
    project = a_project(session, house, name="Lagerbroen", **MIX)
    session.commit()
    return person, f"/houses/fjord/projects/{project.id}/resilience/"


@pytest.mark.browser
def test_a_moved_slider_moves_the_figures_at_once_and_no_other_part_of_the_page(world, visit):
    person, address = world
    page = visit(address, person, viewport=DESK)
    before = page.locator(".what-if-sentence").inner_text()

    page.get_by_label("4110", exact=False).focus()
    page.keyboard.press("Home")

    expect(page.locator(".what-if-sentence")).not_to_have_text(before)
    expect(page.locator(".what-if-answer")).to_contain_text("100 %")
    expect(page).to_have_url(page.url.split("?")[0])
    expect(page.get_by_label("4110", exact=False)).to_be_focused()


@pytest.mark.browser
def test_what_if_works_without_javascript(world, visit):
    person, address = world
    page = visit(address, person, viewport=DESK, java_script_enabled=False)

    page.get_by_label("Add an occupation").fill("nurse")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#what-if input[type=range]")).to_have_count(3)


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_fit_the_window_and_shut_nobody_out(world, visit, barriers, size):
    person, address = world
    page = visit(address, person, viewport=size)

    for path in (address, "/houses/fjord/resilience/", "/houses/fjord/signals/", "/houses/fjord/settings/scenario/"):
        page.goto(page.url.split("/houses")[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        assert barriers(page) == [], path
