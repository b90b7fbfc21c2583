"""A radar of technology signals: the stronger, the nearer the middle; a sector for each major group of occupations."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, current_language, ngettext, speaking
from portfolio.language import gettext as _
from portfolio.reference.occupations import occupation_groups
from portfolio.resilience.signals import Direction, Strength
from portfolio.words import strength_word

RINGS = (Strength.STRONG, Strength.MODERATE, Strength.WEAK)  # from the middle outwards
SECTORS = tuple("1234567890")  # clockwise from the top; armed forces last


@dataclass(frozen=True)
class RadarSignal:
    """A signal as the radar draws it: its number in the list, and the first digits of its occupations."""

    number: int
    title: str
    sectors: tuple[str, ...]
    strength: Strength
    direction: Direction
    href: str | None = None


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels; `label` is the room for a sector's name, 0 for its digit alone."""

    width: float
    radius: float
    label: float
    size: float


WIDE = Frame(width=720, radius=185, label=165, size=13)
NARROW = Frame(width=340, radius=140, label=0, size=12)


def signal_radar(signals: Sequence[RadarSignal], *, language: Language, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification."""
    with speaking(language):
        return _Radar(NARROW if narrow else WIDE, signals).specification()


def radar_finding(signals: Sequence[RadarSignal]) -> str:
    """Return what the picture shows, as a sentence."""
    strong = sum(signal.strength is Strength.STRONG for signal in signals)
    return ngettext(
        "%(num)s signal in force; strong: %(strong)s",
        "%(num)s signals in force; strong: %(strong)s",
        len(signals),
        strong=strong,
    )


def radar_description() -> str:
    """Return how the picture is to be read, for those who cannot see it; the list holds every signal."""
    return _(
        "Each number is a signal of the list below. The nearer the middle, the stronger; a sector is a major group of "
        "occupations. Filled: sooner than thought; hollow: later."
    )


class _Radar:
    """One drawing: rings, sectors and numbered marks."""

    def __init__(self, frame: Frame, signals: Sequence[RadarSignal]) -> None:
        self.frame, self.signals = frame, signals
        self.top = frame.size * 2.2
        self.x0 = frame.width / 2
        self.y0 = self.top + frame.radius

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), *self._marks()]
        height = round(self.y0 + self.frame.radius + self.frame.size * 2.2)
        return marks.sheet(
            [layer for layer in layers if layer["data"]["values"]], width=self.frame.width, height=height
        )

    def at(self, angle: float, radius: float) -> tuple[float, float]:
        """Return pixels of a place; the angle is in turns, clockwise from the top."""
        return (
            round(self.x0 + radius * sin(2 * pi * angle), 2),
            round(self.y0 - radius * cos(2 * pi * angle), 2),
        )

    def _ground(self) -> list[Layer]:
        frame = self.frame
        rings = [
            {"x": self.x0, "y": self.y0, "area": round((2 * frame.radius * (place + 1) / 3) ** 2, 1)}
            for place in range(3)
        ]
        lines = []
        for place in range(len(SECTORS)):
            x, y = self.at(place / len(SECTORS), frame.radius)
            lines.append({"x": self.x0, "y": self.y0, "x2": x, "y2": y})
        names = [
            {
                "x": self.x0,
                "y": self.y0 - frame.radius * (place + 1) / 3 + frame.size * 0.75,
                "text": strength_word(ring),
            }
            for place, ring in enumerate(RINGS)
        ]
        return [
            {
                "data": {"values": rings},
                "mark": {
                    "type": "point",
                    "aria": False,
                    "shape": "circle",
                    "filled": False,
                    "stroke": marks.LINE,
                    "strokeWidth": 1,
                },
                "encoding": {
                    "x": marks.at("x"),
                    "y": marks.at("y"),
                    "size": {"field": "area", "type": "quantitative", "scale": None},
                },
            },
            marks.rules(lines, stroke=marks.FAINT_LINE, strokeWidth=1),
            marks.words(names, align="center", fontSize=frame.size * 0.85, fill=marks.QUIET_INK),
            *self._sector_names(),
        ]

    def _sector_names(self) -> list[Layer]:
        rows: dict[str, list[Row]] = {"left": [], "right": [], "center": []}
        for place, digit in enumerate(SECTORS):
            angle = (place + 0.5) / len(SECTORS)
            x, y = self.at(angle, self.frame.radius + self.frame.size)
            side = "center" if not self.frame.label else "left" if angle < 0.5 else "right"
            rows[side].append({"x": x, "y": y, "text": self._sector_name(digit)})
        look = {"fontSize": self.frame.size * 0.92, "fill": marks.QUIET_INK}
        return [marks.words(found, align=side, **look) for side, found in rows.items()]

    def _sector_name(self, digit: str) -> str:
        if not self.frame.label:
            return digit
        title = occupation_groups()[digit].title_in(current_language())
        return shorten(f"{digit} {title}", self.frame.label, self.frame.size * 0.92)

    def _marks(self) -> list[Layer]:
        rows = []
        for digit in SECTORS:
            for ring in RINGS:
                found = [one for one in self.signals if digit in one.sectors and one.strength is ring]
                rows += [self._mark(one, digit, ring, place, len(found)) for place, one in enumerate(found)]
        discs = {
            "data": {"values": rows},
            "mark": {
                "type": "point",
                "shape": "circle",
                "opacity": 1,
                "strokeWidth": 2,
                "size": self.frame.size**2 * 2.6,
            },
            "encoding": {
                "x": marks.at("x"),
                "y": marks.at("y"),
                "fill": {"field": "fill", "type": "nominal", "scale": None},
                "stroke": {"value": marks.ACCENT},
                "description": {"field": "name"},
                **({"href": {"field": "href"}} if any("href" in row for row in rows) else {}),
            },
        }
        numbers = [{"x": row["x"], "y": row["y"], "text": row["number"]} for row in rows]
        inks = [
            marks.words(
                [number for number, row in zip(numbers, rows, strict=True) if (row["fill"] == marks.ACCENT) == filled],
                align="center",
                fontSize=self.frame.size * 0.92,
                fontWeight=600,
                fill=marks.PAPER if filled else marks.ACCENT,
            )
            for filled in (True, False)
        ]
        return [discs, *inks]

    def _mark(self, signal: RadarSignal, digit: str, ring: Strength, place: int, count: int) -> Row:
        sector = SECTORS.index(digit)
        angle = (sector + (place + 1) / (count + 1)) / len(SECTORS)
        radius = self.frame.radius * (RINGS.index(ring) + (0.62 if ring is Strength.STRONG else 0.5)) / 3
        x, y = self.at(angle, radius)
        return {
            "x": x,
            "y": y,
            "fill": marks.ACCENT if signal.direction is Direction.SOONER else marks.PAPER,
            "number": str(signal.number),
            "name": f"{signal.number}. {signal.title}",
            **({"href": signal.href} if signal.href else {}),
        }
