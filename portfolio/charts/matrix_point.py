"""A project in the portfolio's picture, and the picture in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.resilience.bands import FRAGILE_FROM, ROBUST_FROM, WATCH_FROM
from portfolio.scoring.scale import RADICAL_FROM, SUBSTANTIAL_FROM
from portfolio.words import ZONES, zone_word

RADICALITY_BOUNDS = (round(SUBSTANTIAL_FROM), round(RADICAL_FROM))
BAND_FLOORS = {
    "robust": round(ROBUST_FROM * 100),
    "watch": round(WATCH_FROM * 100),
    "fragile": round(FRAGILE_FROM * 100),
    "exposed": 0,
}


@dataclass(frozen=True)
class MatrixPoint:
    """A project in the picture; scores and their limits are 0–100, resilience being at the project's own horizon."""

    name: str
    radicality: float
    radicality_low: float
    radicality_high: float
    resilience: float
    resilience_low: float
    resilience_high: float
    zone: str
    enough_evaluators: bool
    money_minor: int | None = None
    currency: str = "DKK"
    href: str | None = None


def matrix_finding(points: Sequence[MatrixPoint]) -> str:
    """Return what the picture shows, as a sentence."""
    lasting = sum(
        point.radicality >= RADICALITY_BOUNDS[1] and point.resilience >= BAND_FLOORS["watch"] for point in points
    )
    if len(points) == 1:
        return (
            _("The project in the picture is radical and leads to work that lasts")
            if lasting
            else _("The project in the picture is not both radical and on the way to work that lasts")
        )
    if not lasting:
        return _("No project in the picture is radical and leads to work that lasts")
    return ngettext(
        "One of the %(total)s projects in the picture is radical and leads to work that lasts",
        "%(num)s of the %(total)s projects in the picture are radical and lead to work that lasts",
        lasting,
        total=len(points),
    )


def matrix_description(points: Sequence[MatrixPoint]) -> str:
    """Return the picture in words, for those who cannot see it; the table holds every figure."""
    counts = [(zone_word(zone), sum(point.zone == zone for point in points)) for zone in ZONES]
    return _(
        "Each mark is a project: to the right more radical, upwards more of today’s tasks still done by people at its "
        "horizon; the larger, the more money. %(zones)s. The table below holds every figure.",
        zones=", ".join(f"{word} {count}" for word, count in counts if count),
    )


def mark_words(point: MatrixPoint) -> str:
    """Return a project in words, as the name of its mark."""
    return _(
        "%(name)s: radicality %(radicality)s (%(low)s–%(high)s), resilience %(resilience)s (%(p10)s–%(p90)s), %(zone)s",
        name=point.name,
        radicality=round(point.radicality),
        low=round(point.radicality_low),
        high=round(point.radicality_high),
        resilience=round(point.resilience),
        p10=round(point.resilience_low),
        p90=round(point.resilience_high),
        zone=zone_word(point.zone),
    )
