"""Joining pieces to one accessible PDF for the archive; runs only in the child processes.

What depends on the whole is added here: page numbers, the table of contents, the tree of tags with its keys, named
places, fonts cut down to what is shown, and the claims with the attached tables. The same pieces give the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint import Attachment, Document
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.matrix import Matrix
from weasyprint.pdf.anchors import add_outlines

from jobs.briefings import pieces
from jobs.briefings.claims import BothClaims
from jobs.briefings.embedding import embed, together
from jobs.briefings.fetching import OwnFilesFetcher
from jobs.briefings.pieces import Drawn, FontUse, Piece
from jobs.briefings.work import Facts

NUMBER_SIZE = 8  # points, as in foot.css
NUMBER_COLOUR = (0x4A / 255, 0x55 / 255, 0x60 / 255)  # likewise


class _Plain(pydyf.Object):  # type: ignore[misc]  # pydyf publishes no types
    """An object whose bytes are known."""

    written = b""

    @property
    def data(self) -> bytes:
        return self.written


class _WithStream(pydyf.Stream, _Plain):  # type: ignore[misc]  # likewise
    """The same with a stream."""

    def __init__(self) -> None:
        super().__init__()

    @property
    def data(self) -> bytes:
        return self.written


def join(foot: Piece, body: Sequence[Piece], files: Mapping[str, bytes], facts: Facts) -> bytes:
    """Return the PDF of these pieces, with `foot` at the foot of every page; `files` are those of their fonts."""
    metadata = BothClaims(
        title=facts.title,
        authors=[facts.author],
        generator="Innohus",
        created=facts.as_of,
        modified=facts.as_of,
        lang=facts.language,
    )
    document = Document([], metadata, OwnFilesFetcher(()), None, {}, None)

    def finish(_document: Any, pdf: Any) -> None:
        _Joined(pdf, document.color_profiles["srgb"].pdf_reference, foot, body).add_all(files)

    written: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", finisher=finish, attachments=[_attached(facts, *table) for table in facts.tables]
    )
    return written


def _attached(facts: Facts, name: str, table: bytes) -> Attachment:
    at = datetime.fromisoformat(facts.as_of)  # named, or WeasyPrint would write the moment of rendering
    return Attachment(
        file_obj=BytesIO(table), name=name, description=facts.title, created=at, modified=at, relationship="Data"
    )


class _Joined:
    """A document under way: what all the pieces share, and what has been counted so far."""

    def __init__(self, pdf: Any, profile: bytes, foot: Piece, body: Sequence[Piece]) -> None:
        self.pdf = pdf
        self.foot = foot
        self.body = body
        self.total = sum(len(piece.pages) for piece in body)
        self.page = 0
        self.link = self.total  # keys of links follow those of pages
        self.fonts = _merged([foot, *body])
        root = _at(pdf, pdf.catalog["StructTreeRoot"])
        self.document = _at(pdf, root["K"][0])
        self.keys = _at(pdf, root["ParentTree"])
        self.link_keys: list[Any] = []
        self.places: dict[str, Any] = {}
        self.slots = {pieces.PAGES: pdf.pages.reference, pieces.DOCUMENT: self.document.reference}
        self.slots |= {pieces.PROFILE: profile, pieces.COLOURS: _colours(pdf)}

    def add_all(self, files: Mapping[str, bytes]) -> None:
        """Add fonts, foot and every piece, and then what points to them."""
        names = embed(self.pdf, self.fonts, files)
        self.pdf.add_object(names)
        self.slots[pieces.FONTS] = names.reference
        self.slots[pieces.FOOTER] = self._add_foot()
        for number, piece in enumerate(self.body):
            self._add(piece, str(number))
        self.keys["Nums"] += self.link_keys
        if self.places:
            self._add_places()
        add_outlines(self.pdf, _contents(self.body))

    def _add_foot(self) -> bytes:
        """Add what every page repeats at its foot."""
        first = len(self.pdf.objects)
        for drawn in self.foot.objects:
            self._add_object(drawn, first, {})
        return _reference(first + self.foot.pages[0])

    def _add(self, piece: Piece, name: str) -> None:
        """Add a piece: its objects keep their order, so that each one's number is known before it is added."""
        stamps = [self._add_stamp(self.page + number + 1) for number in range(len(piece.pages))]
        first, page, link = len(self.pdf.objects), self.page, self.link
        here = {
            pieces.STAMP: stamps,
            pieces.PAGE_KEY: page,
            pieces.LINK_KEY: link - len(piece.pages),
            pieces.NAME: name,
        }
        for drawn in piece.objects:
            self._add_object(drawn, first, here)
        for number, place in enumerate(piece.pages):
            self.pdf.pages["Kids"] += [first + place, 0, "R"]
            self.keys["Nums"] += [page + number, pydyf.Array(_references(first, piece.structure[number]))]
        self.document["K"] += _references(first, piece.elements)
        for number, element in enumerate(piece.links):
            self.link_keys += [link + number, _reference(first + element)]
        for anchor, number, x, y in piece.anchors:
            place = pydyf.Array([_reference(first + piece.pages[number]), "/XYZ", x, y, 0])
            self.places.setdefault(anchor, place)
        self.page += len(piece.pages)
        self.link += len(piece.links)
        self.pdf.pages["Count"] = self.page

    def _add_object(self, drawn: Drawn, first: int, here: Mapping[str, Any]) -> None:
        written = b"".join(
            [
                chunk.encode("latin-1")
                if isinstance(chunk, str)
                else b"%d 0 R" % (first + chunk)
                if isinstance(chunk, int)
                else self._filled(chunk, here)
                for chunk in drawn.chunks
            ]
        )
        self.pdf.add_object(_plain(written) if drawn.stream is None else _with_stream(written, drawn.stream))

    def _filled(self, slot: list[Any], here: Mapping[str, Any]) -> bytes:
        """Return what a slot stands for: something of the whole document, or of this piece in it."""
        kind, *which = slot
        if kind in self.slots:
            return _bytes(self.slots[kind])
        if kind == pieces.STAMP:
            return _bytes(here[kind][which[0]])
        if kind == pieces.NAME:
            return _bytes(pydyf.String(f"{here[kind]}-{which[0]}").data)
        return str(here[kind] + which[0]).encode()

    def _add_stamp(self, number: int) -> bytes:
        """Add the foot of one page: what all repeat, and its number and the number of pages, as an artifact."""
        text = f"{number} / {self.total}"
        name, font = next(iter(_digits(self.foot).items()))
        glyphs = {shown: glyph for glyph, shown in font.texts.items()}
        wide = sum(font.widths[glyphs[letter]] for letter in text) * NUMBER_SIZE / 1000
        spot = self.foot.spot
        if spot is None:
            raise ValueError("a foot knows where page numbers stand")
        stamp = pydyf.Stream()  # so short that packing it would save nothing
        stamp.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Footer"}))
        stamp.push_state()
        stamp.draw_x_object("Foot")
        stamp.pop_state()
        stamp.begin_text()
        stamp.set_color_rgb(*NUMBER_COLOUR)
        stamp.set_font_size(name, NUMBER_SIZE)
        stamp.set_text_matrix(1, 0, 0, 1, spot.right - wide, spot.baseline)
        stamp.show_text("<" + "".join(f"{glyphs[letter]:04x}" for letter in text) + ">")
        stamp.end_text()
        stamp.end_marked_content()
        self.pdf.add_object(stamp)
        return _bytes(stamp.reference)

    def _add_places(self) -> None:
        """Add the places that links lead to, in the order in which readers look them up."""
        names = pydyf.Array()
        for name, place in sorted(self.places.items()):
            names += [pydyf.String(name), place]
        self.pdf.catalog.setdefault("Names", pydyf.Dictionary())["Dests"] = pydyf.Dictionary({"Names": names})


