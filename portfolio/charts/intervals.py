"""Figures with their intervals on one scale: a line with a dot for each, and dashed limits to read them against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten
from portfolio.charts.marks import Layer
from portfolio.language import Language, format_number, speaking
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Interval:
    """A figure from 0 to 1 (below 0 is drawn at 0) with its limits; `value` is None where it cannot be computed."""

    name: str
    low: float | None
    value: float | None
    high: float | None


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    size: float
    row: float
    left: float  # room for names; 0 puts them above the lines
    right: float


WIDE = Frame(width=720, size=13, row=25, left=230, right=44)
NARROW = Frame(width=340, size=12, row=36, left=0, right=40)
PRINTED = Frame(width=432, size=9.5, row=16, left=140, right=30)


def interval_lines(
    intervals: Sequence[Interval],
    limits: Sequence[float],
    *,
    language: Language,
    printed: bool,
    narrow: bool = False,
) -> dict[str, Any]:
    """Return the lines as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, intervals, limits).specification()


def interval_lines_description(intervals: Sequence[Interval]) -> str:
    """Return the lines in words, for those who cannot see them."""
    return " ".join(f"{one.name}: {_words(one)}." for one in intervals)


def _words(one: Interval) -> str:
    if one.value is None:
        return _("not computable")
    if one.low is None or one.high is None:
        return format_number(one.value, 2)
    return f"{format_number(one.value, 2)} ({format_number(one.low, 2)}–{format_number(one.high, 2)})"


class _Picture:
    """One drawing: from 0 at the left to 1 at the right, a row for each figure."""

    def __init__(self, frame: Frame, intervals: Sequence[Interval], limits: Sequence[float]) -> None:
        self.frame = frame
        self.intervals = intervals
        self.limits = limits
        self.top = frame.size * 1.8
        self.bottom = self.top + frame.row * len(intervals)

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), self._lines(), self._dots(), self._names(), self._figures()]
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(kept, width=self.frame.width, height=round(self.bottom + 6))

    def x(self, value: float) -> float:
        left, right = self.frame.left + 8, self.frame.width - self.frame.right
        return round(left + min(max(value, 0.0), 1.0) * (right - left), 2)

    def y(self, row: int) -> float:
        return round(self.top + (row + (0.5 if self.frame.left else 0.75)) * self.frame.row, 2)

    def _ground(self) -> list[Layer]:
        size = self.frame.size * 0.92
        ends = [{"x": self.x(at), "x2": self.x(at), "y": self.top, "y2": self.bottom} for at in (0, 1)]
        dashed = [{"x": self.x(at), "x2": self.x(at), "y": self.top, "y2": self.bottom} for at in self.limits]
        texts = [(0.0, "0"), (1.0, "1"), *((at, format_number(at, 2)) for at in self.limits)]
        numbers = [{"x": self.x(at), "y": self.top - size * 0.8, "text": text} for at, text in texts]
        return [
            marks.rules(ends, stroke=marks.FAINT_LINE, strokeWidth=1),
            marks.rules(dashed, stroke=marks.LINE, strokeWidth=1, strokeDash=[4, 3]),
            marks.words(numbers, align="center", fontSize=size, fill=marks.QUIET_INK),
        ]

    def _lines(self) -> Layer:
        rows = [
            {"x": self.x(one.low), "x2": self.x(one.high), "y": self.y(row), "y2": self.y(row)}
            for row, one in enumerate(self.intervals)
            if one.low is not None and one.high is not None
        ]
        return marks.rules(rows, stroke=marks.ACCENT, strokeWidth=3, opacity=0.45)

    def _dots(self) -> Layer:
        known = [(row, one.value) for row, one in enumerate(self.intervals) if one.value is not None]
        return {
            "data": {"values": [{"x": self.x(value), "y": self.y(row)} for row, value in known]},
            "mark": {"type": "point", "aria": False, "filled": True, "opacity": 1, "color": marks.ACCENT, "size": 60},
            "encoding": {"x": marks.at("x"), "y": marks.at("y")},
        }

    def _names(self) -> Layer:
        frame = self.frame
        room = frame.left - 12 if frame.left else frame.width - 4
        lift = 0 if frame.left else frame.size * 1.1
        rows = [
            {"x": 0, "y": self.y(row) - lift, "text": shorten(one.name, room, frame.size)}
            for row, one in enumerate(self.intervals)
        ]
        return marks.words(rows, align="left", fontSize=frame.size)

    def _figures(self) -> Layer:
        rows = [
            {
                "x": self.frame.width - 2,
                "y": self.y(row),
                "text": "–" if one.value is None else format_number(one.value, 2),
            }
            for row, one in enumerate(self.intervals)
        ]
        return marks.words(rows, align="right", fontSize=self.frame.size * 0.92)
