"""The matrix as one slide of 16 : 9: its finding as title, the picture, what it means, and where it is from."""

from collections.abc import Iterator
from html import escape

import vl_convert

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import draw_matrix
from portfolio.charts.lettering import text_width
from portfolio.language import as_language, speaking
from portfolio.language import gettext as _

WIDTH, HEIGHT, MARGIN = 1280, 720, 64  # pixels
PICTURE = 700  # pixels wide; the words beside it have the rest
TITLE, TEXT, SMALL = 30, 19, 15  # pixels
ROOM = 1.15  # a machine without IBM Plex Sans sets a wider typeface
FONT = "IBM Plex Sans, Liberation Sans, sans-serif"
SCALE = 2.0  # of the PNG, for a projector


def slide_svg(content: BriefingContent) -> bytes:
    """Return the slide as an SVG file; empty when no project can be drawn."""
    return _drawn(content).encode()


def _drawn(content: BriefingContent) -> str:
    matrix = draw_matrix(content, printed=False)
    if not matrix:
        return ""
    title = list(_lines(content.page_one.chart.title, TITLE, WIDTH - 2 * MARGIN))
    top = MARGIN + len(title) * TITLE * 1.25 + 16
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_text(title, x=MARGIN, y=MARGIN, size=TITLE, weight=600),
        _placed(matrix, y=top, height=HEIGHT - top - MARGIN),
        *_beside(content, y=top),
        *_text([_origin(content)], x=MARGIN, y=HEIGHT - MARGIN * 0.75, size=SMALL, weight=400),
    ]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def slide_png(content: BriefingContent) -> bytes:
    """Return the slide as a PNG of twice its size; empty when no project can be drawn."""
    drawn = _drawn(content)
    return vl_convert.svg_to_png(drawn, scale=SCALE) if drawn else b""


def _placed(svg: str, *, y: float, height: float) -> str:
    """Return the picture at its place, whatever size it was drawn for."""
    head, rest = svg.removeprefix("<svg ").split(">", 1)
    kept = " ".join(part for part in head.split(" ") if not part.startswith(("width=", "height=")))
    place = f'x="{MARGIN}" y="{y:.0f}" width="{PICTURE}" height="{height:.0f}" preserveAspectRatio="xMinYMin meet"'
    return f"<svg {place} {kept}>{rest}"


def _beside(content: BriefingContent, *, y: float) -> Iterator[str]:
    """Yield what the picture means: where the portfolio stands, and which projects need attention."""
    x = MARGIN + PICTURE + 48
    room = WIDTH - MARGIN - x
    lines = list(_lines(content.page_one.standing, TEXT, room))
    yield from _text(lines, x=x, y=y, size=TEXT, weight=400)
    y += (len(lines) + 1) * TEXT * 1.35
    for item in content.page_one.attention:
        for words, weight in ((item.word, 600), (item.project, 400)):
            lines = list(_lines(words, TEXT, room))
            if y + len(lines) * TEXT * 1.35 > HEIGHT - MARGIN:
                return
            yield from _text(lines, x=x, y=y, size=TEXT, weight=weight)
            y += len(lines) * TEXT * 1.35
        y += TEXT * 0.6


def _origin(content: BriefingContent) -> str:
    with speaking(as_language(content.language)):
        return _(
            "%(house)s, %(month)s. As of %(moment)s.",
            house=content.house,
            month=content.month,
            moment=content.evidence.as_of,
        )


def _lines(text: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) * ROOM > room:
            yield line
            longer = word
        line = longer
    yield line


def _text(lines: list[str], *, x: float, y: float, size: int, weight: int) -> Iterator[str]:
    look = f'font-family="{FONT}" font-size="{size}" font-weight="{weight}" fill="#1F262D"'
    for place, line in enumerate(lines):
        yield f'<text x="{x:.0f}" y="{y + (place + 0.8) * size * 1.35:.0f}" {look}>{escape(line)}</text>'
