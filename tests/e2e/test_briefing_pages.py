"""Every page of the briefings, in both languages: axe finds nothing, and nothing scrolls sideways on a phone."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import Session

from portfolio.actions.briefings import freeze_briefing, plan_briefing, send_briefing
from portfolio.actions.decisions import DecisionInput, record_decision
from portfolio.actions.drafts import open_draft
from portfolio.language import LANGUAGES, Language
from portfolio.models import Outcome, Person, Sending
from portfolio.rounds.visibility import Role
from tests.briefing_beside import much_beside
from tests.briefing_house import a_content, thirteen
from tests.factories import NOON, a_house, a_member, a_project

pytestmark = pytest.mark.browser
LOCALES = {"da": "da-DK", "en": "en-GB"}
LEADS = (
    "briefings/",
    "briefings/{id}",
    "briefings/2027-04/draft",
    "briefings/2027-03/2/send",
    "briefings/2027-03/2/hold",
    "briefings/2027-03/revise",
    "decisions/",
    "decisions/2027-03",
    "decisions/2027-03/new",
    "decisions/{decision}/done",
    "book/",
    "settings/logo/",
    "briefings/2030-01/draft",
)
READERS = ("briefings/", "briefings/{id}", "decisions/", "book/", "briefings/{nowhere}", "briefings/2027-04/draft")
REFUSED = {"briefings/2030-01/draft": 404, "briefings/{nowhere}": 404}  # page → status
REFUSED_READERS = {**REFUSED, "briefings/2027-04/draft": 403}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def story(session: Session, language: Language) -> tuple[Person, Person, dict[str, object]]:
    """A lead and a board member of a house with a sent briefing, a corrected one that waits, a draft and a decision."""
    house = a_house(session, short_name="fjord", name="Fjordhuset", language=language, sending=Sending.AFTER_APPROVAL)
    lead, viewer = a_member(session, house, Role.LEAD, language=language)
    reader, _viewer = a_member(session, house, Role.BOARD_MEMBER, language=language)
    a_project(session, house, name="Natteboligen")
    sheets = thirteen()
    content = a_content(language, sheets, beside=much_beside(sheets[8].project, sheets[9].project))
    stored = replace(content, leads_word="Vi **skal** svare.\n\n- Ét\n- To", pages=9).as_dict()
    for revision in (1, 2):
        [briefing] = plan_briefing(session, house, "2027-03", at=NOON, revision=revision)
        freeze_briefing(session, briefing, stored, b"%PDF-1.7", at=NOON)
        if revision == 1:
            send_briefing(session, house, "2027-03", 1, at=NOON)
            sent = briefing.id
    given = DecisionInput(text="Natteboligen skærmes", outcome=Outcome.ADOPTED, decided_on=date(2027, 3, 2), asked=1)
    decision = record_decision(session, viewer, house, "2027-03", given, at=NOON, today=NOON.date())
    open_draft(session, house, "2027-04", at=NOON)
    session.commit()
    return lead, reader, {"id": sent, "decision": decision.id, "nowhere": decision.id}


def test_no_page_of_the_briefings_shuts_anyone_out_or_overflows(
    visit: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    story: tuple[Person, Person, dict[str, object]],
    language: Language,
    engine: Engine,
):
    lead, reader, ids = story
    for person, paths, refused in ((lead, LEADS, REFUSED), (reader, READERS, REFUSED_READERS)):
        page = visit("/houses/fjord/briefings/", person, locale=LOCALES[language])
        for path in paths:
            response = page.goto(page.url.split("/houses/")[0] + "/houses/fjord/" + path.format(**ids))
            assert response is not None
            assert response.status == refused.get(path, 200), path
            assert barriers(page) == [], path
            page.set_viewport_size({"width": 360, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            shoot(page, f"{path}-{language}-{'lead' if person is lead else 'reader'}")


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("BRF_SHOTS"):
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name.replace('/', '_')}-{width}.png", full_page=True)
