"""What lies where on the pages of a PDF, and in which order it is read aloud, as another program (poppler) sees it."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf

from portfolio.briefing.content import BOOK, BriefingContent

POINTS = 72 / 25.4  # to the millimetre
MARGIN = 18 * POINTS
FOOTER = 20 * POINTS  # high, at the foot of each page
DRAWN_LAST = ("/Figure", "/Lbl")  # tags of pictures and list marks
HEADING = 16  # points; a line this high is set in the size of a heading


@dataclass(frozen=True)
class Word:
    """A word and its box in points from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def is_inside(self, page: "Page") -> bool:
        """Whether the word lies within the margins."""
        return (
            self.left >= MARGIN - 1
            and self.right <= page.width - MARGIN + 1
            and self.top >= MARGIN - 3
            and self.bottom <= page.height - 8 * POINTS
        )


@dataclass(frozen=True)
class Page:
    """A page of words."""

    width: float
    height: float
    words: tuple[Word, ...]


def page_faults(pdf: bytes) -> list[str]:
    """What is wrong with the pages: blank ones, words outside the margins or on others, headings left alone."""
    return [f"page {number}: {fault}" for number, page in enumerate(pages_of(pdf), start=1) for fault in _faults(page)]


def _faults(page: Page) -> Iterator[str]:
    body = [word for word in page.words if word.bottom < page.height - FOOTER]
    if not body:
        yield "blank"
        return
    yield from (f"outside: {word.text}" for word in page.words if not word.is_inside(page))
    yield from (f"{one} on {other}" for one, other in overlapping(page.words))
    lowest = max(body, key=lambda word: word.bottom)
    if lowest.bottom - lowest.top >= HEADING:
        yield f"a heading alone at its foot: {lowest.text}"


def overlapping(words: tuple[Word, ...]) -> list[tuple[str, str]]:
    """Words that share more than slivers: accents and tight lines may touch."""
    found, above = [], []
    for other in sorted(words, key=lambda word: word.top):
        above = [one for one in above if one.bottom > other.top]
        for one in above:
            wide = min(one.right, other.right) - max(one.left, other.left)
            high = min(one.bottom, other.bottom) - max(one.top, other.top)
            if wide > 1.5 and high > 0.5 * min(one.bottom - one.top, other.bottom - other.top):
                found.append((one.text, other.text))
        above.append(other)
    return found


@cache
def pages_of(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a PDF with the boxes of their words."""
    return tuple(_pages(text_of(pdf, "-bbox")))


def text_of(pdf: bytes, *options: str) -> str:
    """The text as it is laid out, or what an option of pdftotext asks for."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode(errors="surrogatepass")  # so it writes an emoji of the title


def read_aloud(pdf: bytes) -> str:
    """The text above the footers in the order in which it is written, without any spaces; see `mixed_up_tags`."""
    return without_spaces(text_of(pdf, "-raw", "-r", "72", "-x", "0", "-y", "0", "-W", "596", "-H", "785"))


def mixed_up_tags(pdf: bytes) -> list[str]:
    """Pages whose tags, which a screen reader follows, are not in the order in which the text is written.

    Pictures and the marks of lists are drawn last, wherever their tags stand, and are left out.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        pages: dict[object, list[int]] = {}
        _gather(document.Root.StructTreeRoot.K, None, pages)
    return [f"tags of page object {page}" for page, marks in pages.items() if marks != sorted(marks)]


def _gather(node: Any, page: object, pages: dict[object, list[int]]) -> None:
    """Collect the numbers of marked text by page, in the order of the tags."""
    if isinstance(node, int):
        pages.setdefault(page, []).append(node)
    elif isinstance(node, pikepdf.Array):
        for child in node:
            _gather(child, page, pages)
    elif node.get("/S") not in DRAWN_LAST:
        page = node.Pg.objgen if "/Pg" in node else page
        if "/MCID" in node:
            _gather(int(node.MCID), page, pages)
        elif "/K" in node:
            _gather(node.K, page, pages)


def out_of_order(content: BriefingContent, spoken: str) -> str | None:
    """The first text of a briefing that does not come after the one before it; None when all are read in order."""
    place = 0
    for text in reading_order(content):
        wanted = without_spaces(text)
        if (found := spoken.find(wanted, place)) < 0:
            return text
        place = found + len(wanted)
    return None


def reading_order(content: BriefingContent) -> Iterator[str]:
    """All that a briefing says, in the order in which it should be read."""
    yield content.house
    yield content.overview
    if content.kind != BOOK:
        yield from _board_page(content)
    for section in content.sections:
        yield section.heading
        yield from section.sentences
        if section.table:
            yield from (cell for row in section.table.rows for cell in row)
    yield from (row.name for row in content.rows)
    for sheet in content.sheets:
        yield from (*sheet.reasons, sheet.name)
        yield from (sheet.summary, sheet.weakest)
        yield from (answer.answer for answer in sheet.answers)
        yield from (line.name for line in sheet.occupations)
        yield from (fact.text for fact in sheet.facts)
    yield from content.evidence.sentences
    yield content.evidence.history_head
    yield from (term.text for term in content.evidence.glossary)


def _board_page(content: BriefingContent) -> Iterator[str]:
    page = content.page_one
    for decision in page.decisions:
        yield from (decision.text, decision.consequence, decision.terms)
    yield from (*page.changes, page.standing)
    for item in page.attention:
        yield from (item.word, item.project, item.text)
    yield from (*page.learned, page.confidence, *page.certainty, *page.coming)
    for answer in page.questions:
        yield from (answer.question, answer.answer)


def without_spaces(text: str) -> str:
    """A text without any white space, so that breaks of lines do not matter."""
    return "".join(text.split())


def _pages(html: str) -> Iterator[Page]:
    for width, height, inside in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', html, re.DOTALL):
        found = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', inside, re.DOTALL
        )
        words = tuple(Word(unescape(text), *(float(edge) for edge in edges)) for *edges, text in found)
        yield Page(float(width), float(height), words)
