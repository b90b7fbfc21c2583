"""Flows and a bond tried in a browser, in Danish: on a phone, and on a desk without scripts."""

from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member


def a_board_member(session):
    person, _viewer = a_member(session, a_house(session, short_name="fjord"), Role.BOARD_MEMBER, language="da")
    session.commit()
    return person


def test_a_board_member_tries_flows_and_a_bond_on_a_phone(session, visit, barriers):
    page = visit("/houses/fjord/returns/", a_board_member(session), viewport={"width": 360, "height": 800})
    assert barriers(page) == []

    page.locator("[name=hazard]").fill("10")
    page.get_by_role("button", name="Beregn").click()
    expect(page.locator(".figure-strip")).to_contain_text("-3,7")
    assert barriers(page) == []

    page.get_by_role("link", name="En social obligation").click()
    page.get_by_role("button", name="Simulér").click()
    expect(page.get_by_role("heading", name="Hvem bærer teknologirisikoen")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_it_works_without_scripts_and_hands_out_a_file(session, visit):
    page = visit("/houses/fjord/returns/bond", a_board_member(session), java_script_enabled=False)

    page.get_by_role("button", name="Simulér").click()
    expect(page.locator(".figure-strip")).to_contain_text("mio. kr.")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tag med som Excel").click()

    assert saved.value.suggested_filename.endswith(".xlsx")
