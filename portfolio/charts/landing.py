"""Decoupling against connection: which projects are sheltered from operations, and which have somewhere to land."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.charts.placing import Anchor, Box, Label, place
from portfolio.language import Language, ngettext, speaking
from portfolio.language import gettext as _
from portfolio.scoring.zones import CONNECTED, WALLED
from portfolio.words import ZONES, zone_word

RISKS = frozenset({"immune_system_risk", "island_risk"})
TOP = 2.6  # lines of type above the plot
MANY = 24  # projects; with more, marks and labels shrink so that the picture stays open


@dataclass(frozen=True)
class LandingPoint:
    """A project in the picture; scores and their limits are from 0 to 100."""

    name: str
    decoupling: float
    decoupling_low: float
    decoupling_high: float
    connection: float
    connection_low: float
    connection_high: float
    zone: str
    enough_evaluators: bool


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels: the sheet's width, the plot's height and margins, type and marks."""

    width: float
    plot: float
    left: float
    right: float
    size: float
    area: float

    @property
    def inner(self) -> float:
        """The plot's width."""
        return self.width - self.left - self.right


WIDE = Frame(width=720, plot=360, left=38, right=12, size=13, area=190)
NARROW = Frame(width=340, plot=300, left=30, right=8, size=12, area=130)
PRINTED = Frame(width=432, plot=188, left=26, right=12, size=9.5, area=90)


def landing_chart(
    points: Sequence[LandingPoint], *, language: Language, printed: bool, narrow: bool = False
) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, points).specification()


def landing_finding(points: Sequence[LandingPoint]) -> str:
    """Return what the picture shows, as a sentence without a full stop."""
    both = sum(point.decoupling >= WALLED and point.connection >= CONNECTED for point in points)
    if len(points) == 1:
        return (
            _("The project is both sheltered and has somewhere to land")
            if both
            else _("The project is not both sheltered and connected")
        )
    if not both:
        return _("No project is both sheltered and connected")
    return ngettext(
        "One of %(total)s projects is both sheltered and has somewhere to land",
        "%(num)s of %(total)s projects are both sheltered and have somewhere to land",
        both,
        total=len(points),
    )


def landing_description(points: Sequence[LandingPoint]) -> str:
    """Return the picture in words, for those who cannot see it."""
    counts = [(zone_word(zone), sum(point.zone == zone for point in points)) for zone in ZONES]
    return _(
        "Each mark is a project: to the right more decoupled from operations, upwards better connected to those who "
        "are to receive its results. %(zones)s. The table of all projects holds decoupling.",
        zones=", ".join(f"{word} {count}" for word, count in counts if count),
    )


