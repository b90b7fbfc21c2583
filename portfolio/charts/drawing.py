"""From a chart specification to a drawing that may stand in a page with a strict content policy, or in a PDF."""

import hashlib
import json
import re
from functools import lru_cache
from typing import Any, Literal
from xml.etree import ElementTree as ET  # only for what vl-convert wrote itself from our own specification

import vl_convert

from portfolio.language import Language

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
VEGA_ADDRESS = "https://vega.github.io/vega-datasets/"  # what Vega puts before an address without a host
LOCALES: dict[Language, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}
KEPT = 256  # drawings kept in memory; a portfolio of 200 projects takes about 100 kB

_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def draw_svg(specification: dict[str, Any], *, language: Language, title: str, description: str) -> str:
    """Return a Vega-Lite specification as inline SVG with a title and a description.

    There is no style, script or outside address in it; equal specifications give equal bytes. Links are kept, and named
    by their mark's description. Raises ValueError when the specification is not one.
    """
    written = json.dumps(specification, sort_keys=True, ensure_ascii=False)
    return _drawn(written, language, title, description)


@lru_cache(maxsize=KEPT)
def _drawn(specification: str, language: Language, title: str, description: str) -> str:
    drawing = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[], format_locale=LOCALES[language])
    root = ET.fromstring(drawing)  # noqa: S314  # our own drawing, see the import
    prefix = "chart-" + hashlib.sha256(f"{specification}{title}".encode()).hexdigest()[:12]
    _clean(root)
    _name(root, prefix, title, description)
    _without_prefixes(root)
    return ET.tostring(root, encoding="unicode")


def _without_prefixes(root: ET.Element) -> None:
    # ElementTree keeps one register of prefixes for the whole process, and any library may take the empty one
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    root.set("xmlns", SVG)


def _name(root: ET.Element, prefix: str, title: str, description: str) -> None:
    has_links = root.find(f".//{{{SVG}}}a") is not None
    root.attrib.pop("class", None)
    root.set("role", "group" if has_links else "img")  # links inside an image would be out of reach
    root.set("aria-labelledby", f"{prefix}-title {prefix}-description")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{tag}")
        element.text = text
        element.set("id", f"{prefix}-{'title' if tag == 'title' else 'description'}")
        root.insert(position, element)


def _clean(element: ET.Element) -> None:
    """Take out empty shapes and Vega's own English words, shorten numbers, and move names to the links."""
    for child in list(element):
        if child.get("display") == "none" or child.get("d") in ("", "M0,0h0v0h0Z") or child.tag.endswith("}defs"):
            element.remove(child)
            continue
        _clean(child)
        if child.tag == f"{{{SVG}}}a":
            _clean_link(child)
    for name in ("class", "role", "aria-roledescription", "aria-hidden", "pointer-events", "style", "clip-path"):
        element.attrib.pop(name, None)
    if element.tag != f"{{{SVG}}}a" and (words := element.attrib.pop("aria-label", None)) and len(element) == 0:
        _explain(element, words)
    for name, value in element.attrib.items():
        if name in ("d", "transform", "x2", "y2", "x", "y"):
            element.set(name, _shorter(value))


def _clean_link(link: ET.Element) -> None:
    address = link.attrib.pop(LINK, "").removeprefix(VEGA_ADDRESS)
    if address.startswith("/") and not address.startswith("//"):
        link.set("href", address)


def _explain(mark: ET.Element, words: str) -> None:
    title = ET.SubElement(mark, f"{{{SVG}}}title")
    title.text = words


def _shorter(numbers: str) -> str:
    return _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), numbers)
