"""What the pages of forecasts show: the record of a house in figures, and calibration as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _
from portfolio.queries.forecasts import ForecastLine, house_record
from portfolio.scoring.forecasts import ENOUGH, Decomposition

SIDE, LEFT, FOOT = 240, 40, 36  # pixels: the square of the picture, and room for its scales
SMALLEST, LARGEST = 4.0, 12.0  # pixels: radius of one forecast alone, and of many


@dataclass(frozen=True)
class Dot:
    """Forecasts of about one probability: where they stand in the picture, and what they say in words."""

    x: float
    y: float
    radius: float
    spoken: str


@dataclass(frozen=True)
class HouseRecord:
    """How good a house's forecasts were, written out; the picture has no dots until there are enough."""

    brier: str
    parts: str
    count: int
    missing: int
    dots: tuple[Dot, ...]

    @property
    def spoken(self) -> str:
        """In words what the picture shows."""
        return "; ".join(dot.spoken for dot in self.dots)


def record_of(lines: Sequence[ForecastLine]) -> HouseRecord | None:
    """Return the record of a house, None before any question was settled."""
    found = house_record(lines)
    if found is None:
        return None
    return HouseRecord(
        brier=format_number(found.brier, 3),
        parts=_parts(found),
        count=found.count,
        missing=max(0, ENOUGH - found.count),
        dots=tuple(_dots(found)) if found.is_enough else (),
    )


def _parts(found: Decomposition) -> str:
    named = {
        "reliability": format_number(found.reliability, 3),
        "resolution": format_number(found.resolution, 3),
        "uncertainty": format_number(found.uncertainty, 3),
    }
    sentence = _("%(reliability)s reliability − %(resolution)s resolution + %(uncertainty)s uncertainty", **named)
    if abs(found.rest) < 0.0005:  # would be written as 0.000
        return sentence
    sign = "+" if found.rest > 0 else "−"
    rest = _("%(rest)s from putting unlike ones together", rest=format_number(abs(found.rest), 3))
    return f"{sentence} {sign} {rest}"


def _dots(found: Decomposition) -> list[Dot]:
    most = max(group.count for group in found.groups)
    return [
        Dot(
            x=round(LEFT + SIDE * group.mean, 1),
            y=round(SIDE * (1 - group.share) + LARGEST, 1),
            radius=round(SMALLEST + (LARGEST - SMALLEST) * (group.count / most) ** 0.5, 1),
            spoken=_(
                "held %(mean)s likely: %(share)s came true, of %(count)s",
                mean=format_percent(group.mean),
                share=format_percent(group.share),
                count=group.count,
            ),
        )
        for group in found.groups
    ]
