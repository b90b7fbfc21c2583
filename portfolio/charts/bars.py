"""Upright bars: cash flows, a spread of results, a purse over the years; what was stands behind as an outline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, speaking

RED = "#B3261E"
SMALLEST_SPAN = 1e-9  # below it the values are one, whatever their last digits say


@dataclass(frozen=True)
class Bar:
    """A bar from nought to a value; `outline` is what it was before, `hollow` draws it open (a loss)."""

    label: str
    value: float
    outline: float | None = None
    hollow: bool = False


@dataclass(frozen=True)
class Marker:
    """An upright line after a number of bars (may be broken), with words at its top."""

    at: float
    text: str


@dataclass(frozen=True)
class BarChart:
    """Bars under a line that says what is counted; `write` writes a value on the axis."""

    counted: str
    bars: tuple[Bar, ...]
    write: Callable[[float], str]
    markers: tuple[Marker, ...] = ()
    key: tuple[str, str] | None = None  # what a full bar and an outline (or hollow bar) are


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    plot: float
    size: float


WIDE = Frame(width=720, plot=220, size=13)
NARROW = Frame(width=340, plot=190, size=12)


def bar_chart(chart: BarChart, *, language: Language, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `narrow` fits a phone."""
    with speaking(language):
        return _Picture(NARROW if narrow else WIDE, chart).specification()


