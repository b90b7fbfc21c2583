"""A month of the board's briefing in a real browser: draft, word, preview, approval, sending, decision, next month."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session

from jobs.context import Context
from jobs.tasks.briefings import make_briefings
from jobs.tasks.drafts import lay_out_proofs, open_drafts
from portfolio.actions.logos import set_logo
from portfolio.config import Settings
from portfolio.models import Person, Sending
from portfolio.rounds.visibility import Role
from tests.briefing_sizes import content_of
from tests.factories import a_house, a_member, a_project
from tests.integration.conftest import MovableClock
from tests.logos import an_svg
from tests.mail_server import Postbox, a_mail_server
from tests.outbox import send, with_server
from web.slide import slide_svg

pytestmark = [pytest.mark.browser, pytest.mark.pdf]
DRAFT = datetime(2027, 3, 25, 7, 5, tzinfo=UTC)
DUE = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)
MEETING = datetime(2027, 4, 8, 14, 0, tzinfo=UTC)
NEXT = datetime(2027, 5, 1, 6, 0, tzinfo=UTC)
Visit = Callable[..., Page]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def context(engine: Engine, settings: Settings, clock: MovableClock, postbox: Postbox) -> Iterator[Context]:
    """The jobs, with a real mail server to talk to."""
    with a_mail_server(postbox) as port:
        yield with_server(Context(engine, settings, clock), port)


@pytest.fixture
def people(session: Session) -> tuple[Person, Person]:
    """The lead and a board member of a house that approves its briefings, with a project that was evaluated."""
    house = a_house(session, short_name="fjord", name="Fjordhuset", language="en", sending=Sending.AFTER_APPROVAL)
    lead, viewer = a_member(session, house, Role.LEAD, language="en", name="Karla Vestergård")
    set_logo(session, viewer, house, content=an_svg(), text="A green bridge", at=DRAFT)
    reader, _viewer = a_member(session, house, Role.BOARD_MEMBER, language="en")
    a_project(session, house, name="Natteboligen")
    a_project(session, house, name="Lagerbroen")
    session.commit()
    return lead, reader


def test_from_the_draft_to_the_next_month(
    visit: Visit,
    people: tuple[Person, Person],
    context: Context,
    clock: MovableClock,
    postbox: Postbox,
    barriers: Callable[[Page], list[str]],
):
    lead, reader = people
    clock.moment = DRAFT
    open_drafts(context, DRAFT)
    page = visit("/houses/fjord/briefings/", lead, locale="en-GB")

    page.get_by_role("link", name="Write your word and look at the draft").click()
    expect(page.get_by_role("listitem").filter(has_text="Never evaluated")).to_be_visible()
    expect(page.get_by_text("The paper is being laid out")).to_be_visible()
    lay_out_proofs(context, clock())
    expect(page.get_by_role("link", name="Open the draft as PDF")).to_be_visible()
    word = page.get_by_label("Your word to the board, in English")
    word.fill("We **need** an answer about the night home. <b>No</b> markup.")
    preview = page.locator("#preview .leads-word")
    expect(preview.locator("strong")).to_have_text("need")
    expect(preview).to_contain_text("<b>No</b> markup")
    shoot(page, "draft")
    assert barriers(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your word is saved")).to_be_visible()
    page.get_by_role("button", name="Approve the briefing").click()
    expect(page.get_by_text("is approved and goes out on 1 April 2027")).to_be_visible()
    expect(page.get_by_text("Draft, approved")).to_be_visible()

    clock.moment = DUE
    make_briefings(context, DUE)
    send(context)
    assert postbox.recipients == [lead.email, reader.email]  # the draft's mail, and the briefing
    paper = text_of_pdf(postbox.taken[-1])
    assert "We need an answer about the night home. <b>No</b> markup." in paper
    assert "Decisions from earlier meetings" not in paper

    clock.moment = MEETING
    page = visit("/houses/fjord/briefings/", lead, locale="en-GB")
    page.get_by_role("link", name="Decisions of the meeting").click()
    page.get_by_role("link", name="Record what the board decided").first.click()
    page.get_by_label("Who acts").fill("Karla Vestergård")
    page.get_by_label("Dissent").fill("Ingrid wanted to wait")
    shoot(page, "decision")
    assert barriers(page) == []
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Dissent: Ingrid wanted to wait")).to_be_visible()
    shoot(page, "decisions")

    clock.moment = NEXT
    make_briefings(context, NEXT)
    page = visit("/houses/fjord/briefings/", lead, locale="en-GB")
    page.get_by_role("link", name="Send the briefing").click()
    page.get_by_role("button", name="Send now").click()
    send(context)
    assert postbox.recipients[2:] == [lead.email, reader.email]  # it waited for the lead, and was sent
    paper = text_of_pdf(postbox.taken[-1])
    assert "One decision is still open." in paper
    assert "Dissent: Ingrid wanted to wait." in paper
    page = visit("/houses/fjord/briefings/", reader, locale="en-GB")
    shoot(page, "archive")
    page.get_by_role("link", name="Read").first.click()
    earlier = page.locator("#earlier")
    expect(earlier).to_contain_text("One decision is still open.")
    expect(earlier).to_contain_text("Dissent: Ingrid wanted to wait.")
    shoot(page, "reading")
    expect(page.locator("article").get_by_role("img", name="A green bridge")).to_be_visible()
    assert barriers(page) == []
    slide = page.context.new_page()
    drawn = slide_svg(content_of("thirteen", "en")).decode()
    slide.set_content(f"<!doctype html><html lang=en><title>Slide</title><main><h1>Slide</h1>{drawn}</main>")
    assert barriers(slide) == []


def text_of_pdf(mail: EmailMessage) -> str:
    """Return what a board member reads in the paper that a mail brought."""
    (pdf,) = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=pdf.get_content(), stdout=subprocess.PIPE, check=True)
    return " ".join(done.stdout.decode().split())


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("BRF_SHOTS"):
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
