"""Occupations in a real browser: found from a project, switched studies, and the doubling picture that moves."""

from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project


def test_a_lead_reads_what_the_studies_say_and_moves_the_doubling_picture(session, visit, barriers):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, _viewer = a_member(session, house, Role.LEAD, name="Mette Leder", language="en")
    project = a_project(session, house, name="Lagerbroen", horizon_year=2040, occupations={"8344": 10_000})
    session.commit()

    page = visit(f"/houses/fjord/projects/{project.id}", person, locale="en-GB")
    page.get_by_role("link", name="Lifting truck operators").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lifting truck operators")
    expect(page.get_by_text("The studies disagree strongly.")).to_be_visible()
    expect(page.get_by_role("link", name="Lagerbroen")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("link", name="← Occupations").click()
    page.get_by_label("Find an occupation").press_sequentially("trukfører")
    expect(page.get_by_role("link", name="Lifting truck operators")).to_be_visible()
    page.get_by_role("link", name="Lifting truck operators").click()

    page.get_by_role("link", name="The studies and their licences").click()
    page.get_by_label("Frey–Osborne").uncheck()
    page.get_by_role("button", name="Keep the choice").click()
    expect(page.get_by_label("Frey–Osborne")).not_to_be_checked()
    assert barriers(page) == []

    page.goto(page.url.replace("occupations/studies", "track-record/"))
    expect(page.get_by_role("row", name="Frey–Osborne 2013")).to_have_count(0)
    slider = page.get_by_label("Steps taken")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("#doubling-words")).to_contain_text("26.8 times round the Earth")
    expect(page.locator(".doubling-column.is-reached")).to_have_count(30)
    page.keyboard.press("Home")
    expect(page.locator(".doubling-column.is-reached")).to_have_count(0)
    assert barriers(page) == []
