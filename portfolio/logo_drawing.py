"""A logo drawn as SVG, read strictly and turned into pixels: only plain shapes, and nothing from outside the file."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
COLOURS = frozenset({"linearGradient", "radialGradient", "stop"})
DRAWN = SHAPES | COLOURS | {"svg", "g", "defs", "clipPath", "style"}
LEFT_OUT = frozenset({"title", "desc", "metadata"})  # words about the drawing
MOST_PARTS, DEEPEST = 2_000, 30  # elements, and how deep they lie in each other
FIELD = "file"
ELSEWHERE = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|\\", re.IGNORECASE)
PATIENCE = 15  # seconds on the wall for turning it into pixels; its computing has a narrower limit
ROOT = Path(__file__).parents[1]


def looks_like_svg(content: bytes) -> bool:
    """Tell whether a file is text that may be SVG, whatever its name says."""
    start = content[:2_000].lower().replace(b"\x00", b"")
    return b"<svg" in start or start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<?xml", b"<!"))


def draw_svg_logo(content: bytes, box: tuple[int, int]) -> bytes:
    """Return an SVG as PNG that fits into a box in pixels; raise RuleBrokenError for anything but plain shapes."""
    reader = _StrictReader()
    try:
        parser = ET.XMLParser(target=reader)  # noqa: S314  # the reader refuses what makes it vulnerable: DOCTYPE
        parser.feed(content)
        parser.close()
        root = reader.root
        if root is None or root.tag != "svg":
            raise _refused(_("This SVG file cannot be read. Save it anew, or as PNG."))
        _fit(root, box)
    except (ET.ParseError, LookupError, ValueError) as error:  # LookupError: an encoding nobody knows
        raise _refused(_("This SVG file cannot be read. Save it anew, or as PNG.")) from error
    return _pixels(ET.tostring(root, encoding="utf-8"))


class _StrictReader:
    """Builds the drawing from what may be in one; anything else ends the reading."""

    def __init__(self) -> None:
        self.root: ET.Element | None = None
        self._open: list[ET.Element] = []
        self._skipped = 0  # how deep we are in something that is left out
        self._parts = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type: entities in it can unfold to gigabytes."""
        raise _refused(
            _("This SVG has a document type (DOCTYPE), in which harm can hide. Save it as plain SVG or as PNG.")
        )

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take an element that draws, or skip one that does not."""
        self._parts += 1
        if self._parts > MOST_PARTS or len(self._open) + self._skipped > DEEPEST:
            raise _refused(_("This SVG has too many parts for a logo. Save it as PNG."))
        name = tag.removeprefix(SVG)
        if self._skipped or name in LEFT_OUT or (tag.startswith("{") and not tag.startswith(SVG)):
            self._skipped += 1
            return
        if name not in DRAWN:
            raise _not_allowed(name)
        element = ET.Element(name, self._attributes(given))
        if self._open:
            self._open[-1].append(element)
        else:
            element.set("xmlns", SVG.strip("{}"))
            self.root = element
        self._open.append(element)

    def end(self, _tag: str) -> None:
        """Leave an element."""
        if self._skipped:
            self._skipped -= 1
        else:
            self._open.pop()

    def data(self, text: str) -> None:
        """Keep style rules that stay inside the file; other text is not drawn."""
        if not self._skipped and self._open and self._open[-1].tag == "style":
            _check_value(text)
            self._open[-1].text = (self._open[-1].text or "") + text

    def close(self) -> None:
        """Check the style rules as a whole: they may have come in pieces."""
        for element in self.root.iter("style") if self.root is not None else ():
            _check_value(element.text or "")

    @staticmethod
    def _attributes(given: dict[str, str]) -> dict[str, str]:
        kept = {}
        for name, value in given.items():
            if name in (HREF, "href"):
                if not value.startswith("#"):
                    raise _not_allowed("href")
                kept["href"] = value
                continue
            if name.startswith("{"):
                continue  # another program's notes
            if name.lower().startswith("on"):
                raise _not_allowed(name)
            _check_value(value)
            kept[name] = value
        return kept


def _pixels(drawing: bytes) -> bytes:
    environment = {"PYTHONPATH": str(ROOT)}  # neither keys nor the database's address: it draws what a person sent
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portfolio.logo_pixels"],
            input=drawing,
            env=environment,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise _refused(_("This SVG is too complicated for a logo. Save it as PNG.")) from error
    return done.stdout


def _check_value(value: str) -> None:
    if ELSEWHERE.search(value):
        raise _refused(_("This SVG refers to something outside the file. Save it as PNG."))


def _fit(root: ET.Element, box: tuple[int, int]) -> None:
    """Set the size in which it is drawn, whatever the file says of it."""
    wide, high = _size(root)
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {wide:g} {high:g}")
    factor = min(box[0] / wide, box[1] / high)
    root.set("width", f"{max(1, round(wide * factor))}")
    root.set("height", f"{max(1, round(high * factor))}")


def _size(root: ET.Element) -> tuple[float, float]:
    found = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if number]
    lengths = [re.fullmatch(r"\s*([\d.]+)\s*(px|pt|mm|cm|in|)\s*", root.get(name, "")) for name in ("width", "height")]
    size = found[2:] if len(found) == 4 else [float(length.group(1)) for length in lengths if length]
    if len(size) != 2 or not all(0 < side < 1e6 for side in size):
        raise _refused(_("This SVG does not say how large it is. Save it anew, or as PNG."))
    return size[0], size[1]


def _not_allowed(name: str) -> RuleBrokenError:
    return _refused(
        _(
            "This SVG contains “%(name)s”, and a logo may hold plain shapes only. Turn texts into outlines, or save it "
            "as PNG.",
            name=name[:40],
        )
    )


def _refused(sentence: str) -> RuleBrokenError:
    return RuleBrokenError(sentence, field=FIELD)
