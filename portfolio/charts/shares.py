"""Bars of a hundred per cent, cut into bands: how a portfolio is spread, and how likely each band is for a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.language import Language, format_percent, speaking
from portfolio.scoring.scale import Band
from portfolio.words import radicality_word

# Three steps that differ in grey print too; the text on each has at least 4.5 : 1.
SHADES = {Band.INCREMENTAL: "#D5DDE5", Band.SUBSTANTIAL: "#8FA6BB", Band.RADICAL: "#1F3B57"}
LETTERS = {Band.INCREMENTAL: marks.INK, Band.SUBSTANTIAL: marks.INK, Band.RADICAL: marks.PAPER}
GAP = 2  # pixels of paper between two parts of a bar


@dataclass(frozen=True)
class ShareBar:
    """A bar: what it is of, and its shares of 1 by band; `slim` ones are what others are compared with."""

    label: str
    shares: tuple[float, float, float]
    slim: bool = False
    href: str | None = None


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    size: float
    bar: float
    left: float  # room for labels; 0 puts them above the bars


WIDE = Frame(width=720, size=13, bar=28, left=190)
NARROW = Frame(width=340, size=12, bar=26, left=0)
PRINTED = Frame(width=432, size=9.5, bar=18, left=110)


def share_bars(bars: Sequence[ShareBar], *, language: Language, printed: bool, narrow: bool = False) -> dict[str, Any]:
    """Return the bars as a Vega-Lite specification; `printed` fits two columns of A4, `narrow` a phone."""
    frame = PRINTED if printed else NARROW if narrow else WIDE
    with speaking(language):
        return _Picture(frame, bars, linked=not printed).specification()


def share_bars_description(bars: Sequence[ShareBar]) -> str:
    """Return the bars in words, for those who cannot see them."""
    told = []
    for bar in bars:
        parts = ", ".join(
            f"{radicality_word(band)} {format_percent(share)}" for band, share in zip(Band, bar.shares, strict=True)
        )
        told.append(f"{bar.label}: {parts}.")
    return " ".join(told)


class _Picture:
    """One drawing: from shares to pixels, bar under bar."""

    def __init__(self, frame: Frame, bars: Sequence[ShareBar], *, linked: bool) -> None:
        self.frame = frame
        self.bars = bars
        self.linked = linked
        self.places = marks.flow(
            [(radicality_word(band), frame.size * 1.5) for band in Band], size=frame.size, width=frame.width
        )
        self.head = (self.places[-1][1] + 1) * frame.size * 1.8 + 4
        self.tops = self._tops()

    def specification(self) -> dict[str, Any]:
        layers = [*self._legend(), *self._parts(), self._labels(), *self._figures()]
        height = self.tops[-1] + self._height(self.bars[-1]) + 4 if self.bars else self.head
        return marks.sheet(
            [layer for layer in layers if layer["data"]["values"]], width=self.frame.width, height=round(height)
        )

    def _height(self, bar: ShareBar) -> float:
        return self.frame.bar * (0.65 if bar.slim else 1)

    def _tops(self) -> list[float]:
        tops, y = [], self.head
        above = 0 if self.frame.left else self.frame.size * 1.5
        for bar in self.bars:
            tops.append(round(y + above, 2))
            y += above + self._height(bar) + self.frame.size * 0.7
        return tops

    def _ends(self, bar: ShareBar) -> list[tuple[Band, float, float]]:
        """Return where each band of a bar begins and ends, in pixels."""
        room, x, ends = self.frame.width - self.frame.left, self.frame.left, []
        for band, share in zip(Band, bar.shares, strict=True):
            ends.append((band, round(x, 2), round(x + share * room, 2)))
            x += share * room
        return ends

    def _parts(self) -> list[Layer]:
        rows: dict[Band, list[Row]] = {band: [] for band in Band}
        for bar, top in zip(self.bars, self.tops, strict=True):
            for band, x, x2 in self._ends(bar):
                if x2 - x > GAP:
                    rows[band].append({"x": x, "x2": x2 - GAP, "y": top, "y2": top + self._height(bar)})
        return [_rectangles(rows[band], color=SHADES[band]) for band in Band]

    def _labels(self) -> Layer:
        frame, rows = self.frame, []
        room = frame.left - 12 if frame.left else frame.width - 4
        for bar, top in zip(self.bars, self.tops, strict=True):
            y = top + self._height(bar) / 2 if frame.left else top - frame.size * 0.7
            link = {"href": bar.href} if self.linked and bar.href else {}
            rows.append({"x": 0, "y": y, "text": shorten(bar.label, room, frame.size), "name": bar.label, **link})
        layer = marks.words(rows, align="left", fontSize=frame.size)
        if any("href" in row for row in rows):
            layer["encoding"] |= {"href": {"field": "href"}, "description": {"field": "name"}}
        return layer

    def _figures(self) -> list[Layer]:
        rows: dict[Band, list[Row]] = {band: [] for band in Band}
        size = self.frame.size * 0.92
        for bar, top in zip(self.bars, self.tops, strict=True):
            for (band, x, x2), share in zip(self._ends(bar), bar.shares, strict=True):
                text = format_percent(share)
                if x2 - x > text_width(text, size) + 8:
                    rows[band].append({"x": (x + x2 - GAP) / 2, "y": top + self._height(bar) / 2, "text": text})
        return [marks.words(rows[band], align="center", fontSize=size, fill=LETTERS[band]) for band in Band]

    def _legend(self) -> list[Layer]:
        size, layers, texts = self.frame.size, [], []
        for band, (left, line) in zip(Band, self.places, strict=True):
            y = size * (0.3 + 1.8 * line)
            layers.append(_rectangles([{"x": left, "x2": left + size, "y": y, "y2": y + size}], color=SHADES[band]))
            texts.append({"x": left + size * 1.5, "y": y + size / 2, "text": radicality_word(band)})
        return [*layers, marks.words(texts, align="left", fontSize=size, fill=marks.QUIET_INK)]


def _rectangles(rows: list[Row], **look: Any) -> Layer:
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "aria": False, **look},
        "encoding": {"x": marks.at("x"), "y": marks.at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }
