"""The portfolio as a picture: how radical each project is, and whether its work will still be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.charts.matrix_point import (
    BAND_FLOORS,
    RADICALITY_BOUNDS,
    MatrixPoint,
    mark_words,
    matrix_description,
    matrix_finding,
)
from portfolio.charts.placing import Anchor, Box, Label, place
from portfolio.language import Language, format_money_short, speaking
from portfolio.language import gettext as _
from portfolio.words import ZONES, band_word, zone_word

__all__ = ["MatrixPoint", "matrix_description", "matrix_finding", "portfolio_matrix"]

RISKS = frozenset({"immune_system_risk", "island_risk"})
LOWEST_START = 40  # the resilience axis starts here unless something lies lower


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels: the sheet's width, the plot's height and margins, and the type."""

    width: float
    plot: float
    left: float
    right: float
    size: float
    largest: float  # area of the largest symbol
    label: float  # widest label

    @property
    def inner(self) -> float:
        """The plot's width."""
        return self.width - self.left - self.right


WIDE = Frame(width=720, plot=400, left=38, right=70, size=13, largest=900, label=190)
NARROW = Frame(width=340, plot=330, left=30, right=56, size=12, largest=420, label=120)
PRINTED = Frame(width=432, plot=172, left=26, right=50, size=9.5, largest=280, label=120)
TOP = 2.6  # lines of type above the plot
MANY = 24  # projects; with more, marks and labels shrink so that the picture stays open
CROWDED_LABEL = 0.75  # of the widest label, so that a crowd has room for more of them
SMALLEST = 0.15  # of the usual size
SMALLEST_AREA = 30  # square pixels, so that the shape can be told


def portfolio_matrix(
    points: Sequence[MatrixPoint], *, language: Language, printed: bool, narrow: bool = False
) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, points, linked=not printed).specification()


