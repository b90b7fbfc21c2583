"""A piece of a document, laid out and drawn once: its PDF objects with every outside number left open.

Pieces are packed as bytes so that they can be kept, and joined with others in any order (`joining`). An object is a
list of chunks: text is written as it is, a number is another object of the same piece, and a list is a slot that only
the joined document can fill.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

Chunk = str | int | list[Any]

DIGEST = hashlib.sha256().digest_size

# The slots of a piece
PAGES = "pages"  # the document's list of pages
DOCUMENT = "document"  # the element that holds the whole structure
COLOURS = "colours"  # its colour spaces
PROFILE = "profile"  # its colour profile
FONTS = "fonts"  # its fonts by name
FOOTER = "footer"  # what stands at the foot of every page
STAMP = "stamp"  # the number of this piece's page
PAGE_KEY = "page-key"  # where the structure of this piece's page is found
LINK_KEY = "link-key"  # where the element of this piece's link is found
NAME = "name"  # a name that must be the only one in the document


class SpoiltError(Exception):
    """What was kept is not what was written."""


@dataclass(frozen=True)
class Drawn:
    """One PDF object; `stream` is None for one that has no stream, compressed otherwise."""

    chunks: list[Chunk]
    stream: bytes | None = None


@dataclass(frozen=True)
class FontUse:
    """A font and what of it a piece shows: widths in thousandths and texts, both by glyph.

    `file` is the SHA-256 of the font's file; one that is `pictured` draws its letters as pictures.
    """

    file: str
    index: int
    family: str
    name: str
    ascent: int
    descent: int
    flags: int
    variations: dict[str, float]
    weight: int
    size: float
    style: int
    pictured: bool
    widths: dict[int, float]
    texts: dict[int, str]
    missing: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bookmark:
    """A heading for the reader's table of contents, in points from the foot of its page."""

    page: int
    level: int
    label: str
    x: float
    y: float
    state: str


@dataclass(frozen=True)
class Spot:
    """Where page numbers end on the right and stand on, in points."""

    right: float
    baseline: float


@dataclass(frozen=True)
class Piece:
    """Some pages that were drawn together."""

    objects: list[Drawn]
    pages: list[int]
    structure: list[list[int]] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    elements: list[int] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    anchors: list[tuple[str, int, float, float]] = field(default_factory=list)
    fonts: dict[str, FontUse] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    size: tuple[float, float] = (0.0, 0.0)
    spot: Spot | None = None


@dataclass(frozen=True)
class Summary:
    """What is told of a piece without opening it: its pages, what is wrong with them, and the files of its fonts."""

    pages: int
    problems: tuple[str, ...]
    files: tuple[str, ...]


def pack(piece: Piece) -> bytes:
    """Return a piece as bytes that tell when they were spoilt."""
    summary = {
        "pages": len(piece.pages),
        "problems": piece.problems,
        "files": sorted({font.file for font in piece.fonts.values()}),
    }
    head = asdict(replace(piece, objects=[])) | {
        "objects": [[drawn.chunks, None if drawn.stream is None else len(drawn.stream)] for drawn in piece.objects]
    }
    streams = [drawn.stream for drawn in piece.objects if drawn.stream is not None]
    whole = b"".join([*_framed(summary), *_framed(head), *streams])
    return hashlib.sha256(whole).digest() + whole


def summary_of(packed: bytes) -> Summary:
    """Return what a packed piece says of itself; raise SpoiltError when the bytes are not what was packed."""
    if hashlib.sha256(packed[DIGEST:]).digest() != packed[:DIGEST]:
        raise SpoiltError
    read, _place = _unframed(packed, DIGEST)
    return Summary(read["pages"], tuple(read["problems"]), tuple(read["files"]))


def unpack(packed: bytes) -> Piece:
    """Return the piece that was packed."""
    _summary, place = _unframed(packed, DIGEST)
    head, place = _unframed(packed, place)
    objects = []
    for chunks, length in head.pop("objects"):
        stream = None
        if length is not None:
            stream, place = packed[place : place + length], place + length
        objects.append(Drawn(chunks, stream))
    head["bookmarks"] = [Bookmark(**one) for one in head["bookmarks"]]
    head["fonts"] = {name: _font(one) for name, one in head["fonts"].items()}
    head["spot"] = Spot(**head["spot"]) if head["spot"] else None
    return Piece(**(head | {"objects": objects}))


def _framed(value: Any) -> tuple[bytes, bytes]:
    written = json.dumps(value, separators=(",", ":")).encode()
    return len(written).to_bytes(4, "big"), written


def _unframed(packed: bytes, place: int) -> tuple[Any, int]:
    start = place + 4
    end = start + int.from_bytes(packed[place:start], "big")
    return json.loads(packed[start:end]), end


def _font(read: dict[str, Any]) -> FontUse:
    by_glyph = {
        part: {int(glyph): value for glyph, value in read[part].items()} for part in ("widths", "texts", "missing")
    }
    return FontUse(**(read | by_glyph))
