"""Drawing one piece: HTML laid out by WeasyPrint and taken out of its document; runs only in the child processes."""

import hashlib
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

import cssselect2
import pydyf
import tinyhtml5
import weasyprint.pdf
import weasyprint.svg
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.logger import LOGGER
from weasyprint.pdf import generate_pdf
from weasyprint.svg.text import text as draw_letters
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration

from jobs.briefings.collecting import EFFORT
from jobs.briefings.embedding import leave_fonts_open
from jobs.briefings.fetching import OwnFilesFetcher
from jobs.briefings.fonts import find_faces
from jobs.briefings.geometry import find_problems
from jobs.briefings.orders import BOARD_PAGE, SHEET, Order
from jobs.briefings.page import style_sheet
from jobs.briefings.pieces import Piece
from jobs.briefings.quickening import plain_styles, quicken
from jobs.briefings.sizing import size_quickly
from jobs.briefings.taking import take
from portfolio.briefing.problems import Problem

TAGGED = {"pdf_variant": "pdf/a-3a", "pdf_version": "1.7", "pdf_tags": True, "output_intent": "srgb"}
PLAIN = {"pdf_version": "1.7", "output_intent": "srgb"}
LETTERS_TRIED = 3  # times that letters without a glyph are replaced


class _Page(HTML):  # type: ignore[misc]  # WeasyPrint publishes no types
    """A page that has been read already; WeasyPrint itself only reads HTML."""

    def __init__(self, root: Element) -> None:
        self.base_url = None
        self.url_fetcher = _fetcher()
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002, FBT001  # as WeasyPrint calls it
        return [plain_styles()]


class _Words(str):
    """The words of a picture, which WeasyPrint would otherwise lay out and draw letter by letter."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint only says in passing: characters that no font can show, and pictures left blank."""

    def __init__(self) -> None:
        super().__init__()
        self.unprintable: set[str] = set()
        self.blank = False

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.msg and isinstance(record.args, tuple):
            self.unprintable.add(str(record.args[0]))
        self.blank = self.blank or (record.levelno >= logging.ERROR and record.msg.startswith("Failed to"))


def warm_up() -> None:
    """Load what every piece needs: fonts and style sheets stay for as long as this process lives."""
    leave_fonts_open()
    quicken()
    size_quickly()
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(min(level, EFFORT)))
    weasyprint.pdf.resolve_links = _links_of
    weasyprint.svg.text = _draw_words  # there it is compared with what draws a tag
    weasyprint.svg.TAGS |= {tag: _draw_words for tag, drawn in weasyprint.svg.TAGS.items() if drawn is draw_letters}
    _styles("briefing.css")
    _styles("briefing.css", "foot.css")


def versions() -> str:
    """Return what this process draws with, which the one that keeps pieces cannot know: Pango and its style sheet."""
    styles = style_sheet() + style_sheet("foot.css")  # as it was when this process began
    return f"Pango {pango.pango_version()}, style sheet {hashlib.sha256(styles.encode()).hexdigest()}"


def draw(order: Order, files: dict[str, bytes]) -> Piece:
    """Return the piece that was ordered; the files of its fonts are added to `files`."""
    for html in order.versions:
        document = _lay_out(html, foot=not order.tagged)
        if order.holds != BOARD_PAGE or len(document.pages) == 1:
            break
    problems: list[Problem] = []
    if order.tagged:  # the foot has no body
        sheets, board_page = int(order.holds == SHEET), order.holds == BOARD_PAGE
        problems += find_problems(document.pages, sheets=sheets, board_page=board_page)
    for _again in range(LETTERS_TRIED):
        with _listening() as complaints:
            pdf = generate_pdf(document, None, 1, **DEFAULT_OPTIONS | (TAGGED if order.tagged else PLAIN))
        if not complaints.unprintable:
            break
        # An empty glyph is refused by both standards, so such letters are set as a question mark.
        html = re.sub("[" + "".join(map(re.escape, sorted(complaints.unprintable))) + "]", "?", html)
        document = _lay_out(html, foot=not order.tagged)
    if complaints.blank:
        problems.append(Problem.FAILED)
    return take(document, pdf, files, problems=[str(problem) for problem in problems])


def _lay_out(html: str, *, foot: bool) -> Any:
    styles = _styles("briefing.css", "foot.css") if foot else _styles("briefing.css")
    return _Page(_read(html)).render(font_config=_fonts(), stylesheets=styles)


def _read(html: str) -> Element:
    """Return the page's elements; our own markup is well-formed, and a reader of XML is ten times as quick."""
    try:
        return fromstring(html)  # noqa: S314  # made by our own templates, which escape what people typed
    except ParseError:  # such as a control character in a text
        root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
        return root


@cache
def _fonts() -> Any:
    return FontConfiguration()


@cache
def _fetcher() -> OwnFilesFetcher:
    return OwnFilesFetcher(face.file for face in find_faces())


@cache
def _styles(*names: str) -> list[CSS]:
    faces = [face.rule for face in find_faces()] if len(names) == 1 else []  # once, or there would be two of each
    written = "\n".join([*faces, *map(style_sheet, names)])
    return [CSS(string=written, url_fetcher=_fetcher(), font_config=_fonts())]


@contextmanager
def _listening() -> Iterator[_Complaints]:
    handler = _Complaints()
    LOGGER.addHandler(handler)
    try:
        yield handler
    finally:
        LOGGER.removeHandler(handler)


def _draw_words(svg: Any, node: Any, font_size: float) -> None:
    """Draw the words of a picture at once: they are shaped as a whole, and in a tenth of the time."""
    if not {"rotate", "textLength", "letter-spacing"} & node.attrib.keys() and " " not in node.get("x", "").strip():
        node._etree_node.text = _Words(node.text or "")
    draw_letters(svg, node, font_size)


def _links_of(pages: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    """Give WeasyPrint the links and anchors of pages; where a link leads may be drawn in another piece."""
    for page in pages:
        yield page.links, [(name, x, y) for name, (x, y, *_corner) in page.anchors.items()]
