"""What a contract pays in all over the years: as first planned, as planned now, and what has come to be owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from portfolio.charts import marks
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import Layer, Row
from portfolio.charts.placing import spread
from portfolio.language import Language, format_date, format_money_short, speaking
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Sums:
    """Amounts by day in minor units, in the order of their days."""

    days: Sequence[date]
    minors: Sequence[int]

    @property
    def total(self) -> int:
        """All amounts together."""
        return sum(self.minors)


@dataclass(frozen=True)
class PaymentCurve:
    """A contract's money from its first day to its last; `planned_now` is None when the plan was never changed."""

    first: date
    last: date
    today: date
    currency: str
    planned: Sums
    planned_now: Sums | None
    owed: Sums
    cap: int | None


@dataclass(frozen=True)
class Frame:
    """A size of the picture, in pixels."""

    width: float
    plot: float
    right: float
    size: float


WIDE = Frame(width=720, plot=240, right=170, size=13)
NARROW = Frame(width=340, plot=220, right=146, size=12)
TOP = 2.6  # lines of type above the plot


def payment_curve(curve: PaymentCurve, *, language: Language, narrow: bool = False) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification; `narrow` fits a phone."""
    with speaking(language):
        return _Picture(NARROW if narrow else WIDE, curve).specification()


def curve_finding(curve: PaymentCurve) -> str:
    """Return what the picture shows, as its title."""
    by_now = sum(
        minor for day, minor in zip(curve.planned.days, curve.planned.minors, strict=True) if day <= curve.today
    )
    owed = format_money_short(curve.owed.total, curve.currency)
    if not curve.planned.days:
        return _("%(owed)s earned so far", owed=owed)
    return _(
        "%(owed)s earned so far, where the first plan had %(planned)s",
        owed=owed,
        planned=format_money_short(by_now, curve.currency),
    )


def curve_words(curve: PaymentCurve) -> str:
    """Return the picture in words, for those who cannot see it."""
    return _(
        "Steps from %(first)s to %(last)s: what is earned rises to %(owed)s, the first plan to %(planned)s. The table "
        "below holds the figures.",
        first=format_date(curve.first),
        last=format_date(curve.last),
        owed=format_money_short(curve.owed.total, curve.currency),
        planned=format_money_short(curve.planned.total, curve.currency),
    )


class _Picture:
    def __init__(self, frame: Frame, curve: PaymentCurve) -> None:
        self.frame, self.curve = frame, curve
        self.top = frame.size * TOP
        self.inner = frame.width - frame.right
        plans = [curve.planned.total, curve.planned_now.total if curve.planned_now else 0]
        self.most = max(*plans, _peak(curve.owed), curve.cap or 0, 1)

    def specification(self) -> dict[str, Any]:
        layers = [*self._ground(), *self._lines(), *self._names()]
        kept = [layer for layer in layers if layer["data"]["values"]]
        return marks.sheet(
            kept, width=self.frame.width, height=round(self.top + self.frame.plot + self.frame.size * 2.2)
        )

    def x(self, day: date) -> float:
        share = (day - self.curve.first).days / max((self.curve.last - self.curve.first).days, 1)
        return round(min(max(share, 0), 1) * self.inner, 2)

    def y(self, minor: float) -> float:
        return round(self.top + (1 - minor / self.most) * self.frame.plot, 2)

    def _ground(self) -> list[Layer]:
        bottom, size = self.y(0), self.frame.size
        quiet = {"fontSize": size * 0.92, "fill": marks.QUIET_INK}
        years = range(self.curve.first.year + 1, self.curve.last.year + 1)
        step = 1 if len(years) * size * 3.4 < self.inner else 2
        numbers = [
            {"x": self.x(date(year, 1, 1)), "y": bottom + size * 1.1, "text": str(year)}
            for year in years
            if (year - years[0]) % step == 0 and size < self.x(date(year, 1, 1)) < self.inner
        ]
        title = {"x": 0, "y": size * 0.8, "text": _("Money in all")}
        return [
            marks.rules([{"x": 0, "x2": self.inner, "y": bottom, "y2": bottom}], stroke=marks.LINE, strokeWidth=1),
            marks.words(numbers, align="center", **quiet),
            marks.words([title], align="left", fontSize=size, fontWeight=600),
            *self._today(bottom, quiet),
        ]

    def _today(self, bottom: float, quiet: dict[str, Any]) -> list[Layer]:
        if not self.curve.first <= self.curve.today <= self.curve.last:
            return []
        x, size = self.x(self.curve.today), self.frame.size
        word = _("this day")
        left = x + text_width(word, size) > self.inner
        return [
            marks.rules([{"x": x, "x2": x, "y": self.top, "y2": bottom}], stroke=marks.LINE, strokeDash=[2, 2]),
            marks.words(
                [{"x": x + (-4 if left else 4), "y": bottom - size * 0.8, "text": word}],
                align="right" if left else "left",
                **quiet,
            ),
        ]

    def _lines(self) -> list[Layer]:
        curve, cap = self.curve, self.curve.cap
        across = [{"x": 0, "x2": self.inner, "y": self.y(cap), "y2": self.y(cap)}] if cap is not None else []
        layers = [
            marks.rules(across, stroke=marks.INK, strokeWidth=1),
            self._steps(curve.planned, curve.last, color=marks.QUIET_INK, strokeWidth=1.5, strokeDash=[2, 3]),
        ]
        if curve.planned_now:
            layers.append(
                self._steps(curve.planned_now, curve.last, color=marks.QUIET_INK, strokeWidth=1.5, strokeDash=[7, 4])
            )
        return [*layers, self._steps(curve.owed, curve.today, color=marks.ACCENT, strokeWidth=2.5)]

    def _steps(self, sums: Sums, until: date, **look: Any) -> Layer:
        rows: list[Row] = []
        if sums.days:
            rows.append({"x": 0, "y": self.y(0)})
            for day, total, minor in zip(sums.days, accumulate(sums.minors), sums.minors, strict=True):
                rows += [{"x": self.x(day), "y": self.y(total - minor)}, {"x": self.x(day), "y": self.y(total)}]
            rows.append({"x": max(self.x(until), rows[-1]["x"]), "y": self.y(sums.total)})
        numbered = [{**row, "order": place} for place, row in enumerate(rows)]
        return {
            "data": {"values": numbered},
            "mark": {"type": "line", "aria": False, **look},
            "encoding": {
                "x": marks.at("x"),
                "y": marks.at("y"),
                "order": {"field": "order", "type": "quantitative"},
            },
        }

    def _names(self) -> list[Layer]:
        curve, size = self.curve, self.frame.size * 0.92
        ends: list[tuple[str, int, dict[str, Any]]] = []
        if curve.cap is not None:
            ends.append((_("cap"), curve.cap, {"fill": marks.INK}))
        if curve.planned.days:
            ends.append((_("first plan"), curve.planned.total, {"fill": marks.QUIET_INK}))
        if curve.planned_now:
            ends.append((_("plan now"), curve.planned_now.total, {"fill": marks.QUIET_INK}))
        ends.append((_("earned"), curve.owed.total, {"fill": marks.ACCENT, "fontWeight": 600}))
        middles = spread(
            [self.y(minor) for _name, minor, _look in ends],
            height=size * 1.3,
            top=self.top - size / 2,
            bottom=self.y(0) + size / 2,
        )
        room = self.frame.right - 10
        return [
            marks.words(
                [{"x": self.inner + 8, "y": round(middle, 2), "text": shorten(self._named(name, minor), room, size)}],
                align="left",
                fontSize=size,
                **look,
            )
            for (name, minor, look), middle in zip(ends, middles, strict=True)
        ]

    def _named(self, name: str, minor: int) -> str:
        money = format_money_short(minor, self.curve.currency)
        return f"{name} {money}"


def _peak(sums: Sums) -> int:
    return max(accumulate(sums.minors), default=0)
