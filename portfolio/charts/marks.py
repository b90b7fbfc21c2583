"""What marks look like: colour and shape of zones, shades of bands, type sizes; the same on pages and in print."""

from collections.abc import Sequence
from typing import Any

from portfolio.charts.lettering import text_width
from portfolio.charts.placing import Box, Label
from portfolio.language import gettext as _

FONT = "IBM Plex Sans, sans-serif"
INK = "#1F262D"
QUIET_INK = "#4A5560"  # 7.6 : 1 on white
LINE = "#9AA3AB"
FAINT_LINE = "#D6DADE"
PAPER = "#FFFFFF"
ACCENT = "#0B5D5E"

ZONE_COLOURS = {
    "ambidextrous": "#0B5D5E",
    "immune_system_risk": "#B3261E",
    "island_risk": "#9A5B00",
    "over_protected": "#5B4B8A",
    "ordinary": "#4A5560",
}
ZONE_SHAPES = {
    "ambidextrous": "circle",
    "immune_system_risk": "square",
    "island_risk": "triangle-up",
    "over_protected": "diamond",
    "ordinary": "circle",
}
OPEN_ZONES = frozenset({"ordinary"})  # drawn as a ring, so that grey print tells it from the filled circle

Layer = dict[str, Any]
Row = dict[str, Any]


def at(field: str) -> dict[str, Any]:
    """Return a channel that takes pixels as they are."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def rules(rows: list[Row], **look: Any) -> Layer:
    """Return lines from x, y to x2, y2 in pixels."""
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "aria": False, **look},
        "encoding": {"x": at("x"), "y": at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }


def words(rows: list[Row], **look: Any) -> Layer:
    """Return texts at x, y in pixels; rows have `text`."""
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "aria": False, "baseline": "middle", **look},
        "encoding": {"x": at("x"), "y": at("y"), "text": {"field": "text"}},
    }


def names(texts: Sequence[str], places: Sequence[Label | None], *, size: float) -> list[Layer]:
    """Return the names that have a place, and the lines that lead to those which stand farther away."""
    rows = [
        {"x": round(label.box.left, 2), "y": round((label.box.top + label.box.bottom) / 2, 2), "text": text}
        for label, text in zip(places, texts, strict=True)
        if label
    ]
    lines = [
        {"x": round(line.x, 2), "y": round(line.y, 2), "x2": round(line.x2, 2), "y2": round(line.y2, 2)}
        for line in (label.leader for label in places if label)
        if line
    ]
    return [
        rules(lines, stroke=QUIET_INK, strokeWidth=0.6),
        words(rows, align="left", fontSize=size),
    ]


def lines_in_the_way(whiskers: Sequence[Layer], limits: Sequence[Row]) -> list[Box]:
    """Return upright and level lines as rectangles, for names that cross a limit rather than a whisker."""
    rows = [(row, 2.0) for layer in whiskers for row in layer["data"]["values"]] + [(row, 0.5) for row in limits]
    return [
        Box(
            min(row["x"], row["x2"]) - half,
            min(row["y"], row["y2"]) - half,
            max(row["x"], row["x2"]) + half,
            max(row["y"], row["y2"]) + half,
        )
        for row, half in rows
    ]


def how_many_named(places: Sequence[Label | None], *, x: float, y: float, size: float) -> Layer:
    """Return the words under a picture with marks that bear no name; none when all do."""
    named = sum(label is not None for label in places)
    words_for_some = _("Named: %(named)s of %(all)s", named=named, all=len(places))
    rows = [{"x": x, "y": y, "text": words_for_some}] if named < len(places) else []
    return words(rows, align="left", fontSize=size * 0.92, fill=QUIET_INK)


def zone_marks(rows: list[Row], **look: Any) -> Layer:
    """Return zone symbols at x, y in pixels; rows have `area`, `zone`, `fill`, `stroke` and `dash`."""
    shapes = {"domain": list(ZONE_SHAPES), "range": list(ZONE_SHAPES.values())}
    plain: dict[str, Any] = {"type": "nominal", "scale": None}
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "opacity": 1, **look},
        "encoding": {
            "x": at("x"),
            "y": at("y"),
            "size": {"field": "area", "type": "quantitative", "scale": None},
            "shape": {"field": "zone", "type": "nominal", "scale": shapes, "legend": None},
            "fill": {"field": "fill", **plain},
            "stroke": {"field": "stroke", **plain},
            "strokeWidth": {"field": "line", "type": "quantitative", "scale": None},
            "strokeDash": {
                "condition": {"test": "datum.dashed", "value": [3, 2]},
                "value": [1, 0],
            },
        },
    }


def zone_look(zone: str, *, sure: bool) -> Row:
    """Return fill and line of a zone's symbol; one that too few have judged is hollow with a broken line."""
    colour = ZONE_COLOURS[zone]
    hollow = not sure or zone in OPEN_ZONES
    return {
        "zone": zone,
        "fill": PAPER if hollow else colour,
        "stroke": colour if hollow else PAPER,
        "line": 2 if hollow else 1,
        "dashed": not sure,
    }


def sheet(layers: list[Layer], *, width: float, height: float) -> dict[str, Any]:
    """Return a specification of layers on a white sheet of exactly this size in pixels."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": "none",
        "padding": 0,
        "background": PAPER,
        "config": {"view": {"stroke": None}, "text": {"font": FONT, "fill": INK}, "font": FONT},
        "layer": layers,
    }


def flow(items: list[tuple[str, float]], *, size: float, width: float, gap: float = 18) -> list[tuple[float, int]]:
    """Return the left edge and line of each item of a legend: its words and the room for its symbol, in pixels."""
    places: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for text, symbol in items:
        needed = symbol + text_width(text, size)
        if x and x + needed > width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += needed + gap
    return places
