"""How the work of one project holds over the years: the median with its band, and each occupation as a thin line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.charts.matrix_point import BAND_FLOORS
from portfolio.charts.placing import spread
from portfolio.language import Language, speaking
from portfolio.language import gettext as _
from portfolio.resilience.bands import WATCH_FROM
from portfolio.words import band_word


@dataclass(frozen=True)
class OccupationLine:
    """An occupation's share of 1 of today's tasks still done by people, one value a year from the first."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Curve:
    """A project's resilience, one share of 1 a year from the first; limits are those of the 80 % interval."""

    first_year: int
    low: Sequence[float]
    median: Sequence[float]
    high: Sequence[float]
    occupations: Sequence[OccupationLine]
    horizon_year: int
    watch_year: int | None
    name: str = ""  # of the thick line; the project when empty


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    plot: float
    left: float
    right: float
    size: float


WIDE = Frame(width=720, plot=300, left=38, right=190, size=13)
NARROW = Frame(width=340, plot=260, left=30, right=104, size=12)
PRINTED = Frame(width=432, plot=180, left=26, right=120, size=9.5)
TOP = 2.6  # lines of type above the plot


def resilience_curve(curve: Curve, *, language: Language, printed: bool, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, curve).specification()


def curve_description(curve: Curve) -> str:
    """Return the picture in words, for those who cannot see it."""
    at = min(curve.horizon_year - curve.first_year, len(curve.median) - 1)
    return _(
        "A line from 100 in %(first)s to %(median)s in %(horizon)s, with a band from %(low)s to %(high)s there. "
        "The table beside it holds each occupation.",
        first=curve.first_year,
        median=round(curve.median[at] * 100),
        horizon=curve.horizon_year,
        low=round(curve.low[at] * 100),
        high=round(curve.high[at] * 100),
    )