class _Picture:
    """One drawing: scales from bars and values to pixels, and the layers from back to front."""

    def __init__(self, frame: Frame, chart: BarChart) -> None:
        self.frame, self.chart = frame, chart
        values = [value for bar in chart.bars for value in (bar.value, bar.outline or 0.0)]
        self.ticks = ticks(min([0.0, *values]), max([0.0, *values]))
        self.low, self.high = self.ticks[0], self.ticks[-1]
        size = frame.size * 0.92
        self.left = max(text_width(chart.write(tick), size) for tick in self.ticks) + 12
        self.inner = frame.width - self.left - 4
        marker_lines = len(chart.markers)
        self.top = frame.size * (2.4 + (1.5 if chart.key else 0)) + marker_lines * frame.size * 1.3
        self.step = self.inner / max(1, len(chart.bars))

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), *self._bars(), *self._markers(), *self._key()]
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(kept, width=self.frame.width, height=round(self.top + self.frame.plot + self.frame.size * 2))

    def x(self, place: float) -> float:
        return round(self.left + place * self.step, 2)

    def y(self, value: float) -> float:
        return round(self.top + (self.high - value) / (self.high - self.low) * self.frame.plot, 2)

    def _ground(self) -> list[Layer]:
        right, size = self.left + self.inner, self.frame.size
        quiet = {"fontSize": size * 0.92, "fill": marks.QUIET_INK}
        lines = [{"x": self.left, "x2": right, "y": self.y(tick), "y2": self.y(tick)} for tick in self.ticks]
        zero = [{"x": self.left, "x2": right, "y": self.y(0), "y2": self.y(0)}]
        numbers = [{"x": self.left - 6, "y": self.y(tick), "text": self.chart.write(tick)} for tick in self.ticks]
        counted = shorten(self.chart.counted, self.frame.width, size)
        return [
            marks.rules(lines, stroke=marks.FAINT_LINE, strokeWidth=1),
            marks.rules(zero, stroke=marks.QUIET_INK, strokeWidth=1),
            marks.words(numbers, align="right", **quiet),
            marks.words(self._labels(), align="center", **quiet),
            marks.words([{"x": 0, "y": size * 0.8, "text": counted}], align="left", fontSize=size, fontWeight=600),
        ]

    def _labels(self) -> list[Row]:
        """Words under the bars, as many as there is room for."""
        bars, size = self.chart.bars, self.frame.size * 0.92
        widest = max((text_width(bar.label, size) for bar in bars), default=0) + 10
        each = max(1, ceil(widest / self.step))
        y = self.top + self.frame.plot + size * 1.3
        kept = [(place, bar.label) for place, bar in enumerate(bars) if place % each == 0]
        right = self.left + self.inner
        return [
            {"x": min(max(self.x(place + 0.5), widest / 2), right - text_width(label, size) / 2), "y": y, "text": label}
            for place, label in kept
        ]

    def _bars(self) -> list[Layer]:
        gap = min(self.step * 0.12, 4)
        full = [self._box(place, bar.value, gap) for place, bar in enumerate(self.chart.bars) if not bar.hollow]
        hollow = [self._box(place, bar.value, gap) for place, bar in enumerate(self.chart.bars) if bar.hollow]
        before = [
            self._box(place, bar.outline, gap) for place, bar in enumerate(self.chart.bars) if bar.outline is not None
        ]
        return [
            _boxes(before, fill=marks.PAPER, stroke=marks.ACCENT, strokeWidth=1.2, strokeDash=[3, 2]),
            _boxes(full, fill=marks.ACCENT),
            _boxes(hollow, fill=marks.PAPER, stroke=RED, strokeWidth=1.6),
        ]

    def _box(self, place: int, value: float, gap: float) -> Row:
        top, bottom = sorted((self.y(value), self.y(0)))
        return {"x": self.x(place) + gap, "x2": self.x(place + 1) - gap, "y": top, "y2": bottom}

    def _markers(self) -> list[Layer]:
        lines: list[Row] = []
        left_words: list[Row] = []
        right_words: list[Row] = []
        size = self.frame.size
        for number, marker in enumerate(self.chart.markers):
            x = self.x(marker.at)
            y = self.top - (len(self.chart.markers) - number) * size * 1.3 + size * 0.5
            lines.append({"x": x, "x2": x, "y": y + size * 0.6, "y2": self.y(self.low)})
            fits = x + text_width(marker.text, size) * 1.06 < self.frame.width
            (left_words if fits else right_words).append({"x": x, "y": y, "text": marker.text})
        return [
            marks.rules(lines, stroke=marks.INK, strokeWidth=1, strokeDash=[2, 2]),
            marks.words(left_words, align="left", fontSize=size),
            marks.words(right_words, align="right", fontSize=size),
        ]

    def _key(self) -> list[Layer]:
        if self.chart.key is None:
            return []
        size, y = self.frame.size, self.frame.size * 2.2
        first, second = self.chart.key
        after = 18 + text_width(first, size) + 20
        hollow = any(bar.hollow for bar in self.chart.bars)
        look = {"stroke": RED, "strokeWidth": 1.6} if hollow else {"stroke": marks.ACCENT, "strokeDash": [3, 2]}
        return [
            _boxes([{"x": 1, "x2": 12, "y": y - 5, "y2": y + 5}], fill=marks.ACCENT),
            _boxes([{"x": after + 1, "x2": after + 12, "y": y - 5, "y2": y + 5}], fill=marks.PAPER, **look),
            marks.words(
                [{"x": 18, "y": y, "text": first}, {"x": after + 18, "y": y, "text": second}],
                align="left",
                fontSize=size,
            ),
        ]


def ticks(low: float, high: float) -> list[float]:
    """Return four to eight even numbers from at or below `low` to at or above `high`."""
    span = high - low if high - low > SMALLEST_SPAN else 1.0
    rough = span / 4
    scale = 10.0 ** floor(log10(rough))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return [round(number * step, 10) for number in range(first, last + 1)]


def histogram(values: Sequence[float], low: float, high: float, bins: int) -> list[tuple[float, float]]:
    """Return the start of each bin and the share of values in it; what lies beyond the ends is in the end bins."""
    width = (high - low) / bins
    counts = [0] * bins
    for value in values:
        counts[min(max(int((value - low) / width), 0), bins - 1)] += 1
    return [(low + number * width, count / max(1, len(values))) for number, count in enumerate(counts)]


def _boxes(rows: list[Row], **look: Any) -> Layer:
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "aria": False, **look},
        "encoding": {"x": marks.at("x"), "y": marks.at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }
