"""Charts for print, written straight as SVG: the specifications place every mark in pixels, so that no Vega is needed.

What is drawn is what Vega draws from the same specification, in a tenth of the time and of the elements; a test holds
the two beside each other. A mark that is not known here makes `straight_svg` return None, and Vega is asked.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from math import sqrt
from typing import Any

from portfolio.charts.marks import FONT, INK, ZONE_SHAPES, Layer, Row

MIDDLE = 0.3  # of the type size from the middle of a line to its foot, in whole pixels, as Vega has it
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def straight_svg(specification: dict[str, Any], *, title: str, description: str) -> str | None:
    """Return a specification as inline SVG with a title and a description; None when a mark in it is not known."""
    layers: list[Layer] = specification["layer"]
    if any(layer["mark"]["type"] not in DRAWN for layer in layers):
        return None
    body = "".join(part for layer in layers for part in DRAWN[layer["mark"]["type"]](layer))
    wide, high = _number(specification["width"]), _number(specification["height"])
    prefix = "chart-" + hashlib.sha256(f"{body}{title}".encode()).hexdigest()[:12]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'role="img" aria-labelledby="{prefix}-title {prefix}-description" fill="none" stroke-miterlimit="10" '
        f'font-family="{FONT}"><title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-description">{escape(description)}</desc>{body}</svg>'
    )


def _rules(layer: Layer) -> Iterator[str]:
    mark = layer["mark"]
    lines = [_line([(row["x"], row["y"]), (row["x2"], row["y2"])]) for row in _rows(layer)]
    look = _stroke(mark.get("stroke", "#000000"), mark.get("strokeWidth", 1), mark.get("strokeDash"))
    if "opacity" not in mark:
        yield _path("".join(lines), look)
        return
    for line in lines:  # one by one, because where two cross they are darker
        yield _path(line, f'{look} stroke-opacity="{_number(mark["opacity"])}"')


def _words(layer: Layer) -> Iterator[str]:
    mark = layer["mark"]
    size = mark["fontSize"]
    weight = f' font-weight="{mark["fontWeight"]}"' if "fontWeight" in mark else ""
    look = (
        f'text-anchor="{ANCHORS[mark["align"]]}" font-size="{_number(size)}px"{weight} fill="{mark.get("fill", INK)}"'
    )
    for row in _rows(layer):
        y = row["y"] + round(MIDDLE * size)
        yield f'<text x="{_number(row["x"])}" y="{_number(y)}" {look}>{escape(str(row["text"]))}</text>'


def _points(layer: Layer) -> Iterator[str]:
    mark = layer["mark"]
    if mark.get("filled"):
        for row in _rows(layer):
            yield _symbol(row["x"], row["y"], mark["size"], "circle", f'fill="{mark["color"]}"')
        return
    for row in _rows(layer):
        stroke = _stroke(row["stroke"], row["line"], [3, 2] if row["dashed"] else None)
        yield _symbol(row["x"], row["y"], row["area"], ZONE_SHAPES[row["zone"]], f'fill="{row["fill"]}" {stroke}')


def _rectangles(layer: Layer) -> Iterator[str]:
    corners = (
        [(row["x"], row["y"]), (row["x2"], row["y"]), (row["x2"], row["y2"]), (row["x"], row["y2"])]
        for row in _rows(layer)
    )
    yield _path("".join(_line(four) + "Z" for four in corners), f'fill="{layer["mark"]["color"]}"')


def _area(layer: Layer) -> Iterator[str]:
    mark, rows = layer["mark"], _rows(layer)
    edge = [(row["x"], row["y"]) for row in rows] + [(row["x"], row["y2"]) for row in reversed(rows)]
    yield _path(_line(edge) + "Z", f'fill="{mark["color"]}" fill-opacity="{_number(mark["opacity"])}"')


def _lines(layer: Layer) -> Iterator[str]:
    mark = layer["mark"]
    line = _line([(row["x"], row["y"]) for row in _rows(layer)])
    yield _path(line, _stroke(mark["color"], mark["strokeWidth"], mark.get("strokeDash")))


DRAWN: dict[str, Callable[[Layer], Iterator[str]]] = {
    "rule": _rules,
    "text": _words,
    "point": _points,
    "rect": _rectangles,
    "area": _area,
    "line": _lines,
}


def _symbol(x: float, y: float, area: float, shape: str, look: str) -> str:
    """Return a mark of Vega's size: `area` is that of the square around it."""
    side, half = sqrt(area), sqrt(area) / 2
    high = half * sqrt(3) / 2
    if shape == "circle":
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(half)}" {look}/>'
    corners = {
        "square": [(-side / 2, -side / 2), (side / 2, -side / 2), (side / 2, side / 2), (-side / 2, side / 2)],
        "triangle-up": [(0, -high), (-half, high), (half, high)],
        "diamond": [(-half, 0), (0, -half), (half, 0), (0, half)],
    }[shape]
    return _path(_line([(x + across, y + down) for across, down in corners]) + "Z", look)


def _rows(layer: Layer) -> list[Row]:
    rows: list[Row] = layer["data"]["values"]
    return rows


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _path(way: str, look: str) -> str:
    return f'<path d="{way}" {look}/>'


def _stroke(colour: str, width: float, dash: list[int] | None) -> str:
    dashes = f' stroke-dasharray="{",".join(map(str, dash))}"' if dash else ""
    return f'stroke="{colour}" stroke-width="{_number(width)}"{dashes}'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