class _Picture:
    """One drawing: scales from years and shares to pixels, and the layers from back to front."""

    def __init__(self, frame: Frame, curve: Curve) -> None:
        self.frame = frame
        self.curve = curve
        self.years = len(curve.median) - 1
        self.top = frame.size * TOP
        self.inner = frame.width - frame.left - frame.right

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), self._band(), *self._occupations(), self._median(), *self._moments()]
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(
            kept, width=self.frame.width, height=round(self.top + self.frame.plot + self.frame.size * 2.2)
        )

    def x(self, year: float) -> float:
        return round(self.frame.left + (year - self.curve.first_year) / self.years * self.inner, 2)

    def y(self, share: float) -> float:
        return round(self.top + (1 - share) * self.frame.plot, 2)

    def _ground(self) -> list[Layer]:
        frame, left = self.frame, self.frame.left
        right, bottom = left + self.inner, self.y(0)
        floors = [floor for floor in BAND_FLOORS.values() if floor]
        quiet = {"fontSize": frame.size * 0.92, "fill": marks.QUIET_INK}
        numbers = [{"x": left - 6, "y": self.y(value / 100), "text": str(value)} for value in (0, *floors, 100)]
        return [
            marks.rules(
                [{"x": left, "x2": right, "y": self.y(floor / 100), "y2": self.y(floor / 100)} for floor in floors],
                stroke=marks.LINE,
                strokeWidth=1,
                strokeDash=[4, 3],
            ),
            marks.rules([{"x": left, "x2": right, "y": bottom, "y2": bottom}], stroke=marks.LINE, strokeWidth=1),
            marks.words(numbers, align="right", **quiet),
            marks.words(self._band_words(), align="left", **quiet),
            marks.words(self._year_numbers(), align="center", **quiet),
            marks.words([self._title()], align="left", fontSize=frame.size, fontWeight=600),
        ]

    def _band_words(self) -> list[Row]:
        """Words stand at the left under each threshold, where the curves, still near 100, leave room."""
        floors = list(BAND_FLOORS.items())
        ceilings = {band: above for (_name, above), (band, _floor) in pairwise(floors)}
        return [
            {"x": self.frame.left + 4, "y": self.y(ceiling / 100) + self.frame.size * 0.8, "text": band_word(band)}
            for band, ceiling in ceilings.items()
        ]

    def _year_numbers(self) -> list[Row]:
        step = 5 if self.inner > 300 else 10
        y = self.y(0) + self.frame.size * 1.1
        first = self.curve.first_year
        return [{"x": self.x(year), "y": y, "text": str(year)} for year in range(first, first + self.years + 1, step)]

    def _title(self) -> Row:
        title = _("Today’s tasks still done by people, per cent")
        return {"x": 0, "y": self.frame.size * 0.8, "text": title}

    def _band(self) -> Layer:
        rows = [
            {"x": self.x(self.curve.first_year + year), "y": self.y(high), "y2": self.y(low)}
            for year, (low, high) in enumerate(zip(self.curve.low, self.curve.high, strict=True))
        ]
        return {
            "data": {"values": rows},
            "mark": {"type": "area", "aria": False, "color": marks.ACCENT, "opacity": 0.16},
            "encoding": {"x": marks.at("x"), "y": marks.at("y"), "y2": {"field": "y2"}},
        }

    def _line(self, values: Sequence[float], **look: Any) -> Layer:
        rows = [{"x": self.x(self.curve.first_year + year), "y": self.y(value)} for year, value in enumerate(values)]
        return {
            "data": {"values": rows},
            "mark": {"type": "line", "aria": False, **look},
            "encoding": {"x": marks.at("x"), "y": marks.at("y")},
        }

    def _median(self) -> Layer:
        return self._line(self.curve.median, color=marks.ACCENT, strokeWidth=2.5)

    def _occupations(self) -> list[Layer]:
        frame, lines = self.frame, self.curve.occupations if len(self.curve.occupations) > 1 else ()
        size = frame.size * 0.92
        room = frame.right - 14
        ends = [line.values[-1] for line in lines] + [self.curve.median[-1]]
        names = [line.name for line in lines] + [self.curve.name or _("The project")]
        middles = spread(
            [self.y(end) for end in ends], height=size * 1.25, top=self.top - size / 2, bottom=self.y(0) + size / 2
        )
        texts = [
            {"x": frame.left + self.inner + 10, "y": round(middle, 2), "text": shorten(name, room, size)}
            for name, middle in zip(names, middles, strict=True)
        ]
        ties = [
            {"x": frame.left + self.inner + 1, "x2": frame.left + self.inner + 8, "y": self.y(end), "y2": text["y"]}
            for end, text in zip(ends, texts, strict=True)
        ]
        return [
            *(self._line(line.values, color=marks.QUIET_INK, strokeWidth=1) for line in lines),
            marks.rules(ties, stroke=marks.LINE, strokeWidth=0.8),
            marks.words(texts[:-1], align="left", fontSize=size, fill=marks.QUIET_INK),
            marks.words(texts[-1:], align="left", fontSize=size, fill=marks.ACCENT, fontWeight=600),
        ]

    def _moments(self) -> list[Layer]:
        """The horizon as an upright line with its figure, and the watch year from the threshold down."""
        curve, frame = self.curve, self.frame
        year = curve.horizon_year - curve.first_year
        if not 0 <= year <= self.years:
            return self._watch_year()
        x = self.x(curve.horizon_year)
        text = _("Horizon %(year)s: %(median)s", year=curve.horizon_year, median=round(curve.median[year] * 100))
        first = curve.watch_year is not None and curve.horizon_year < curve.watch_year
        return [
            marks.rules([{"x": x, "x2": x, "y": self.y(1), "y2": self.y(0)}], stroke=marks.INK, strokeWidth=1),
            self._dot(x, self.y(curve.median[year])),
            self._beside(x, self.y(0) - frame.size * 2.2, text, leftwards=first, fontWeight=600),
            *self._watch_year(),
        ]

    def _watch_year(self) -> list[Layer]:
        year = self.curve.watch_year
        if year is None or not self.curve.first_year <= year <= self.curve.first_year + self.years:
            return []
        x = self.x(year)
        line = {"x": x, "x2": x, "y": self.y(WATCH_FROM), "y2": self.y(0)}
        text = _("Watch year %(year)s", year=year)
        return [
            marks.rules([line], stroke=marks.INK, strokeDash=[2, 2]),
            self._beside(x, self.y(0) - self.frame.size * 0.9, text, leftwards=year < self.curve.horizon_year),
        ]

    def _beside(self, x: float, y: float, text: str, *, leftwards: bool, **look: Any) -> Layer:
        """Return a text beside an upright line, on the wanted side where there is room for it."""
        width = text_width(text, self.frame.size) * 1.06 + 6  # semibold is a little wider
        fits_left = x - width > 0
        fits_right = x + width < self.frame.left + self.inner
        left = fits_left and (leftwards or not fits_right)
        row = {"x": x + (-6 if left else 6), "y": y, "text": text}
        return marks.words([row], align="right" if left else "left", fontSize=self.frame.size, **look)

    def _dot(self, x: float, y: float) -> Layer:
        return {
            "data": {"values": [{"x": x, "y": y}]},
            "mark": {"type": "point", "aria": False, "filled": True, "opacity": 1, "color": marks.ACCENT, "size": 70},
            "encoding": {"x": marks.at("x"), "y": marks.at("y")},
        }
