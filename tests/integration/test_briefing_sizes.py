"""Houses of every size: accessible, archivable, nothing cut off or in the wrong order.

The whole of sizes and languages is `python -m tools.briefing_sizes`; here the largest are looked at in one language
each, because their pages are the same boxes with other words.
"""

from base64 import b64decode
from collections.abc import Callable, Sequence
from io import BytesIO

import pikepdf
import pytest
from _pytest.mark import ParameterSet
from PIL import Image

from jobs.briefings.rendering import render
from portfolio.language import Language
from tests.briefing_sizes import book_of, content_of
from tests.material import INDIGO, needs
from tests.pdf_pages import (
    Page,
    Word,
    mixed_up_tags,
    out_of_order,
    overlapping,
    page_faults,
    pages_of,
    read_aloud,
    reading_order,
)
from tests.printing import Printer

LOOKED_AT: tuple[tuple[str, Language], ...] = (
    ("none", "da"),
    ("none", "en"),
    ("one", "da"),
    ("one", "en"),
    ("never evaluated", "da"),
    ("nothing new", "en"),
    ("thirteen", "da"),
    ("thirteen", "en"),
    ("real thirteen", "da"),
    ("forty", "en"),
    ("two hundred", "da"),
    ("hostile", "da"),
)


def _of(sizes: Sequence[tuple[str, Language]]) -> tuple[tuple[str, str], list[ParameterSet]]:
    skipped = {"real thirteen": needs(INDIGO)}
    return ("size", "language"), [pytest.param(*one, marks=skipped.get(one[0], ())) for one in sizes]


looked_at = pytest.mark.parametrize(*_of(LOOKED_AT))

# The hostile one's letters that no font has are set as question marks.
in_order = pytest.mark.parametrize(*_of([one for one in LOOKED_AT if one[0] != "hostile"]))


@pytest.mark.timeout(900)  # seven hundred pages
@pytest.mark.pdf
def test_all_comply_with_the_accessibility_and_the_archive_standard(
    printed: Printer, pdf_failures: Callable[..., object]
):
    there = [(size, language) for size, language in LOOKED_AT if size != "real thirteen" or INDIGO.is_dir()]
    pdfs = {one: printed(content_of(*one)) for one in there} | {"book": printed(book_of("da"))}

    found = {(one, profile): pdf_failures(pdf, profile) for one, pdf in pdfs.items() for profile in ("ua1", "3a")}

    assert {one: failures for one, failures in found.items() if failures} == {}


@pytest.mark.pdf
def test_the_check_fails_when_a_picture_has_no_words(printed: Printer, pdf_failures: Callable[..., object]):
    with pikepdf.open(BytesIO(printed(content_of("one", "da")))) as document:
        figures = [item for item in document.objects if _is_figure(item)]
        for figure in figures:
            del figure["/Alt"]
        spoilt = BytesIO()
        document.save(spoilt)

    assert figures
    assert pdf_failures(spoilt.getvalue(), "ua1")


@pytest.mark.parametrize("size", ["one", "hostile"])
def test_the_logo_is_on_page_one_dot_for_dot(printed: Printer, size: str):
    content = content_of(size, "da")

    with pikepdf.open(BytesIO(printed(content))) as document:
        (stored,) = document.pages[0].get_images().values()
        shown = pikepdf.PdfImage(stored).as_pil_image().convert("RGB")

    assert content.logo is not None
    kept = Image.open(BytesIO(b64decode(content.logo.png))).convert("RGB")
    assert len(set(kept.tobytes())) > 1
    assert (shown.size, shown.tobytes()) == (kept.size, kept.tobytes())


def test_the_table_of_thirteen_projects_stands_on_one_page(printed: Printer):
    content = content_of("thirteen", "en")
    pages = pages_of(printed(content))

    (whole,) = [page for page in pages if "All projects" in " ".join(word.text for word in page.words)]

    said = " ".join(word.text for word in whole.words)
    assert [row.name for row in content.rows if row.name not in said] == []


@looked_at
def test_no_word_is_cut_off_or_on_another_and_no_heading_alone(printed: Printer, size: str, language: Language):
    assert page_faults(printed(content_of(size, language))) == []


@looked_at
def test_its_tags_stand_in_the_order_of_its_text(printed: Printer, size: str, language: Language):
    assert mixed_up_tags(printed(content_of(size, language))) == []


def test_tags_that_are_mixed_up_are_found(printed: Printer):
    with pikepdf.open(BytesIO(printed(content_of("none", "en")))) as document:
        tables = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and _has_children(item)]
        for item in tables:
            item.K = pikepdf.Array(reversed(list(item.K)))
        spoilt = BytesIO()
        document.save(spoilt)

    assert mixed_up_tags(spoilt.getvalue())


@in_order
def test_everything_is_read_aloud_in_its_order(printed: Printer, size: str, language: Language):
    content = content_of(size, language)

    assert out_of_order(content, read_aloud(printed(content))) is None


def test_the_book_is_in_order_too(printed: Printer):
    assert page_faults(printed(book_of("da"))) == []
    assert mixed_up_tags(printed(book_of("da"))) == []
    assert out_of_order(book_of("da"), read_aloud(printed(book_of("da")))) is None


def test_what_is_out_of_order_is_found():
    content = content_of("one", "da")
    texts = [text for text in reading_order(content) if text]

    assert out_of_order(content, "".join("".join(texts).split())) is None
    assert out_of_order(content, "".join("".join(reversed(texts)).split())) is not None


def test_a_word_on_another_or_outside_is_found():
    page = Page(595, 842, (Word("one", 100, 100, 150, 110), Word("two", 120, 102, 170, 112)))

    assert overlapping(page.words) == [("one", "two")]
    assert not Word("far", 560, 100, 600, 110).is_inside(page)


def test_the_same_content_gives_the_same_bytes(printed: Printer):
    content = content_of("thirteen", "da")

    assert render(content).pdf == printed(content)


def test_every_page_has_its_number_and_the_head_of_the_history(printed: Printer):
    content = content_of("thirteen", "en")
    pages = pages_of(printed(content))

    for number, page in enumerate(pages, start=1):
        foot = "".join(word.text for word in page.words if word.top > page.height - 60)
        assert f"{number}/{len(pages)}" in foot
        assert content.evidence.head_start in foot


def _has_children(item: pikepdf.Dictionary) -> bool:
    return "/S" in item and isinstance(item.get("/K"), pikepdf.Array)


def _is_figure(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure" and "/Alt" in item