def _contents(body: Iterable[Piece]) -> list[Any]:
    """Return the headings of all pieces as a tree."""
    root: list[Any] = []
    skipped: list[int] = []
    last, level, first = [root], 0, 0
    for piece in body:
        for number in range(len(piece.pages)):
            found = [(one.level, one.label, (one.x, one.y), one.state) for one in piece.bookmarks if one.page == number]
            page = SimpleNamespace(bookmarks=found)
            level = make_page_bookmark_tree(page, skipped, last, level, first + number, Matrix())
        first += len(piece.pages)
    return root


def _merged(all_pieces: Iterable[Piece]) -> dict[str, FontUse]:
    uses: dict[str, list[FontUse]] = {}
    for piece in all_pieces:
        for name, use in piece.fonts.items():
            uses.setdefault(name, []).append(use)
    return {name: together(found) for name, found in uses.items()}


def _digits(foot: Piece) -> dict[str, FontUse]:
    return {name: use for name, use in foot.fonts.items() if set("0123456789 /") <= set(use.texts.values())}


def _colours(pdf: Any) -> bytes:
    """Return where WeasyPrint has put the document's colour spaces."""
    with_profile = (item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and "srgb" in item)
    found = next(with_profile)
    return _bytes(found.reference)


def _plain(written: bytes) -> _Plain:
    made = _Plain()
    made.written = written
    return made


def _with_stream(written: bytes, stream: bytes) -> _WithStream:
    made = _WithStream()
    made.written = b"\n".join((written, b"stream", stream, b"endstream"))
    return made


def _references(first: int, places: Iterable[int]) -> list[bytes]:
    return [_reference(first + place) for place in places]


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _bytes(value: Any) -> bytes:
    """Return a value that pydyf, which publishes no types, gives as bytes."""
    written: bytes = value
    return written
