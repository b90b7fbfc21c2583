"""The places that each project takes in most plausible weightings: a line with a dot, no league table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, speaking
from portfolio.language import gettext as _

MOST_NUMBERS = 12  # places numbered along the axis


@dataclass(frozen=True)
class Place:
    """A project with the places from 1 (highest) between which it lies in 90 % of the draws, and the middle one."""

    name: str
    low: int
    middle: int
    high: int
    href: str | None = None


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    size: float
    row: float
    left: float  # room for names; 0 puts them above the lines


WIDE = Frame(width=720, size=13, row=26, left=200)
NARROW = Frame(width=340, size=12, row=36, left=0)
PRINTED = Frame(width=432, size=9.5, row=17, left=120)


def place_lines(places: Sequence[Place], *, language: Language, printed: bool, narrow: bool = False) -> dict[str, Any]:
    """Return the lines as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, places, linked=not printed).specification()


def place_lines_description(places: Sequence[Place]) -> str:
    """Return the lines in words, for those who cannot see them."""
    return " ".join(place_words(place) for place in places)


def place_words(place: Place) -> str:
    """Return the places of one project in words."""
    if place.low == place.high:
        return _("%(name)s: place %(place)s.", name=place.name, place=place.middle)
    return _("%(name)s: from place %(low)s to %(high)s.", name=place.name, low=place.low, high=place.high)


class _Picture:
    """One drawing: places from left to right, a row for each project."""

    def __init__(self, frame: Frame, places: Sequence[Place], *, linked: bool) -> None:
        self.frame = frame
        self.places = places
        self.linked = linked
        self.top = frame.size * 3.2
        self.bottom = self.top + frame.row * len(places)

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), self._lines(), self._dots(), self._names()]
        return marks.sheet(
            [layer for layer in layers if layer["data"]["values"]],
            width=self.frame.width,
            height=round(self.bottom + 6),
        )

    def x(self, place: float) -> float:
        left, right = self.frame.left + 10, self.frame.width - 14
        return round(left + (place - 1) / max(1, len(self.places) - 1) * (right - left), 2)

    def y(self, row: int) -> float:
        offset = 0.5 if self.frame.left else 0.75
        return round(self.top + (row + offset) * self.frame.row, 2)

    def _ground(self) -> list[Layer]:
        step = max(1, -(-len(self.places) // MOST_NUMBERS))
        numbered = range(1, len(self.places) + 1, step)
        size = self.frame.size * 0.92
        numbers = [{"x": self.x(place), "y": self.top - size, "text": str(place)} for place in numbered]
        lines = [{"x": self.x(p), "x2": self.x(p), "y": self.top, "y2": self.bottom} for p in numbered]
        title = {"x": self.frame.left, "y": self.frame.size * 0.8, "text": _("Place among the projects, 1 is highest")}
        return [
            marks.rules(lines, stroke=marks.FAINT_LINE, strokeWidth=1),
            marks.words(numbers, align="center", fontSize=size, fill=marks.QUIET_INK),
            marks.words([title], align="left", fontSize=self.frame.size, fontWeight=600),
        ]

    def _lines(self) -> Layer:
        rows = [
            {"x": self.x(place.low), "x2": self.x(place.high), "y": self.y(row), "y2": self.y(row)}
            for row, place in enumerate(self.places)
        ]
        return marks.rules(rows, stroke=marks.ACCENT, strokeWidth=3, opacity=0.45)

    def _dots(self) -> Layer:
        rows = [{"x": self.x(place.middle), "y": self.y(row)} for row, place in enumerate(self.places)]
        return {
            "data": {"values": rows},
            "mark": {"type": "point", "aria": False, "filled": True, "opacity": 1, "color": marks.ACCENT, "size": 60},
            "encoding": {"x": marks.at("x"), "y": marks.at("y")},
        }

    def _names(self) -> Layer:
        frame, rows = self.frame, []
        room = frame.left - 12 if frame.left else frame.width - 4
        for number, place in enumerate(self.places):
            y = self.y(number) if frame.left else self.y(number) - frame.size * 1.1
            row: Row = {"x": 0, "y": y, "text": shorten(place.name, room, frame.size), "name": place_words(place)}
            rows.append({**row, "href": place.href} if self.linked and place.href else row)
        layer = marks.words(rows, align="left", fontSize=frame.size)
        if any("href" in row for row in rows):
            layer["encoding"] |= {"href": {"field": "href"}, "description": {"field": "name"}}
        return layer
