"""What nobody expects in a briefing: on page, mail and slide it is text in its place, never markup."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import html5lib
import pytest
from flask import Flask, g

from jobs.mail.message import Envelope, build_message
from jobs.mail.texts import write_letter
from portfolio.briefing.content import BriefingContent
from portfolio.charts.lettering import text_width
from portfolio.language import LANGUAGES, Language, as_language, speaking
from portfolio.models import House
from tests.briefing_house import APRIL, MARCH, a_content, a_month_later, a_sheet
from tests.briefing_sizes import HOSTILE, content_of, one
from web import slide
from web.reading import briefing_html

LONG_WORD = "\n".join(f"- Linje {line}: **vi** har brug for et svar om nattehjemmet" for line in range(1, 41))
CALM = ("Havnekøkkenet", "455554444444444")


def calm(language: Language) -> BriefingContent:
    """A month in which nothing changed."""
    sheets = [a_sheet(1, *CALM, work="5120", at=APRIL)]
    return a_month_later(language, sheets, sheets)


def everything_hostile(language: Language) -> BriefingContent:
    """Odd texts in every field of the house and its projects, and markup in all that a lead writes."""
    markup = HOSTILE[4]
    return replace(content_of("hostile", language), leads_word=markup, editor=markup, reason=markup, revision=markup)


ODD: dict[str, Callable[[Language], BriefingContent]] = {
    "everything hostile": everything_hostile,
    "nothing registered": lambda language: content_of("none", language),
    "never evaluated": lambda language: a_content(language, [a_sheet(1, "Natteboligen"), a_sheet(2, "Lagerbroen")]),
    "one point": lambda language: a_content(language, one()),
    "forty lines": lambda language: replace(a_content(language, one()), leads_word=LONG_WORD),
    "no change": calm,
}
ON_A_SLIDE = {**ODD, "two hundred": lambda language: content_of("two hundred", language)}
odd = pytest.mark.parametrize("case", ODD)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def app() -> Iterator[Flask]:
    """The pages without a database: a frozen briefing is shown from its content alone."""
    from portfolio.config import Settings
    from web import create_app

    made = create_app(Settings(data_folder="/nonexistent", database_url="sqlite://", secret_key="x"))
    with made.test_request_context("/houses/fjord/briefings/"):
        g.house = House(short_name="fjord", name="Fjordhuset")
        yield made
    made.extensions["innohus"]["engine"].dispose()


@odd
@in_both
def test_the_page_is_valid_and_shows_markup_as_text(app: Flask, case: str, language: Language):
    content = ODD[case](language)

    page = str(briefing_html(content))

    head = f'<!doctype html><html lang="{language}"><head><title>x</title></head><body>'
    parsed = html5lib.HTMLParser(strict=True).parse(f"{head}{page}</body></html>")
    names = {element.tag.rpartition("}")[2] for element in parsed.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "iframe", "object", "b"}
    assert all(not source.startswith("http") for source in _sources(parsed))
    text = "".join("".join(parsed.itertext()).split())
    assert all("".join(row.name.split()) in text for row in content.rows)


@pytest.mark.parametrize("case", ON_A_SLIDE)
@in_both
def test_the_slide_is_valid_and_nothing_runs_off_it(case: str, language: Language):
    content = ON_A_SLIDE[case](language)

    drawn = slide.slide_svg(content)

    assert bool(drawn) is bool(content.page_one.chart.points)
    if not drawn:
        return
    root = ET.fromstring(drawn)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "image", "foreignObject", "a"}
    own = [element for element in root if element.tag.endswith("}text")]
    assert len(own) > 3
    for element in own:
        size = float(element.attrib["font-size"])
        right = float(element.attrib["x"]) + text_width(element.text or "", size)
        assert right <= slide.WIDTH - slide.MARGIN + 1, element.text
        assert float(element.attrib["y"]) <= slide.HEIGHT - 8, element.text


@in_both
def test_the_slide_has_a_name_and_a_description_for_those_who_do_not_see_it(language: Language):
    content = content_of("thirteen", language)

    root = ET.fromstring(slide.slide_svg(content))

    assert (root.attrib["role"], root.attrib["lang"]) == ("img", language)
    told = [root.find(f"*[@id='{name}']") for name in root.attrib["aria-labelledby"].split()]
    assert told[0].text == content.page_one.chart.title
    assert told[1].text.startswith(content.page_one.chart.description)


def test_the_slide_with_everything_hostile_is_drawn_as_a_picture_too():
    assert slide.slide_png(content_of("hostile", "en")).startswith(b"\x89PNG")


@in_both
def test_the_mail_holds_hostile_texts_as_text_and_its_head_stays_its_own(language: Language):
    content = content_of("hostile", language)
    decisions = [decision.text for decision in content.page_one.decisions]
    facts = {
        "house": content.house,
        "period": content.period,
        "decision": "\n".join(decisions),
        "pages": 12,
        "reason": HOSTILE[2],
    }
    with speaking(as_language(language)):
        letter = write_letter("briefing", {**facts, "name": HOSTILE[1]})
    envelope = Envelope("key", "innohus@house.example", content.house, "a@house.example", HOSTILE[1], language, MARCH)

    message = build_message(envelope, letter)

    head = message.content.partition(b"\r\n\r\n")[0].decode("ascii")
    assert "\n" not in letter.subject
    assert max(len(line) for line in head.splitlines()) < 999
    assert decisions
    assert all(decision in letter.text for decision in decisions)


def test_a_projects_name_of_300_letters_is_whole_in_the_table_and_cut_in_sentences():
    content = content_of("hostile", "da")

    assert "W" * 300 in [row.name for row in content.rows]
    told = [*(item.text for item in content.page_one.decisions), *(item.project for item in content.page_one.attention)]
    assert all(len(text) < 400 for text in told)


def _sources(parsed: ET.Element) -> Iterator[str]:
    for element in parsed.iter():
        for name in ("src", "href"):
            if name in element.attrib:
                yield element.attrib[name]
