"""Taking pages that WeasyPrint has drawn out of its document, as a piece that can be joined to others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pydyf

from jobs.briefings import pieces
from jobs.briefings.collecting import Collector, Slot
from jobs.briefings.embedding import uses_of
from jobs.briefings.pieces import Bookmark, Piece, Spot

POINTS = 0.75  # to the CSS pixel


@dataclass(frozen=True)
class _Structure:
    """The tags of a document: the element that holds them all, who is where on each page, and the elements of links."""

    document: Any
    pages: list[list[bytes]]
    links: list[bytes]


def take(document: Any, pdf: Any, files: dict[str, bytes], *, problems: list[str]) -> Piece:
    """Return the pages of a document that was drawn; the files of its fonts are added to `files`."""
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    structure = _structure(pdf, len(pages))
    outside = _outside(pdf, pages, structure)
    _open_names(pdf.objects)
    if structure:
        _open_links(pdf.objects)
        outside[len(pdf.objects)] = pieces.FOOTER
        _open_pages(pdf, pages)
    shown = pages if structure else [_as_drawing(pdf, pages[0])]
    collector = Collector(pdf.objects, outside)
    return Piece(
        pages=[collector.number(page.reference) for page in shown],
        elements=list(map(collector.number, structure.document["K"] if structure else [])),
        structure=[list(map(collector.number, page)) for page in (structure.pages if structure else [])],
        links=list(map(collector.number, structure.links if structure else [])),
        objects=collector.drawn(),
        bookmarks=list(_bookmarks(document)),
        anchors=list(_anchors(document)),
        fonts=uses_of(document.fonts.values(), files),
        problems=problems,
        size=(document.pages[0].width * POINTS, document.pages[0].height * POINTS),
        spot=None if structure else _spot(document),
    )


def _structure(pdf: Any, pages: int) -> _Structure | None:
    if "StructTreeRoot" not in pdf.catalog:
        return None
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    places = _at(pdf, root["ParentTree"])["Nums"][1::2]
    return _Structure(_at(pdf, root["K"][0]), [list(place) for place in places[:pages]], list(places[pages:]))


def _outside(pdf: Any, pages: list[Any], structure: _Structure | None) -> dict[int, str]:
    """Return the objects that the joined document has once, by number."""
    resources = _at(pdf, pages[0]["Resources"])
    colours = _at(pdf, resources["ColorSpace"])
    outside = {
        pdf.pages.number: pieces.PAGES,
        colours.number: pieces.COLOURS,
        _number(colours["srgb"][1]): pieces.PROFILE,
        _number(resources["Font"]): pieces.FONTS,
    }
    return outside | ({structure.document.number: pieces.DOCUMENT} if structure else {})


def _open_pages(pdf: Any, pages: list[Any]) -> None:
    """Leave open on each page what stands at its foot, and where its structure is found."""
    _at(pdf, pages[0]["Resources"])["XObject"]["Foot"] = f"{len(pdf.objects)} 0 R".encode()
    for number, page in enumerate(pages):
        drawn = _at(pdf, page["Contents"])
        drawn.stream = [b"q", *drawn.stream, b"Q"]
        page["Contents"] = pydyf.Array([page["Contents"], Slot(pieces.STAMP, number)])
        page["StructParents"] = Slot(pieces.PAGE_KEY, number)


def _as_drawing(pdf: Any, page: Any) -> Any:
    """Return what a page shows as a drawing that other pages can repeat."""
    drawn = _at(pdf, page["Contents"])
    drawn.extra = pydyf.Dictionary(
        {"Type": "/XObject", "Subtype": "/Form", "BBox": page["MediaBox"], "Resources": page["Resources"]}
    )
    return drawn


def _open_links(objects: Iterable[Any]) -> None:
    links = [item for item in objects if isinstance(item, pydyf.Dictionary) and "StructParent" in item]
    for link in links:
        link["StructParent"] = Slot(pieces.LINK_KEY, link["StructParent"])


def _open_names(objects: Iterable[Any]) -> None:
    """Leave open the names by which table cells know their headings: they must be the only ones in the document."""
    for element in objects:
        if not isinstance(element, pydyf.Dictionary) or element.get("Type") != "/StructElem":
            continue
        if isinstance(element.get("ID"), pydyf.String):
            element["ID"] = Slot(pieces.NAME, element["ID"].string)
        attributes = element.get("A")
        if isinstance(attributes, pydyf.Dictionary) and "Headers" in attributes:
            attributes["Headers"] = pydyf.Array([Slot(pieces.NAME, header.string) for header in attributes["Headers"]])


def _bookmarks(document: Any) -> Iterator[Bookmark]:
    for number, page in enumerate(document.pages):
        for level, label, (x, y), state in page.bookmarks:
            yield Bookmark(number, level, label, *_points(page, x, y), state)


def _anchors(document: Any) -> Iterator[tuple[str, int, float, float]]:
    for number, page in enumerate(document.pages):
        for name, (x, y, *_corner) in page.anchors.items():
            yield name, number, *_points(page, x, y)


def _points(page: Any, x: float, y: float) -> tuple[float, float]:
    return x * POINTS, (page.height - y) * POINTS


def _spot(document: Any) -> Spot:
    """Return where the digits stand that were drawn for page numbers: the last text of the last page."""
    page = document.pages[-1]
    text = [part for part in page._page_box.descendants() if getattr(part, "text", "").startswith("0123456789")][-1]
    right, baseline = _points(page, text.position_x + text.width, text.position_y + text.baseline)
    return Spot(right=right, baseline=baseline)


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
