"""Signing in, members, settings and the frame of every page, in a real browser."""

import re

import pytest
from argon2 import PasswordHasher
from passlib.totp import TOTP
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member

pytestmark = pytest.mark.browser

PASSWORD = "fjordens kolde vand"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
STRANGERS_PAGES = ("/sign-in", "/password/forgotten", "/password/x", "/nowhere")
LEADS_PAGES = (
    "/houses/",
    "/houses/new",
    "/houses/fjord/members/",
    "/houses/fjord/members/new",
    "/houses/fjord/settings/",
    "/profile/",
    "/profile/password",
)


@pytest.fixture
def lead(session):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    digest = PasswordHasher().hash(PASSWORD)
    person, _viewer = a_member(
        session, house, Role.LEAD, Role.ADMINISTRATOR, email="mette@example.org", name="Mette Lund", password=digest
    )
    a_member(session, house, Role.EVALUATOR, name="Jonas Bak", organisation="Frivilligcentret", language="en")
    session.commit()
    return person


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("locale", ["da-DK", "en-GB"])
def test_no_page_of_the_frame_shuts_anyone_out_or_overflows(visit, site, lead, barriers, viewport, locale):
    for person, paths in ((None, STRANGERS_PAGES), (lead, LEADS_PAGES)):
        page = visit(paths[0], person, viewport=viewport, locale=locale)
        for path in paths:
            answer = page.goto(site + path)

            assert answer.ok or path in ("/nowhere", "/password/x"), path
            assert barriers(page) == [], path
            assert overflow(page) <= 0, path
        if person is None:
            assert page.locator("html").get_attribute("lang") == locale[:2]


def test_a_lead_signs_in_with_a_telephone_and_later_with_its_code(visit, site, lead, clock):
    page = visit("/houses/fjord/settings/", locale="en-GB")
    page.get_by_label("Mail address").fill("mette@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    key = page.locator(".key").inner_text().replace("-", "")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    page.get_by_label("Code from the app").fill(TOTP(key=key).generate(time=clock()).token)
    page.get_by_role("button", name="Finish").click()

    assert page.locator(".codes code").count() == 8
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/houses/fjord/settings/$"))
    page.locator(".person-menu summary").click()
    page.locator(".person-menu button").click()
    clock.move(minutes=5)
    page.locator("input[type=email]").fill("mette@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("#code").fill(TOTP(key=key).generate(time=clock()).token)
    page.locator("main button[type=submit]").click()
    page.goto(site + "/profile/")
    expect(page.locator("#name")).to_have_value("Mette Lund")


def test_the_keyboard_skips_to_the_content(visit, lead):
    page = visit("/houses/fjord/members/", lead)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_everything_works_without_javascript(visit, lead):
    page = visit("/houses/fjord/members/new", lead, java_script_enabled=False, viewport=PHONE)
    page.locator("#name").fill("Åse Aagaard")
    page.locator("#email").fill("aase@example.org")
    page.locator("label[for=role-1]").click()
    page.locator("main button[type=submit]").click()

    expect(page.get_by_text("aase@example.org")).to_be_visible()
    page.locator(".drawer summary").click()
    expect(page.locator(".drawer nav a").first).to_be_visible()


def test_the_first_wrong_field_is_a_click_away(visit, lead):
    page = visit("/houses/fjord/members/new", lead, viewport=PHONE)
    page.locator("main button[type=submit]").click()

    page.locator(".error-summary a").first.click()

    assert page.evaluate("document.activeElement.id") == "name"
