"""The waterfall of a bond: what came in, and step by step what went out and is still to go, one line a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer
from portfolio.language import Language, format_money_short, speaking
from portfolio.language import gettext as _


@dataclass(frozen=True)
class BondStep:
    """A step with what has moved and what is planned to, in minor units."""

    name: str
    done: int
    planned: int
    currency: str


WIDE, NARROW = 720.0, 340.0
SIZE, NARROW_SIZE = 13.0, 12.0
ROW = 3.4  # lines of type a step takes
NARROW_ROW = 4.4
THICK = 9.0  # pixels of a bar
PLANNED = "#7FA9AA"  # the accent, thinned: not moved yet


def bond_steps(steps: Sequence[BondStep], *, language: Language, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification, all steps on one scale."""
    width, size, row = (NARROW, NARROW_SIZE, NARROW_ROW) if narrow else (WIDE, SIZE, ROW)
    with speaking(language):
        layers = [layer for layer in _layers(steps, width, size, row) if layer["data"]["values"]]
    return marks.sheet(layers, width=width, height=round(size * (row * len(steps) + 1.6)))


def steps_words(steps: Sequence[BondStep]) -> str:
    """Return the picture in words, for those who cannot see it."""
    return " ".join(f"{step.name}: {_figures(step)}." for step in steps)


def _layers(steps: Sequence[BondStep], width: float, size: float, row: float) -> list[Layer]:
    scale = width / max(*(step.done + step.planned for step in steps), 1)
    rows = [(step, size * (row * place + 0.8)) for place, step in enumerate(steps)]
    wide = width > NARROW
    figures = [
        {"x": width if wide else 0, "y": y if wide else y + size * 2.6, "text": _figures(step)} for step, y in rows
    ]
    return [
        marks.words(
            [{"x": 0, "y": y, "text": _name(step, width, size)} for step, y in rows],
            align="left",
            fontSize=size,
            fontWeight=600,
        ),
        marks.words(figures, align="right" if wide else "left", fontSize=size * 0.92, fill=marks.QUIET_INK),
        _bars([(0, step.done, y) for step, y in rows], scale, size, marks.ACCENT),
        _bars([(step.done, step.planned, y) for step, y in rows], scale, size, PLANNED),
        marks.words(
            [
                {
                    "x": 0,
                    "y": size * (row * len(steps) + 0.6),
                    "text": shorten(_("Dark: has moved. Light: if the plan holds."), width, size * 0.86),
                }
            ],
            align="left",
            fontSize=size * 0.86,
            fill=marks.QUIET_INK,
        ),
    ]


def _bars(rows: Sequence[tuple[int, int, float]], scale: float, size: float, colour: str) -> Layer:
    values = [
        {
            "x": round(start * scale, 2),
            "x2": round((start + length) * scale, 2),
            "y": round(y + size * 1.3, 2),
            "y2": round(y + size * 1.3, 2),
        }
        for start, length, y in rows
        if length > 0
    ]
    return marks.rules(values, strokeWidth=THICK, stroke=colour)


def _name(step: BondStep, width: float, size: float) -> str:
    taken = text_width(_figures(step), size * 0.92) + size if width > NARROW else 0
    return shorten(step.name, width - taken, size)


def _figures(step: BondStep) -> str:
    done, planned = (format_money_short(minor, step.currency) for minor in (step.done, step.planned))
    return _("%(done)s so far, %(planned)s to come", done=done, planned=planned)