class _Picture:
    """One drawing: scales from scores to pixels, and the layers from back to front."""

    def __init__(self, frame: Frame, points: Sequence[LandingPoint]) -> None:
        self.frame = frame
        self.points = sorted(points, key=lambda point: (point.zone not in RISKS, point.name))
        self.top = frame.size * TOP
        self.area = frame.area * max(0.2, min(1.0, MANY / max(1, len(points))))
        self.names = [shorten(point.name, frame.width * 0.28, frame.size) for point in self.points]
        self.places = self._places()

    def specification(self) -> dict[str, Any]:
        frame = self.frame
        items = self._legend_items()
        places = marks.flow(
            [(str(item["text"]), frame.size * 1.6) for item in items], size=frame.size, width=frame.width - 4
        )
        top = self.top + frame.plot + frame.size * 4.4  # below the title of the axis
        layers = [
            *self._ground(),
            *self._whiskers(),
            self._symbols(),
            *marks.names(self.names, self.places, size=frame.size),
            marks.how_many_named(self.places, x=frame.left, y=self.y(0) + frame.size * 2.4, size=frame.size),
            *self._legend(items, places, top),
        ]
        return marks.sheet(
            [layer for layer in layers if layer["data"]["values"]],
            width=frame.width,
            height=round(top + (places[-1][1] + 1 if places else 0) * frame.size * 1.7),
        )

    def x(self, decoupling: float) -> float:
        return round(self.frame.left + decoupling / 100 * self.frame.inner, 2)

    def y(self, connection: float) -> float:
        return round(self.top + (1 - connection / 100) * self.frame.plot, 2)

    def _ground(self) -> list[Layer]:
        frame = self.frame
        left, right, bottom, ceiling = self.x(0), self.x(100), self.y(0), self.y(100)
        axes = [
            {"x": left, "x2": right, "y": bottom, "y2": bottom},
            {"x": left, "x2": left, "y": ceiling, "y2": bottom},
        ]
        quiet = {"fontSize": frame.size * 0.92, "fill": marks.QUIET_INK}
        below = bottom + frame.size * 1.1
        return [
            marks.rules(self._limits(), stroke=marks.LINE, strokeWidth=1, strokeDash=[4, 3]),
            marks.rules(axes, stroke=marks.LINE, strokeWidth=1),
            marks.words(
                [{"x": left - 6, "y": self.y(value), "text": str(value)} for value in (0, 50, 100)],
                align="right",
                **quiet,
            ),
            marks.words(
                [{"x": self.x(value), "y": below, "text": str(value)} for value in (0, 50, 100)],
                align="center",
                **quiet,
            ),
            marks.words(self._corner_words(), align="left", **quiet),
            marks.words(
                [{"x": 0, "y": frame.size * 0.8, "text": _("Connection")}],
                align="left",
                fontSize=frame.size,
                fontWeight=600,
            ),
            marks.words(
                [{"x": right, "y": bottom + frame.size * 2.4, "text": _("Decoupling") + " →"}],
                align="right",
                fontSize=frame.size,
                fontWeight=600,
            ),
        ]

    def _limits(self) -> list[Row]:
        return [
            {"x": self.x(WALLED), "x2": self.x(WALLED), "y": self.y(100), "y2": self.y(0)},
            {"x": self.x(0), "x2": self.x(100), "y": self.y(CONNECTED), "y2": self.y(CONNECTED)},
        ]

    def _corner_words(self) -> list[Row]:
        """Say in each quarter what it means, close to its lower left corner, where whiskers are rare."""
        size = self.frame.size
        return [
            {"x": self.x(x) + 5, "y": self.y(y) - size * 0.8, "text": words}
            for x, y, words in (
                (0, CONNECTED, _("close to operations")),
                (WALLED, CONNECTED, _("sheltered, and will land")),
                (0, 0, _("neither sheltered nor connected")),
                (WALLED, 0, _("sheltered, lands nowhere")),
            )
            if text_width(words, size) < self.frame.inner / 2 - 8
        ]

    def _whiskers(self) -> list[Layer]:
        lines: dict[str, list[Row]] = {zone: [] for zone in ZONES}
        for point in self.points:
            x, y = self.x(point.decoupling), self.y(point.connection)
            lines[point.zone] += [
                {"x": self.x(point.decoupling_low), "x2": self.x(point.decoupling_high), "y": y, "y2": y},
                {"x": x, "x2": x, "y": self.y(point.connection_low), "y2": self.y(point.connection_high)},
            ]
        return [
            marks.rules(rows, stroke=marks.ZONE_COLOURS[zone], strokeWidth=1.2, opacity=0.55)
            for zone, rows in lines.items()
        ]

    def _symbols(self) -> Layer:
        rows = [
            {
                "x": self.x(point.decoupling),
                "y": self.y(point.connection),
                "area": self.area,
                **marks.zone_look(point.zone, sure=point.enough_evaluators),
                "name": point.name,
            }
            for point in self.points
        ]
        layer = marks.zone_marks(rows)
        layer["encoding"]["description"] = {"field": "name"}
        return layer

    def _places(self) -> list[Label | None]:
        frame, radius = self.frame, (self.area / 3.14159) ** 0.5 * 1.15
        anchors = [
            Anchor(self.x(point.decoupling), self.y(point.connection), radius, text_width(name, frame.size), frame.size)
            for point, name in zip(self.points, self.names, strict=True)
        ]
        words = [
            Box(
                row["x"],
                row["y"] - frame.size / 2,
                row["x"] + text_width(row["text"], frame.size),
                row["y"] + frame.size / 2,
            )
            for row in self._corner_words()
        ]
        room = Box(self.x(0) + 2, self.top - frame.size, self.x(100) + 4, self.y(0) - 2)
        crowded = len(self.points) > MANY
        lines = marks.lines_in_the_way(self._whiskers(), self._limits())
        return place(anchors, frame=room, thin=lines, solid=words, crowded=crowded)

    def _legend_items(self) -> list[Row]:
        present = [zone for zone in ZONES if any(point.zone == zone for point in self.points)]
        items: list[Row] = [{"text": zone_word(zone), **marks.zone_look(zone, sure=True)} for zone in present]
        if any(not point.enough_evaluators for point in self.points):
            items.append({"text": _("Hollow: too few evaluators"), **marks.zone_look("ordinary", sure=False)})
        return items

    def _legend(self, items: list[Row], places: list[tuple[float, int]], top: float) -> list[Layer]:
        size = self.frame.size
        symbols, texts = [], []
        for item, (left, line) in zip(items, places, strict=True):
            y = top + line * size * 1.7
            symbols.append({**item, "x": left + size * 0.6, "y": y, "area": size * 8})
            texts.append({"x": left + size * 1.5, "y": y, "text": item["text"]})
        return [
            marks.zone_marks(symbols, aria=False),
            marks.words(texts, align="left", fontSize=size * 0.92, fill=marks.QUIET_INK),
        ]
