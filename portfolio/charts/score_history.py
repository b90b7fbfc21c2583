"""A project's scores over time: three small plots, each with its band, broken where the rubric changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from babel import dates

from portfolio.charts import marks
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, current_locale, format_date, format_number, speaking
from portfolio.reference.rubric import Axis
from portfolio.rounds.panel import ADVISED_PANEL
from portfolio.scoring.history import Moment
from portfolio.words import axis_word

LIMITS = {Axis.RADICALITY: (35, 65), Axis.DECOUPLING: (50, 75), Axis.CONNECTION: (50,)}  # where words and zones change
History = Mapping[Axis, Sequence[Moment]]


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels; plots stand beside each other in `columns`."""

    width: float
    plot: float
    size: float
    columns: int


WIDE = Frame(width=720, plot=130, size=13, columns=3)
NARROW = Frame(width=340, plot=110, size=12, columns=1)
PRINTED = Frame(width=432, plot=80, size=9.5, columns=3)
LEFT, RIGHT, GAP = 26, 10, 24


def score_history_chart(history: History, *, language: Language, printed: bool, narrow: bool = False) -> dict[str, Any]:
    """Return the plots as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, history).specification()


def score_history_description(history: History) -> str:
    """Return the plots in words, for those who cannot see them."""
    return " ".join(
        f"{axis_word(axis)}: " + ", ".join(f"{format_date(one.day)} {_value(one)}" for one in moments) + "."
        for axis, moments in history.items()
    )


def _value(moment: Moment) -> str:
    if moment.value is None:
        return f"{format_number(moment.low)}–{format_number(moment.high)}"
    return format_number(moment.value)


class _Picture:
    """One drawing: a plot for each axis on the same span of time."""

    def __init__(self, frame: Frame, history: History) -> None:
        self.frame = frame
        self.history = history
        days = [moment.day for moments in history.values() for moment in moments]
        self.first, self.last = min(days), max(days)
        self.inner = (frame.width - GAP * (frame.columns - 1)) / frame.columns
        self.top = frame.size * 2.2
        self.whole = self.top + frame.plot + frame.size * 2.4

    def specification(self) -> dict[str, Any]:
        layers: list[Layer] = []
        for number, (axis, moments) in enumerate(self.history.items()):
            left = (number % self.frame.columns) * (self.inner + GAP)
            down = (number // self.frame.columns) * self.whole
            layers += _Plot(self, axis, moments, left, down).layers()
        rows = -(-len(self.history) // self.frame.columns)
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(kept, width=self.frame.width, height=round(rows * self.whole))


class _Plot:
    """The plot of one axis, with its corner at `left`, `down`."""

    def __init__(self, picture: _Picture, axis: Axis, moments: Sequence[Moment], left: float, down: float) -> None:
        self.picture, self.frame = picture, picture.frame
        self.axis, self.moments = axis, moments
        self.left, self.down = left, down

    def layers(self) -> list[Layer]:
        return [*self._ground(), *self._bands(), *self._steps(), *self._breaks(), *self._dots(), self._values()]

    def x(self, day: date) -> float:
        span = (self.picture.last - self.picture.first).days
        share = (day - self.picture.first).days / span if span else 0.5
        return round(self.left + LEFT + 8 + share * (self.picture.inner - LEFT - RIGHT - 16), 2)

    def y(self, score: float) -> float:
        return round(self.down + self.picture.top + (1 - score / 100) * self.frame.plot, 2)

    def _ground(self) -> list[Layer]:
        left, right, size = self.left + LEFT, self.left + self.picture.inner - RIGHT, self.frame.size
        quiet = {"fontSize": size * 0.85, "fill": marks.QUIET_INK}
        levels = (0, *LIMITS[self.axis], 100)
        lines = [{"x": left, "x2": right, "y": self.y(level), "y2": self.y(level)} for level in levels]
        numbers = [{"x": left - 5, "y": self.y(level), "text": str(level)} for level in levels]
        title = {"x": self.left, "y": self.down + size * 0.8, "text": axis_word(self.axis)}
        return [
            marks.rules([lines[0]], stroke=marks.LINE, strokeWidth=1),
            marks.rules(lines[1:-1], stroke=marks.LINE, strokeWidth=1, strokeDash=[4, 3]),
            marks.words(numbers, align="right", **quiet),
            marks.words([title], align="left", fontSize=size, fontWeight=600),
            *self._days(quiet),
        ]

    def _days(self, quiet: dict[str, Any]) -> list[Layer]:
        y = self.y(0) + self.frame.size * 1.1
        first, last = self.picture.first, self.picture.last
        ends = [{"x": self.left + LEFT, "y": y, "text": _month(first)}]
        later = [{"x": self.left + self.picture.inner - RIGHT, "y": y, "text": _month(last)}] if last > first else []
        return [marks.words(ends, align="left", **quiet), marks.words(later, align="right", **quiet)]

    def _runs(self) -> list[list[Moment]]:
        """Return the moments in stretches that a line may join."""
        runs: list[list[Moment]] = []
        for moment in self.moments:
            if runs and moment.joined:
                runs[-1].append(moment)
            else:
                runs.append([moment])
        return runs

    def _bands(self) -> list[Layer]:
        return [
            {
                "data": {"values": [{"x": self.x(m.day), "y": self.y(m.high), "y2": self.y(m.low)} for m in run]},
                "mark": {"type": "area", "aria": False, "color": marks.ACCENT, "opacity": 0.16},
                "encoding": {"x": marks.at("x"), "y": marks.at("y"), "y2": {"field": "y2"}},
            }
            for run in self._runs()
            if len(run) > 1
        ]

    def _steps(self) -> list[Layer]:
        whiskers = [
            {"x": self.x(m.day), "x2": self.x(m.day), "y": self.y(m.low), "y2": self.y(m.high)} for m in self.moments
        ]
        lines: list[Row] = []
        for before, after in (pair for run in self._runs() for pair in pairwise(run)):
            if before.value is not None and after.value is not None:
                lines.append(
                    {
                        "x": self.x(before.day),
                        "y": self.y(before.value),
                        "x2": self.x(after.day),
                        "y2": self.y(after.value),
                    }
                )
        return [
            marks.rules(whiskers, stroke=marks.ACCENT, strokeWidth=1.2, opacity=0.6),
            marks.rules(lines, stroke=marks.ACCENT, strokeWidth=2),
        ]

    def _breaks(self) -> list[Layer]:
        rows, texts = [], []
        for before, after in pairwise(self.moments):
            if before.rubric_version != after.rubric_version:
                x = (self.x(before.day) + self.x(after.day)) / 2
                rows.append({"x": x, "x2": x, "y": self.y(100), "y2": self.y(0)})
                texts.append({"x": x + 4, "y": self.y(100) + 4, "text": after.rubric_version})
        return [
            marks.rules(rows, stroke=marks.INK, strokeWidth=1, strokeDash=[2, 2]),
            marks.words(texts, align="left", fontSize=self.frame.size * 0.8, fill=marks.QUIET_INK),
        ]

    def _dots(self) -> list[Layer]:
        spots = [(m, {"x": self.x(m.day), "y": self.y(m.value)}) for m in self.moments if m.value is not None]
        solid = [spot for moment, spot in spots if moment.evaluators >= ADVISED_PANEL]
        hollow = [spot for moment, spot in spots if moment.evaluators < ADVISED_PANEL]
        return [_points(solid, fill=marks.ACCENT), _points(hollow, fill=marks.PAPER)]

    def _values(self) -> Layer:
        known = [moment for moment in self.moments if moment.value is not None]
        ends = known[:1] + known[-1:] if len(known) > 1 else known
        rows = []
        for moment in ends:
            above = (moment.high if moment.high < 88 else moment.low - 22) + 9
            rows.append({"x": self.x(moment.day), "y": self.y(above), "text": _value(moment)})
        return marks.words(rows, align="center", fontSize=self.frame.size * 0.92, fontWeight=600)


def _points(rows: list[Row], *, fill: str) -> Layer:
    look = {"opacity": 1, "fill": fill, "stroke": marks.ACCENT, "strokeWidth": 2, "size": 44}
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "aria": False, **look},
        "encoding": {"x": marks.at("x"), "y": marks.at("y")},
    }


def _month(day: date) -> str:
    return dates.format_date(day, "MMM y", current_locale())
