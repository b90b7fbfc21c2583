"""Time as an argument: doors hold a clock, everything inside is told the moment or the day."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return this moment, aware and in UTC."""
    return datetime.now(UTC)


def day_at(moment: datetime, zone: str) -> date:
    """Return the date on the wall calendar of a zone at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def period_at(moment: datetime, zone: str) -> str:
    """Return the calendar month of a zone at a moment, as `YYYY-MM`."""
    return f"{day_at(moment, zone):%Y-%m}"


def add_months(day: date, months: int) -> date:
    """Return the same day of the month some months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
