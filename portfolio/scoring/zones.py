"""Zones: what radicality, decoupling and connection say together, as a message and never as a sum.

The thresholds are a proposal of ours. That operations pull radical projects back is a hypothesis this program can test.
"""

from collections.abc import Sequence
from enum import StrEnum

from portfolio.scoring.criteria import CriterionScore

RADICAL, MODEST = 65.0, 35.0
WALLED, VERY_WALLED = 50.0, 75.0
CONNECTED = 50.0
WALLS_THAT_MUST_STAND = ("D2", "D3")  # own money, own decision rights


class Zone(StrEnum):
    """Where a project stands between operations and the open sea."""

    IMMUNE_SYSTEM_RISK = "immune_system_risk"  # likely to be pulled back to today's practice
    ISLAND_RISK = "island_risk"  # protected, but nothing will land
    AMBIDEXTROUS = "ambidextrous"  # keep
    OVER_PROTECTED = "over_protected"  # could operations run this?
    ORDINARY = "ordinary"


def zone_of(radicality: float | None, decoupling: float | None, connection: float | None) -> Zone | None:
    """Return the zone of three scores from 0 to 100, None where a score it turns on is missing."""
    if radicality is None:
        return None
    if radicality >= RADICAL:
        return _zone_of_radical(decoupling, connection)
    if radicality >= MODEST:
        return Zone.ORDINARY
    if decoupling is None:
        return None
    return Zone.OVER_PROTECTED if decoupling >= VERY_WALLED else Zone.ORDINARY


def _zone_of_radical(decoupling: float | None, connection: float | None) -> Zone | None:
    if decoupling is None:
        return None
    if decoupling < WALLED:
        return Zone.IMMUNE_SYSTEM_RISK
    if connection is None:
        return None
    return Zone.ISLAND_RISK if connection < CONNECTED else Zone.AMBIDEXTROUS


def weakest(criteria: Sequence[CriterionScore]) -> str | None:
    """Return the id of the criterion with the lowest value, the first in the rubric among equals."""
    known = [criterion for criterion in criteria if criterion.value is not None]
    return min(known, key=lambda criterion: criterion.value or 0.0).id if known else None


def fallen_walls(criteria: Sequence[CriterionScore]) -> tuple[str, ...]:
    """Return which of D2 (money) and D3 (decision rights) stand at level 1, whatever the mean."""
    return tuple(
        criterion.id for criterion in criteria if criterion.id in WALLS_THAT_MUST_STAND and criterion.median == 1
    )
