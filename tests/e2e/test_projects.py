"""Portfolio and projects in a real browser: found, registered by keyboard, moved and undone, and open to everybody."""

import re

import pytest
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project
from tests.integration.test_attention import evaluated

FULL = {"horizon_year": 2037, "occupations": {"8344": 6000, "9112": 4000}, "budget_minor": 450_000_000}
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1440, "height": 900}


@pytest.fixture
def lead(session):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, _viewer = a_member(session, house, Role.LEAD, name="Anne Sørensen", language="en")
    project = a_project(session, house, name="Lagerbroen", **FULL)
    evaluated(session, project, decoupling=1)
    a_project(session, house, name="Å" * 300)
    session.commit()
    return person


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_fit_the_window_and_shut_nobody_out(lead, visit, barriers, size):
    page = visit("/houses/fjord/projects/", lead, viewport=size)
    addresses = [
        "/houses/fjord/projects/",
        page.locator("tbody th a").first.get_attribute("href"),
        "/houses/fjord/projects/new",
    ]

    for address in addresses:
        page.goto(page.url.split("/houses")[0] + address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
        assert barriers(page) == [], address


@pytest.mark.browser
def test_a_mark_in_the_picture_leads_to_its_project(lead, visit):
    page = visit("/houses/fjord/projects/", lead, viewport=DESK)

    page.locator(".picture-wide a").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Lagerbroen")


@pytest.mark.browser
def test_the_table_follows_what_is_typed_and_the_address_keeps_it(lead, visit):
    page = visit("/houses/fjord/projects/", lead, viewport=DESK)

    page.get_by_label("Search").press_sequentially("lager")

    expect(page.locator("#projects tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=lager"))
    page.reload()
    expect(page.locator("#projects tbody tr")).to_have_count(1)


@pytest.mark.browser
def test_a_project_is_registered_by_keyboard_with_occupations_found_while_typing(lead, visit):
    page = visit("/houses/fjord/projects/new", lead, viewport=DESK)

    page.get_by_label("Name", exact=True).first.fill("Havneskolen")
    words = page.get_by_role("combobox", name="Find an occupation")
    words.press_sequentially("truck")
    expect(page.locator("#occupation-matches").get_by_role("option").first).to_be_visible()
    words.press("ArrowDown")
    words.press("Enter")
    page.keyboard.type("60")
    expect(page.locator("#share-sum")).to_have_text("60")
    expect(page.locator("#share-advice")).to_be_visible()
    words.press_sequentially("rengøring")
    page.locator("#occupation-matches").get_by_role("option").first.click()
    page.keyboard.type("40")
    expect(page.locator("#share-sum")).to_have_text("100")
    expect(page.locator("#share-advice")).to_be_hidden()
    page.get_by_label("Horizon").fill("2037")
    page.get_by_role("button", name="Add a partner").click()
    page.keyboard.type("Kirkens Korshær")
    page.get_by_role("button", name="Register the project").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Havneskolen")
    expect(page.locator(".work-table tbody tr")).to_have_count(2)
    expect(page.get_by_text("Kirkens Korshær")).to_be_visible()


@pytest.mark.browser
def test_a_project_is_registered_without_javascript(lead, visit):
    page = visit("/houses/fjord/projects/new", lead, viewport=DESK, java_script_enabled=False)

    page.get_by_label("Name", exact=True).first.fill("Havneskolen")
    page.get_by_label("Find an occupation").fill("truck")
    page.get_by_label("Find an occupation").press("Enter")
    page.locator(".match-list button").first.click()
    expect(page.locator("input[name=occupations-share]")).to_have_value("100")
    page.get_by_role("button", name="Add a stop criterion").click()
    expect(page.locator("input[name=stop_criteria-text]")).to_have_count(2)
    page.get_by_role("button", name="Register the project").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Havneskolen")


@pytest.mark.browser
def test_a_move_is_one_click_and_so_is_its_undoing(lead, visit):
    page = visit("/houses/fjord/projects/", lead, viewport=DESK)
    page.get_by_role("row", name="Lagerbroen").get_by_role("link").click()

    page.get_by_role("button", name="Move to: Trying").click()
    expect(page.locator(".stage.is-current")).to_have_text("Trying")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".stage.is-current")).to_have_text("Idea")
