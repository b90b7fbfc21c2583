"""The matrix as one slide of 16 : 9: its finding as title, the picture, what it means, and where it is from."""

from collections.abc import Iterator, Sequence
from html import escape

import vl_convert

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import draw_matrix
from portfolio.charts.lettering import ELLIPSIS, shorten, text_width
from portfolio.language import as_language, speaking
from portfolio.language import gettext as _
from web.typeface import load_typeface

WIDTH, HEIGHT, MARGIN = 1280, 720, 64  # pixels
PICTURE = 700  # pixels wide; the words beside it have the rest
TITLE, TEXT, SMALL = 30, 19, 15  # pixels
TITLE_LINES, STANDING_LINES, NAME_LINES = 3, 9, 2  # at most; what is longer ends with an ellipsis
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
    room = WIDTH - 2 * MARGIN
    title = _lines(content.page_one.chart.title, TITLE, room, TITLE_LINES)
    top = MARGIN + len(title) * TITLE * 1.25 + 16
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_text(title, x=MARGIN, y=MARGIN, size=TITLE, weight=600),
        _placed(matrix, y=top, height=HEIGHT - top - MARGIN),
        *_beside(content, y=top),
        *_text(_lines(_origin(content), SMALL, room, 1), x=MARGIN, y=HEIGHT - MARGIN * 0.75, size=SMALL, weight=400),
    ]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" lang="{content.language}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_named(content)}{"".join(parts)}</svg>'


def _named(content: BriefingContent) -> str:
    """Return the rest of the opening tag, and the slide's name and description for those who do not see it."""
    chart = content.page_one.chart
    name, told = escape(chart.title), escape(f"{chart.description} {_origin(content)}")
    return f'role="img" aria-labelledby="name told"><title id="name">{name}</title><desc id="told">{told}</desc>'


def slide_png(content: BriefingContent) -> bytes:
    """Return the slide as a PNG of twice its size; empty when no project can be drawn."""
    drawn = _drawn(content)
    if not drawn:
        return b""
    load_typeface()
    return vl_convert.svg_to_png(drawn, scale=SCALE)


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
    lines = _lines(content.page_one.standing, TEXT, room, STANDING_LINES)
    yield from _text(lines, x=x, y=y, size=TEXT, weight=400)
    y += (len(lines) + 1) * TEXT * 1.35
    for item in content.page_one.attention:
        for words, weight in ((item.word, 600), (item.project, 400)):
            lines = _lines(words, TEXT, room, NAME_LINES)
            if y + len(lines) * TEXT * 1.35 > HEIGHT - MARGIN:
                return
            yield from _text(lines, x=x, y=y, size=TEXT, weight=weight)
            y += len(lines) * TEXT * 1.35
        y += TEXT * 0.6


def _origin(content: BriefingContent) -> str:
    with speaking(as_language(content.language)):
        return _(
            "%(house)s, %(month)s. As of %(moment)s.",
            house=shorten(content.house, WIDTH / 2, SMALL),
            month=content.month,
            moment=content.evidence.as_of,
        )


def _lines(text: str, size: float, room: float, most: int) -> list[str]:
    """Return a text in at most so many lines; a word or an ending without room is cut with an ellipsis."""
    narrow = room / ROOM
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > narrow:
            lines.append(word)
        else:
            lines[-1] = longer
    kept = [shorten(line, narrow, size) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{shorten(kept[-1], narrow - text_width(ELLIPSIS, size), size).rstrip(ELLIPSIS)}{ELLIPSIS}"
    return kept


def _text(lines: Sequence[str], *, x: float, y: float, size: int, weight: int) -> Iterator[str]:
    look = f'font-family="{FONT}" font-size="{size}" font-weight="{weight}" fill="#1F262D"'
    for place, line in enumerate(lines):
        yield f'<text x="{x:.0f}" y="{y + (place + 0.8) * size * 1.35:.0f}" {look}>{escape(line)}</text>'
