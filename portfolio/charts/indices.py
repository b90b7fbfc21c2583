"""Where each study places one occupation among all: a row a study, from the least exposed to the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, speaking
from portfolio.language import gettext as _


@dataclass(frozen=True)
class IndexMark:
    """A study's row: its name and place from 0 to 100; `kind` is published, hand_labelled or stand_in."""

    name: str
    place: float
    kind: str


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    left: float
    size: float


WIDE, NARROW, PRINTED = Frame(720, 170, 13), Frame(340, 132, 12), Frame(432, 110, 9.5)
SHAPES = {"published": "circle", "hand_labelled": "square", "stand_in": "circle"}
RIGHT = 16  # pixels left free for the last mark


def index_places(
    rows: Sequence[IndexMark], *, language: Language, printed: bool, narrow: bool = False
) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, rows).specification()


def index_places_description(rows: Sequence[IndexMark]) -> str:
    """Return the picture in words, for those who cannot see it."""
    parts = [_("%(study)s: %(place)s", study=row.name, place=round(row.place)) for row in rows]
    return _("Place among a hundred occupations, 100 being the most exposed. %(places)s.", places="; ".join(parts))


class _Picture:
    """One drawing: rows under a scale, and a legend for the marks that occur."""

    def __init__(self, frame: Frame, rows: Sequence[IndexMark]) -> None:
        self.frame = frame
        self.rows = rows
        self.step = frame.size * 2.1
        self.top = frame.size * 1.8
        self.bottom = self.top + self.step * len(rows)
        self.legend, legend_lines = self._legend()
        self.height = self.bottom + frame.size * (2.0 + 1.7 * legend_lines)

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), *self.legend, self._marks([self._mark(n, row) for n, row in enumerate(self.rows)])]
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(kept, width=self.frame.width, height=round(self.height))

    def x(self, place: float) -> float:
        return round(self.frame.left + place / 100 * (self.frame.width - self.frame.left - RIGHT), 2)

    def y(self, number: int) -> float:
        return round(self.top + self.step * (number + 0.5), 2)

    def _ground(self) -> list[Layer]:
        frame = self.frame
        quiet = {"fontSize": frame.size * 0.92, "fill": marks.QUIET_INK}
        names = [
            {"x": 0, "y": self.y(number), "text": shorten(row.name, frame.left - 14, frame.size)}
            for number, row in enumerate(self.rows)
        ]
        tracks = [
            {"x": self.x(0), "x2": self.x(100), "y": self.y(number), "y2": self.y(number)}
            for number in range(len(self.rows))
        ]
        upright = [{"x": self.x(at), "x2": self.x(at), "y": self.top, "y2": self.bottom} for at in (0, 50, 100)]
        ends = [
            {"x": self.x(0), "y": frame.size * 0.8, "text": _("least exposed")},
            {"x": self.x(50), "y": frame.size * 0.8, "text": _("middle")},
            {"x": self.x(100), "y": frame.size * 0.8, "text": _("most exposed")},
        ]
        return [
            marks.rules(tracks, stroke=marks.FAINT_LINE, strokeWidth=1),
            marks.rules(upright, stroke=marks.LINE, strokeWidth=1, strokeDash=[4, 3]),
            marks.words(names, align="left", fontSize=frame.size),
            marks.words(ends[:1], align="left", **quiet),
            marks.words(ends[1:2], align="center", **quiet),
            marks.words(ends[2:], align="right", **quiet),
        ]

    def _mark(self, number: int, row: IndexMark) -> Row:
        return self._look(self.x(row.place), self.y(number), row.kind)

    def _look(self, x: float, y: float, kind: str) -> Row:
        hollow = kind == "stand_in"
        fill = marks.PAPER if hollow else marks.ACCENT
        return {"x": x, "y": y, "shape": SHAPES[kind], "fill": fill, "line": 2 if hollow else 1}

    def _marks(self, rows: list[Row]) -> Layer:
        plain: dict[str, Any] = {"type": "nominal", "scale": None}
        return {
            "data": {"values": rows},
            "mark": {"type": "point", "aria": False, "opacity": 1, "size": 90, "stroke": marks.ACCENT},
            "encoding": {
                "x": marks.at("x"),
                "y": marks.at("y"),
                "shape": {"field": "shape", **plain},
                "fill": {"field": "fill", **plain},
                "strokeWidth": {"field": "line", "type": "quantitative", "scale": None},
            },
        }

    def _legend(self) -> tuple[list[Layer], int]:
        size = self.frame.size * 0.92
        texts = {
            "published": _("as published"),
            "hand_labelled": _("set by hand by the authors"),
            "stand_in": _("mean of related occupations"),
        }
        items = [(text, kind) for kind, text in texts.items() if any(row.kind == kind for row in self.rows)]
        places = marks.flow([(text, 14.0) for text, _kind in items], size=size, width=self.frame.width)
        words, symbols = [], []
        for (text, kind), (x, line) in zip(items, places, strict=True):
            y = round(self.bottom + self.frame.size * (1.6 + 1.7 * line), 2)
            symbols.append(self._look(x + 5, y, kind))
            words.append({"x": x + 14, "y": y, "text": text})
        layers = [self._marks(symbols), marks.words(words, align="left", fontSize=size, fill=marks.QUIET_INK)]
        return layers, 1 + max((line for _x, line in places), default=0)
