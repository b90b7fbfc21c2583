"""What is to be drawn: a document as pieces of HTML that do not depend on each other, each with a key of its own."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from jobs.briefings.fonts import find_faces
from jobs.briefings.page import Part, make_part, style_sheet
from portfolio.briefing.content import BRIEFING, BriefingContent
from portfolio.briefing.pictures import Pictures

DENSITIES = ("", "dense", "denser")  # classes of the style sheet, the airiest first
SHEET, BOARD_PAGE = "sheet", "board page"  # what a piece may hold
FORM = 3  # rises when a piece is drawn or packed in another way


@dataclass(frozen=True)
class Order:
    """A piece to draw: the first of its pages' versions that fits is taken, the last when none does.

    `holds` is what must be found in it: a sheet, the board page, or nothing in particular.
    """

    versions: tuple[str, ...]
    holds: str = ""
    tagged: bool = True

    @property
    def key(self) -> str:
        """The SHA-256 of all that decides what is drawn, as hex digits: equal keys give equal pieces."""
        key = _machine().copy()
        key.update("\0".join(["", self.holds, str(self.tagged), *self.versions]).encode("utf-8", "surrogatepass"))
        return key.hexdigest()


def orders_of(content: BriefingContent, pictures: Pictures) -> list[Order]:
    """Return what a document is joined from, in the order of its pages; the first one is the foot of every page."""
    foot = Order((make_part(content, Part.FOOT),), tagged=False)
    return [foot, *_front(content, pictures), *_sheets(content), Order((make_part(content, Part.EVIDENCE),))]


def _front(content: BriefingContent, pictures: Pictures) -> Iterator[Order]:
    if content.kind != BRIEFING:
        yield Order((make_part(content, Part.BOOK_FRONT),))
        return
    versions = (make_part(content, Part.BOARD_PAGE, pictures=pictures, density=density) for density in DENSITIES)
    yield Order(tuple(versions), holds=BOARD_PAGE)
    yield Order((make_part(content, Part.INSIDE, pictures=pictures),))


def _sheets(content: BriefingContent) -> Iterable[Order]:
    return [Order((make_part(content, Part.SHEET, sheet=sheet),), holds=SHEET) for sheet in content.sheets]


@cache
def _machine() -> "hashlib._Hash":
    """Return the start of every key: our style sheet and fonts, and the libraries that draw."""
    fonts = [hashlib.sha256(face.file.read_bytes()).hexdigest() for face in find_faces()]
    libraries = [f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "tinycss2", "cssselect2", "fonttools")]
    styles = (style_sheet(), style_sheet("foot.css"))
    written = "\0".join([str(FORM), *styles, zlib.ZLIB_RUNTIME_VERSION, *fonts, *libraries])
    return hashlib.sha256(written.encode("utf-8", "surrogatepass"))
