"""The calendar: which month's briefing is due when in a house's zone, and whether a clock can be believed."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from portfolio.clock import add_months, day_at, period_at
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

LAST_DAY = 28  # of the month; every month has it
# Clocks are changed between 1 and 4 in the morning: such an hour may be missing or come twice.
FIRST_HOUR, LAST_HOUR = 4, 23
DAYTIME = range(7, 21)  # hours of a house's day in which people are reminded
MOST_DRAFT_DAYS = 15  # working days; three weeks, so that a month has one draft at a time
SATURDAY = 5
COUNTRIES = {"Europe/Copenhagen": "DK"}  # whose public holidays a zone keeps; in others Monday to Friday are worked
LARGEST_STEP_BACK = timedelta(minutes=5)
LONGEST_SILENCE = timedelta(days=40)


class ClockJump(StrEnum):
    """Why this machine's clock is not believed."""

    BEHIND = "behind"
    AHEAD = "ahead"


def check_briefing_moment(*, day: int, hour: int) -> None:
    """Raise RuleBrokenError unless every month has the day, and every day has the hour exactly once."""
    if not 1 <= day <= LAST_DAY:
        raise RuleBrokenError(_("Choose a day from 1 to 28; every month has those."), field="briefing_day")
    if not FIRST_HOUR <= hour <= LAST_HOUR:
        raise RuleBrokenError(
            _("Choose an hour from 4 to 23; the hours before are skipped or repeated when clocks are changed."),
            field="briefing_hour",
        )


def due_moment(period: str, *, day: int, hour: int, zone: str) -> datetime:
    """Return the moment (UTC) at which a month's briefing is due in a house's zone."""
    check_briefing_moment(day=day, hour=hour)
    local = datetime.combine(date.fromisoformat(f"{period}-{day:02}"), time(hour), ZoneInfo(zone))
    return local.astimezone(UTC)


def periods_due(*, since: datetime, now: datetime, day: int, hour: int, zone: str) -> list[str]:
    """Return every month whose due moment lies after `since` and not after `now`, the oldest first; no limit."""
    first = date.fromisoformat(f"{period_at(since, zone)}-01")
    last = date.fromisoformat(f"{period_at(now, zone)}-01")
    months = (last.year - first.year) * 12 + last.month - first.month
    periods = [f"{add_months(first, ahead):%Y-%m}" for ahead in range(months + 1)]
    return [period for period in periods if since < due_moment(period, day=day, hour=hour, zone=zone) <= now]


def next_due_moment(*, now: datetime, day: int, hour: int, zone: str) -> datetime:
    """Return the next moment (UTC) at which a house's briefing is due."""
    this_month = date.fromisoformat(f"{period_at(now, zone)}-01")
    moments = (due_moment(f"{add_months(this_month, ahead):%Y-%m}", day=day, hour=hour, zone=zone) for ahead in (0, 1))
    return next(moment for moment in moments if moment > now)


def check_draft_days(days: int) -> None:
    """Raise RuleBrokenError unless a draft can be made so many working days before."""
    if not 0 <= days <= MOST_DRAFT_DAYS:
        raise RuleBrokenError(_("Choose from 0 to 15 working days; 0 makes no draft."), field="draft_days")


def draft_moment(period: str, *, days: int, day: int, hour: int, zone: str) -> datetime:
    """Return the moment (UTC) at which a month's draft is made: as many working days before, at the same hour."""
    due_on = due_moment(period, day=day, hour=hour, zone=zone).astimezone(ZoneInfo(zone)).date()
    local = datetime.combine(working_days_before(due_on, days, zone=zone), time(hour), ZoneInfo(zone))
    return local.astimezone(UTC)


def working_days_before(day: date, count: int, *, zone: str) -> date:
    """Return the day that lies a number of working days before a day, in a zone with its public holidays."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day, zone)
    return day


def is_working_day(day: date, zone: str) -> bool:
    """Tell whether a day is from Monday to Friday and no public holiday of a zone's country."""
    country = COUNTRIES.get(zone)
    return day.weekday() < SATURDAY and (country is None or day not in _public_holidays(country, day.year))


@cache
def _public_holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  # takes a fifth of a second, and no page counts working days

    return frozenset(holidays.country_holidays(country, years=year))


def is_daytime(moment: datetime, zone: str) -> bool:
    """Tell whether it is between 7 and 21 in a zone, when a reminder is welcome."""
    return moment.astimezone(ZoneInfo(zone)).hour in DAYTIME


def last_day_of_month(moment: datetime, zone: str) -> date:
    """Return the last day of a moment's month in a zone."""
    return add_months(day_at(moment, zone).replace(day=1), 1) - timedelta(days=1)


def clock_jump(now: datetime, *, newest_stored: datetime | None, last_tick: datetime | None) -> ClockJump | None:
    """Tell how a clock jumped: over 5 minutes before what is stored, or over 40 days past the last tick."""
    if newest_stored is not None and now < newest_stored - LARGEST_STEP_BACK:
        return ClockJump.BEHIND
    if last_tick is not None and now > last_tick + LONGEST_SILENCE:
        return ClockJump.AHEAD
    return None
