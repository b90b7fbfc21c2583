"""What the contracts of a house owe, what of it is paid, and how far each has come towards its cap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer
from portfolio.language import Language, format_money_short, speaking
from portfolio.language import gettext as _


@dataclass(frozen=True)
class ContractBar:
    """A contract's money in minor units; without a cap, `cap` is None."""

    name: str
    owed: int
    paid: int
    cap: int | None
    currency: str


WIDE, NARROW = 720.0, 340.0
SIZE, NARROW_SIZE = 13.0, 12.0
ROW = 4.2  # lines of type a contract takes
THICK = 9.0  # pixels of a bar
NOT_PAID = "#7FA9AA"  # the accent, thinned: owed and not paid yet


def contract_bars(bars: Sequence[ContractBar], *, language: Language, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; every contract has a scale of its own currency."""
    width, size = (NARROW, NARROW_SIZE) if narrow else (WIDE, SIZE)
    with speaking(language):
        layers = [layer for layer in _layers(bars, width, size) if layer["data"]["values"]]
    return marks.sheet(layers, width=width, height=round(size * (ROW * len(bars) + 1.6)))


def bars_words(bars: Sequence[ContractBar]) -> str:
    """Return the picture in words, for those who cannot see it."""
    return " ".join(f"{bar.name}: {_figures(bar)}." for bar in bars)


def _layers(bars: Sequence[ContractBar], width: float, size: float) -> list[Layer]:
    most = {currency: max(_reach(bar) for bar in bars if bar.currency == currency) for currency in _currencies(bars)}
    rows = [(bar, size * (ROW * place + 0.8), width / most[bar.currency]) for place, bar in enumerate(bars)]
    return [
        marks.words(
            [{"x": 0, "y": y, "text": _name(bar, width, size)} for bar, y, _scale in rows],
            align="left",
            fontSize=size,
            fontWeight=600,
        ),
        marks.words(
            [{"x": width, "y": y, "text": _figures(bar)} for bar, y, _scale in rows],
            align="right",
            fontSize=size * 0.92,
            fill=marks.QUIET_INK,
        )
        if width > NARROW
        else marks.words(
            [{"x": 0, "y": y + size * 2.6, "text": _figures(bar)} for bar, y, _scale in rows],
            align="left",
            fontSize=size * 0.92,
            fill=marks.QUIET_INK,
        ),
        _bar(rows, size, lambda bar: bar.cap or 0, stroke=marks.FAINT_LINE),
        _bar(rows, size, lambda bar: bar.owed, stroke=NOT_PAID),
        _bar(rows, size, lambda bar: bar.paid, stroke=marks.ACCENT),
        _legend(width, size, size * (ROW * len(bars) + 0.6)),
    ]


def _bar(rows: Sequence[tuple[ContractBar, float, float]], size: float, length: Any, **look: Any) -> Layer:
    values = [
        {"x": 0, "x2": round(length(bar) * scale, 2), "y": round(y + size * 1.3, 2), "y2": round(y + size * 1.3, 2)}
        for bar, y, scale in rows
        if length(bar) > 0
    ]
    return marks.rules(values, strokeWidth=THICK, **look)


def _legend(width: float, size: float, y: float) -> Layer:
    text = _("Dark: paid. Light: earned, not paid yet. Grey: room up to the cap.")
    return marks.words(
        [{"x": 0, "y": y, "text": shorten(text, width, size * 0.86)}],
        align="left",
        fontSize=size * 0.86,
        fill=marks.QUIET_INK,
    )


def _name(bar: ContractBar, width: float, size: float) -> str:
    taken = text_width(_figures(bar), size * 0.92) + size if width > NARROW else 0
    return shorten(bar.name, width - taken, size)


def _figures(bar: ContractBar) -> str:
    owed, paid = (format_money_short(minor, bar.currency) for minor in (bar.owed, bar.paid))
    if bar.cap is None:
        return _("%(owed)s earned, %(paid)s paid", owed=owed, paid=paid)
    cap = format_money_short(bar.cap, bar.currency)
    return _("%(owed)s earned, %(paid)s paid, of %(cap)s", owed=owed, paid=paid, cap=cap)


def _reach(bar: ContractBar) -> int:
    return max(bar.owed, bar.paid, bar.cap or 0, 1)


def _currencies(bars: Sequence[ContractBar]) -> list[str]:
    return list(dict.fromkeys(bar.currency for bar in bars))
