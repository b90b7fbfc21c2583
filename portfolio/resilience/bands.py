"""Resilience in words, and the two moments a house waits for: half-life and watch year."""

from collections.abc import Sequence
from enum import StrEnum


class ResilienceBand(StrEnum):
    """A share of tasks still done by people, in words."""

    ROBUST = "robust"
    WATCH = "watch"
    FRAGILE = "fragile"
    EXPOSED = "exposed"


# Proposals of ours: with 15 % gone a workplace still looks like today's; with 30 % gone tasks are shared out anew;
# with half gone, every second post of today is another one.
ROBUST_FROM, WATCH_FROM, FRAGILE_FROM = 0.85, 0.70, 0.50
HALF = 0.50
LONGEST = 60  # years; the model is not run further


def resilience_band(share: float) -> ResilienceBand:
    """Return the band of a share from 0 to 1."""
    if share >= ROBUST_FROM:
        return ResilienceBand.ROBUST
    if share >= WATCH_FROM:
        return ResilienceBand.WATCH
    return ResilienceBand.FRAGILE if share >= FRAGILE_FROM else ResilienceBand.EXPOSED


def watch_offset(p10: Sequence[float]) -> int | None:
    """Return the first year, counted from today, in which p10 lies below 0.70; None when it never does."""
    return next((year for year, share in enumerate(p10) if share < WATCH_FROM), None)


def lead_time(watch_year_offset: int | None, response_years: float) -> float | None:
    """Return the years left to act before the watch year, negative when it is too late; None without a watch year.

    `response_years` is what the project needs to answer with something else.
    """
    return None if watch_year_offset is None else watch_year_offset - response_years