class _Picture:
    """One drawing: scales from scores to pixels, and the layers from back to front."""

    def __init__(self, frame: Frame, points: Sequence[MatrixPoint], *, linked: bool) -> None:
        self.frame = frame
        self.linked = linked
        self.points = sorted(points, key=lambda point: (-(point.money_minor or 0), point.name))
        self.start = _axis_start(points)
        self.most = max((point.money_minor or 0 for point in points), default=0)
        self.top = frame.size * TOP
        self.shrink = max(SMALLEST, min(1.0, MANY / max(1, len(points))))
        self.legend = self._legend_items()
        self.named = sorted(self.points, key=lambda point: point.zone not in RISKS)
        widest = frame.label * (CROWDED_LABEL if len(points) > MANY else 1)
        self.names = [shorten(point.name, widest, frame.size) for point in self.named]
        self.places = self._places()

    def specification(self) -> dict[str, Any]:
        frame = self.frame
        places = marks.flow(
            [(str(item["text"]), frame.size * 1.6) for item in self.legend], size=frame.size, width=frame.width - 4
        )
        legend_top = self.top + frame.plot + frame.size * 4.6
        lines = places[-1][1] + 1 if places else 0
        layers = [
            *self._ground(),
            *self._whiskers(),
            self._symbols(),
            *marks.names(self.names, self.places, size=frame.size),
            marks.how_many_named(self.places, x=frame.left, y=self.y(self.start) + frame.size * 2.6, size=frame.size),
            *self._legend(places, legend_top),
        ]
        return marks.sheet(
            [layer for layer in layers if layer["data"]["values"]],
            width=frame.width,
            height=round(legend_top + lines * frame.size * 1.7),
        )

    def x(self, radicality: float) -> float:
        return round(self.frame.left + radicality / 100 * self.frame.inner, 2)

    def y(self, resilience: float) -> float:
        share = (max(resilience, self.start) - self.start) / (100 - self.start)
        return round(self.top + (1 - share) * self.frame.plot, 2)

    def area(self, point: MatrixPoint) -> float:
        share = (point.money_minor or 0) / self.most if self.most else 0
        return round(max(max(share, 0.07) * self.frame.largest * self.shrink, SMALLEST_AREA), 1)

    def radius(self, point: MatrixPoint) -> float:
        return float((self.area(point) / 3.14159) ** 0.5 * 1.15)

    def _ground(self) -> list[Layer]:
        frame, left, right = self.frame, self.x(0), self.x(100)
        bottom = self.y(self.start)
        quiet = {"fontSize": frame.size * 0.92, "fill": marks.QUIET_INK}
        return [
            marks.rules(self._limits(), stroke=marks.LINE, strokeWidth=1, strokeDash=[4, 3]),
            marks.rules(
                [
                    {"x": left, "x2": right, "y": bottom, "y2": bottom},
                    {"x": left, "x2": left, "y": self.y(100), "y2": bottom},
                ],
                stroke=marks.LINE,
                strokeWidth=1,
            ),
            marks.words(self._level_numbers(), align="right", **quiet),
            marks.words(self._band_words(), align="left", **quiet),
            marks.words(self._radicality_numbers(), align="center", **quiet),
            marks.words(self._radicality_words(), align="center", **quiet),
            marks.words([self._level_title()], align="left", fontSize=frame.size, fontWeight=600),
            marks.words([self._radicality_title()], align="right", fontSize=frame.size, fontWeight=600),
        ]

    def _limits(self) -> list[Row]:
        left, right, bottom = self.x(0), self.x(100), self.y(self.start)
        levels = [self.y(floor) for floor in BAND_FLOORS.values() if floor > self.start]
        uprights = [self.x(bound) for bound in RADICALITY_BOUNDS]
        return [
            *({"x": left, "x2": right, "y": y, "y2": y} for y in levels),
            *({"x": x, "x2": x, "y": self.y(100), "y2": bottom} for x in uprights),
        ]

    def _level_numbers(self) -> list[Row]:
        values = [self.start, *sorted(floor for floor in BAND_FLOORS.values() if floor > self.start), 100]
        return [{"x": self.frame.left - 6, "y": self.y(value), "text": f"{value:g}"} for value in values]

    def _band_words(self) -> list[Row]:
        rows, ceiling = [], 100
        for band, floor in BAND_FLOORS.items():
            middle = (ceiling + max(floor, self.start)) / 2
            rows.append({"x": self.x(100) + 8, "y": self.y(middle), "text": band_word(band)})
            ceiling = floor
        return rows

    def _radicality_numbers(self) -> list[Row]:
        y = self.y(self.start) + self.frame.size * 1.1
        return [{"x": self.x(value), "y": y, "text": str(value)} for value in (0, *RADICALITY_BOUNDS, 100)]

    def _radicality_words(self) -> list[Row]:
        y = self.y(self.start) + self.frame.size * 1.1
        middles = (17.5, 50, 82.5)
        return [
            {"x": self.x(middle), "y": y, "text": word}
            for middle, word in zip(middles, (_("incremental"), _("substantial"), _("radical")), strict=True)
        ]

    def _level_title(self) -> Row:
        words = _("Resilience: today’s tasks still done by people at the horizon, per cent")
        short = _("Resilience at the horizon, per cent")
        room = self.frame.width - 4
        return {
            "x": 0,
            "y": self.frame.size * 0.8,
            "text": words if text_width(words, self.frame.size) < room else short,
        }

    def _radicality_title(self) -> Row:
        return {"x": self.x(100), "y": self.y(self.start) + self.frame.size * 2.6, "text": _("Radicality") + " →"}

    def _whiskers(self) -> list[Layer]:
        lines: dict[str, list[Row]] = {zone: [] for zone in ZONES}
        for point in self.points:
            x, y = self.x(point.radicality), self.y(point.resilience)
            low, high = self.x(point.radicality_low), self.x(point.radicality_high)
            lines[point.zone] += [
                {"x": low, "x2": high, "y": y, "y2": y},
                {"x": x, "x2": x, "y": self.y(point.resilience_low), "y2": self.y(point.resilience_high)},
            ]
        return [
            marks.rules(rows, stroke=marks.ZONE_COLOURS[zone], strokeWidth=1.2, opacity=0.55 * self.shrink**0.5)
            for zone, rows in lines.items()
        ]

    def _symbols(self) -> Layer:
        rows = [
            {
                "x": self.x(point.radicality),
                "y": self.y(point.resilience),
                "area": self.area(point),
                **marks.zone_look(point.zone, sure=point.enough_evaluators),
                "name": mark_words(point),
                **({"href": point.href} if self.linked and point.href else {}),
            }
            for point in self.points
        ]
        layer = marks.zone_marks(rows)
        layer["encoding"]["description"] = {"field": "name"}
        if any("href" in row for row in rows):
            layer["encoding"]["href"] = {"field": "href"}
        return layer

    def _places(self) -> list[Label | None]:
        frame = self.frame
        anchors = [
            Anchor(self.x(p.radicality), self.y(p.resilience), self.radius(p), text_width(name, frame.size), frame.size)
            for p, name in zip(self.named, self.names, strict=True)
        ]
        room = Box(frame.left + 2, self.top - frame.size, frame.width - 2, self.y(self.start) - 2)
        bands = [
            Box(row["x"], row["y"] - frame.size, row["x"] + text_width(row["text"], frame.size), row["y"] + frame.size)
            for row in self._band_words()
        ]
        crowded = len(self.points) > MANY
        lines = marks.lines_in_the_way(self._whiskers(), self._limits())
        return place(anchors, frame=room, thin=lines, solid=bands, crowded=crowded)

    def _legend_items(self) -> list[Row]:
        present = [zone for zone in ZONES if any(point.zone == zone for point in self.points)]
        items: list[Row] = [{"text": zone_word(zone), **marks.zone_look(zone, sure=True)} for zone in present]
        if any(not point.enough_evaluators for point in self.points):
            items.append({"text": _("Hollow: too few evaluators"), **marks.zone_look("ordinary", sure=False)})
        if self.most:
            currency = next(point.currency for point in self.points if point.money_minor)
            money = _("Area: money, largest %(amount)s", amount=format_money_short(self.most, currency))
            items.append({"text": money, **marks.zone_look("ordinary", sure=True), "fill": marks.FAINT_LINE})
        return items

    def _legend(self, places: list[tuple[float, int]], top: float) -> list[Layer]:
        size = self.frame.size
        symbols, texts = [], []
        for item, (left, line) in zip(self.legend, places, strict=True):
            y = top + line * size * 1.7
            symbols.append({**item, "x": left + size * 0.6, "y": y, "area": size * 8})
            texts.append({"x": left + size * 1.5, "y": y, "text": item["text"]})
        return [
            marks.zone_marks(symbols, aria=False),
            marks.words(texts, align="left", fontSize=size * 0.92, fill=marks.QUIET_INK),
        ]


def _axis_start(points: Sequence[MatrixPoint]) -> int:
    """Return where the resilience axis starts: a fixed value unless a whisker reaches below it, then whole tens."""
    lowest = min((point.resilience_low for point in points), default=100.0)
    return int(max(0, min(LOWEST_START, lowest // 10 * 10)))
