"""The PDF: accessible and archivable, nothing cut off or blank, the same bytes for the same content."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from jobs.briefings import rendering
from jobs.briefings.figures import attached_tables
from jobs.briefings.fonts import find_faces, missing_fonts
from jobs.briefings.rendering import RenderingError, render
from portfolio.briefing.book import put_book_together
from portfolio.briefing.problems import Problem
from portfolio.language import LANGUAGES, Language, speaking
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from tests.briefing_house import a_content, a_sheet, material, the_house, thirteen

POINTS = 72 / 25.4  # to the millimetre
MARGIN = 18 * POINTS
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


def many(count: int) -> list[ProjectSheet]:
    """A house of many projects, a fourth of which need a sheet."""
    levels = ("445554421232333", "333333333333333", "233223343333444", "544454455554444")
    return [
        a_sheet(number, f"Projekt {number} i Havblik", levels[number % 4], work="5322", closed_on=date(2027, 1, 15))
        for number in range(1, count + 1)
    ]


SIZES: dict[str, Callable[[], list[ProjectSheet]]] = {
    "none": list,
    "one": lambda: [a_sheet(1, "Natteboligen", "445554421232333", work="5322")],
    "thirteen": thirteen,
    "forty": lambda: many(40),
    "two hundred": lambda: many(200),
    "hostile": hostile,
}


def book(language: Language) -> bytes:
    """The project book of the thirteen."""
    with speaking(language):
        read = material(thirteen())
    return render(put_book_together(read, "2027-03", language)).pdf


EVERY: tuple[tuple[str, Language], ...] = (
    ("none", "en"),
    ("one", "da"),
    ("thirteen", "da"),
    ("thirteen", "en"),
    ("forty", "en"),
    ("two hundred", "da"),
    ("hostile", "da"),
)
every = pytest.mark.parametrize(("size", "language"), EVERY)


@cache
def printed(size: str, language: Language) -> bytes:
    return render(a_content(language, SIZES[size]())).pdf


@pytest.mark.pdf
@every
def test_it_complies_with_the_accessibility_and_the_archive_standard(
    pdf_failures: Callable[..., object], size: str, language: Language
):
    assert pdf_failures(printed(size, language), "ua1") == {}
    assert pdf_failures(printed(size, language), "3a") == {}


@pytest.mark.pdf
def test_the_check_fails_when_a_picture_has_no_words(pdf_failures: Callable[..., object]):
    with pikepdf.open(BytesIO(printed("thirteen", "da"))) as document:
        figures = [item for item in document.objects if _is_figure(item)]
        for figure in figures:
            del figure["/Alt"]
        spoilt = BytesIO()
        document.save(spoilt)

    assert figures
    assert pdf_failures(spoilt.getvalue(), "ua1")


@pytest.mark.pdf
def test_the_project_book_has_a_sheet_for_every_project_and_complies_too(pdf_failures: Callable[..., object]):
    pdf = book("da")

    assert pdf_failures(pdf, "ua1") == {}
    assert pdf_failures(pdf, "3a") == {}
    text = text_of(pdf)
    assert all(text.count(sheet.project.name) >= 2 for sheet in thirteen())  # in the table and on a sheet


def test_pages_that_lack_a_sheet_are_told():
    from jobs.briefings.geometry import find_problems

    assert find_problems([], sheets=1, board_page=False) == (Problem.SHORT,)
    assert find_problems([], sheets=0, board_page=True) == (Problem.SHORT,)
    assert find_problems([], sheets=0, board_page=False) == ()


def test_the_same_content_gives_the_same_bytes():
    first = printed("thirteen", "da")

    assert render(a_content("da", thirteen())).pdf == first


@every
def test_every_word_lies_inside_the_margins_and_none_on_another(size: str, language: Language):
    for number, page in enumerate(pages_of(printed(size, language)), start=1):
        assert page.words, f"page {number} is blank"
        outside = [word for word in page.words if not word.is_inside(page)]
        assert outside == [], f"page {number}"
        assert overlapping(page.words) == [], f"page {number}"


@every
def test_no_heading_stands_alone_at_the_foot_of_a_page(size: str, language: Language):
    """The last line above the footer is never set in the size of a heading."""
    for page in pages_of(printed(size, language)):
        body = [word for word in page.words if word.bottom < page.height - 20 * POINTS]
        lowest = max(body, key=lambda word: word.bottom)
        assert lowest.bottom - lowest.top < 16, lowest


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_and_language_are_set_and_the_figures_travel_along(language: Language):
    content = a_content(language)
    with pikepdf.open(BytesIO(printed("thirteen", language))) as document:
        assert str(document.Root.Lang) == language
        assert str(document.docinfo["/Title"]) == content.title
        assert document.Root.ViewerPreferences.DisplayDocTitle
        tables = [
            document.attachments[f"{name}-{content.period}.csv"].get_file().read_bytes().decode("utf-8-sig")
            for name in content.attached
        ]

    assert tables == list(attached_tables(content).values())
    assert len(tables[0].splitlines()) == 1 + len(content.rows)


def test_the_table_of_figures_cannot_run_in_a_spreadsheet():
    with pikepdf.open(BytesIO(printed("hostile", "da"))) as document:
        table = document.attachments["figures-2027-03.csv"].get_file().read_bytes().decode("utf-8-sig")

    assert "'=HYPERLINK" in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_thirteen_projects_are_read_in_order_and_the_evidence_is_printed(language: Language):
    pdf, content = printed("thirteen", language), a_content(language)
    whole = text_of(pdf)
    with speaking(language):
        table = whole[whole.index(_("All projects")) :]

    places = [table.index(sheet.project.name) for sheet in thirteen()]
    assert places == sorted(places)
    text = whole
    assert content.evidence.history_head in "".join(text.split())
    pages = len(pages_of(pdf))
    assert len(re.findall(rf"\d+\s*/\s*{pages}\b", text)) == pages
    assert text.count(content.evidence.head_start) >= pages


def test_the_board_page_steps_down_in_size_before_it_is_held():
    crowded = a_content("da", hostile())

    assert render(crowded).pages > 2


def test_a_lead_s_word_of_forty_lines_is_held_with_the_reason():
    content = replace(a_content("da"), leads_word="En linje fra lederen, som fylder.\n" * 40 + "Ord " * 600)

    with pytest.raises(RenderingError) as held:
        render(content)

    assert held.value.problems == (Problem.OVERFULL,)


def test_a_rendering_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rendering, "TIME_LIMIT", 0.05)

    with pytest.raises(RenderingError) as ended:
        render(a_content("da"))

    assert ended.value.problems == (Problem.TOO_SLOW,)


def test_a_house_s_name_of_300_letters_still_fits():
    assert render(a_content("da", house=the_house(name="Fjordhuset " * 27))).pages > 2


def test_without_the_typeface_the_doctor_says_so(tmp_path: Path):
    assert missing_fonts() is None
    assert find_faces(tmp_path) == ()
    assert str(tmp_path) in str(missing_fonts(tmp_path))


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def is_inside(self, page: "Page") -> bool:
        return (
            self.left >= MARGIN - 1
            and self.right <= page.width - MARGIN + 1
            and self.top >= MARGIN - 3
            and self.bottom <= page.height - 8 * POINTS
        )


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]


@cache
def pages_of(pdf: bytes) -> tuple[Page, ...]:
    html = _pdftotext(pdf, "-bbox")
    return tuple(_pages(html))


def text_of(pdf: bytes, *options: str) -> str:
    return _pdftotext(pdf, *options)


def overlapping(words: tuple[Word, ...]) -> list[tuple[str, str]]:
    """Words that share more than slivers: accents and tight lines may touch."""
    found = []
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            wide = min(one.right, other.right) - max(one.left, other.left)
            high = min(one.bottom, other.bottom) - max(one.top, other.top)
            if wide > 1.5 and high > 0.5 * min(one.bottom - one.top, other.bottom - other.top):
                found.append((one.text, other.text))
    return found


def _pages(html: str) -> Iterator[Page]:
    for width, height, inside in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', html, re.S):
        found = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', inside, re.S
        )
        words = tuple(Word(unescape(text), *(float(edge) for edge in edges)) for *edges, text in found)
        yield Page(float(width), float(height), words)


def _pdftotext(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def _is_figure(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure" and "/Alt" in item
