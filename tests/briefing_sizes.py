"""Briefings of every size a house can have, and one in which everything is hostile."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from functools import cache

from portfolio.briefing.book import put_book_together
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.parts import Logo
from portfolio.frames.indigo import read_indigo
from portfolio.language import Language, speaking
from portfolio.logo import normalised_logo
from portfolio.queries.projects import ProjectSheet
from tests.briefing_house import a_content, a_month_later, a_sheet, material, the_house, thirteen
from tests.logos import a_picture, an_svg
from tests.material import INDIGO

LEVELS = ("445554421232333", "333333333333333", "233223343333444", "544454455554444")
HOSTILE = (
    "W" * 300,
    "מיזם חברתי לדיור " * 8,
    "مشروع اجتماعي للسكن",
    "🚀🧑‍🚒 Natteboligen 🏠",
    "<script>alert('x')</script><img src=http://example.org/x.png>",
    "Ord " * 70,
    '=HYPERLINK("http://example.org")',
    "Ŵ𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ☃ ẞ ﷽ \u0301\u0302\u0303",
    "https://example.org/" + "sti/" * 60,
)


def one() -> list[ProjectSheet]:
    return [a_sheet(1, "Natteboligen", "445554421232333", work="5322")]


def many(count: int) -> list[ProjectSheet]:
    """A house of many projects, a fourth of which need a sheet."""
    return [
        a_sheet(number, f"Projekt {number} i Havblik", LEVELS[number % 4], work="5322", closed_on=date(2027, 1, 15))
        for number in range(1, count + 1)
    ]


def real_thirteen() -> list[ProjectSheet]:
    """The Danish impact bonds of INDIGO with their long names and texts; their scores are invented here."""
    readings = read_indigo(INDIGO, country="DK", today=date(2027, 3, 3)).readings
    kept = ("name", "summary", "target_group", "stage", "budget_minor", "currency")
    return [
        a_sheet(
            number,
            levels=None if number == 5 else LEVELS[number % 4],
            work="5322" if number % 3 else None,
            **{name: reading.facts[name] for name in kept if name in reading.facts},
        )
        for number, reading in enumerate(readings, start=1)
    ]


def hostile() -> list[ProjectSheet]:
    """Every odd text in every field, scored so that each is on the board page, in the table and on a sheet."""
    return [
        a_sheet(
            number,
            text[:300],
            "445554421232333",
            work="5322",
            summary=text[:500],
            target_group=text,
            solutions_in_five_years=f"{text}\n\n" * 6,
            people_in_five_years=text,
            budget_minor=10**15,
        )
        for number, text in enumerate(HOSTILE, start=1)
    ]


def never_evaluated() -> list[ProjectSheet]:
    """A house that has registered projects and evaluated none."""
    return [a_sheet(number, f"Projekt {number} i Havblik", levels=None) for number in range(1, 4)]


SIZES: dict[str, Callable[[], list[ProjectSheet]]] = {
    "none": list,
    "one": one,
    "never evaluated": never_evaluated,
    "nothing new": thirteen,
    "thirteen": thirteen,
    "real thirteen": real_thirteen,
    "forty": lambda: many(40),
    "two hundred": lambda: many(200),
    "hostile": hostile,
}


@cache
def content_of(size: str, language: Language) -> BriefingContent:
    """What the briefing of a house of a size says."""
    if size == "hostile":
        house = the_house(
            name="<b>Hus</b> & 🏠 " * 20, solutions_in_five_years=HOSTILE[4], people_in_five_years=HOSTILE[1]
        )
        return a_content(
            language, hostile(), house=house, house_leads=[HOSTILE[3]], logo=a_logo(a_picture(size=(90, 600)))
        )
    if size == "nothing new":
        return a_month_later(language, thirteen(), thirteen())
    return a_content(language, SIZES[size](), logo=a_logo(an_svg()) if size == "one" else None)


def a_logo(picture: bytes) -> Logo:
    """A house's logo as a briefing keeps it."""
    kept = normalised_logo(picture)
    return Logo(text="A green square", sha256=hashlib.sha256(kept).hexdigest(), png=b64encode(kept).decode())


@cache
def book_of(language: Language) -> BriefingContent:
    """The project book of the thirteen."""
    with speaking(language):
        read = material(thirteen())
    return put_book_together(read, "2027-03", language)
