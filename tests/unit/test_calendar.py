"""Which month's briefing is due when, on nights when clocks are changed too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.rounds.calendar import (
    ClockJump,
    check_draft_days,
    clock_jump,
    draft_moment,
    due_moment,
    is_daytime,
    last_day_of_month,
    next_due_moment,
    periods_due,
    working_days_before,
)

COPENHAGEN = "Europe/Copenhagen"
NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
ON_THE_FIRST = {"day": 1, "hour": 8, "zone": COPENHAGEN}
MOMENTS = st.timedeltas(timedelta(), timedelta(days=9000)).map(lambda later: NOON + later)
ZONES = st.sampled_from([COPENHAGEN, "America/Nuuk", "Atlantic/Faroe", "UTC", "Pacific/Auckland", "Asia/Kolkata"])


@pytest.mark.parametrize(
    ("period", "moment"),
    [("2027-03", datetime(2027, 3, 1, 7, tzinfo=UTC)), ("2027-04", datetime(2027, 4, 1, 6, tzinfo=UTC))],
)
def test_eight_in_the_morning_is_eight_on_the_wall_in_winter_and_summer(period: str, moment: datetime) -> None:
    assert due_moment(period, **ON_THE_FIRST) == moment


@pytest.mark.parametrize(("day", "moment"), [(28, datetime(2027, 3, 28, 2, 0, tzinfo=UTC))])
def test_on_the_morning_after_the_clocks_go_forward_four_oclock_comes_once(day: int, moment: datetime) -> None:
    assert due_moment("2027-03", day=day, hour=4, zone=COPENHAGEN) == moment


@given(
    period=st.dates(date(2020, 1, 1), date(2050, 1, 1)).map("{:%Y-%m}".format),
    day=st.integers(1, 28),
    hour=st.integers(4, 23),
    zone=ZONES,
)
def test_every_month_has_its_moment_exactly_once_on_the_wall(period: str, day: int, hour: int, zone: str) -> None:
    moment = due_moment(period, day=day, hour=hour, zone=zone)

    wall = moment.astimezone(ZoneInfo(zone))
    assert (f"{wall:%Y-%m}", wall.day, wall.hour, wall.minute) == (period, day, hour, 0)
    assert wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()


@pytest.mark.parametrize(("day", "hour", "field"), [(0, 8, "day"), (29, 8, "day"), (1, 3, "hour"), (1, 24, "hour")])
def test_days_and_hours_that_may_be_missing_are_refused(day: int, hour: int, field: str) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        due_moment("2027-03", day=day, hour=hour, zone=COPENHAGEN)

    assert refusal.value.field == f"briefing_{field}"


def test_a_month_is_due_from_its_moment_on_and_not_before() -> None:
    moment = due_moment("2027-04", **ON_THE_FIRST)

    assert periods_due(since=NOON, now=moment - timedelta(seconds=1), **ON_THE_FIRST) == []
    assert periods_due(since=NOON, now=moment, **ON_THE_FIRST) == ["2027-04"]


def test_after_a_long_silence_every_missed_month_is_due_without_a_limit() -> None:
    periods = periods_due(since=NOON, now=NOON.replace(year=2029), **ON_THE_FIRST)

    assert len(periods) == 24
    assert (periods[0], periods[-1]) == ("2027-04", "2029-03")


def test_a_house_that_begins_before_its_day_gets_that_months_briefing() -> None:
    assert periods_due(since=NOON, now=NOON + timedelta(days=10), day=10, hour=8, zone=COPENHAGEN) == ["2027-03"]


@given(since=MOMENTS, days=st.integers(0, 3000), day=st.integers(1, 28), hour=st.integers(4, 23), zone=ZONES)
def test_what_is_due_does_not_depend_on_how_often_one_asks(
    since: datetime, days: int, day: int, hour: int, zone: str
) -> None:
    house = {"day": day, "hour": hour, "zone": zone}
    now = since + timedelta(days=days)
    halfway = since + timedelta(days=days // 2)

    at_once = periods_due(since=since, now=now, **house)

    in_two = periods_due(since=since, now=halfway, **house) + periods_due(since=halfway, now=now, **house)
    assert at_once == in_two == sorted(set(at_once))
    assert next_due_moment(now=now, **house) > now


def test_people_are_reminded_by_day_in_their_own_zone() -> None:
    hours = [hour for hour in range(24) if is_daytime(datetime(2027, 1, 15, hour, 59, tzinfo=UTC), COPENHAGEN)]

    assert hours == list(range(6, 20))


def test_the_last_day_of_the_month_is_that_of_the_house() -> None:
    assert last_day_of_month(datetime(2027, 2, 28, 23, 30, tzinfo=UTC), COPENHAGEN) == date(2027, 3, 31)


def test_a_clock_without_a_past_is_believed() -> None:
    assert clock_jump(NOON, newest_stored=None, last_tick=None) is None


def test_a_clock_that_went_back_is_not_believed_even_when_ticks_are_old() -> None:
    tick = NOON - timedelta(days=90)

    assert clock_jump(NOON, newest_stored=NOON + timedelta(hours=1), last_tick=tick) is ClockJump.BEHIND


@pytest.mark.parametrize(
    ("before", "days", "day"),
    [
        (date(2027, 4, 1), 0, date(2027, 4, 1)),
        (date(2027, 4, 1), 2, date(2027, 3, 30)),
        (date(2027, 4, 1), 3, date(2027, 3, 24)),  # Maundy Thursday to Easter Monday lie between
        (date(2027, 4, 1), 5, date(2027, 3, 22)),
        (date(2027, 5, 18), 1, date(2027, 5, 14)),  # Whit Monday
        (date(2027, 1, 4), 2, date(2026, 12, 30)),  # New Year's Day; New Year's Eve is worked
        (date(2023, 5, 8), 1, date(2023, 5, 4)),  # store bededag, the last time
        (date(2024, 4, 29), 1, date(2024, 4, 26)),  # a working day since
    ],
)
def test_a_draft_is_made_so_many_working_days_before(before: date, days: int, day: date):
    assert working_days_before(before, days, zone=COPENHAGEN) == day


def test_elsewhere_only_the_days_of_the_week_are_known():
    assert working_days_before(date(2027, 4, 1), 5, zone="America/Nuuk") == date(2027, 3, 25)


def test_a_draft_is_made_at_the_same_hour_of_the_house_on_both_sides_of_the_clock_change():
    moment = draft_moment("2027-04", days=5, day=1, hour=8, zone="Europe/Copenhagen")

    assert moment == datetime(2027, 3, 22, 7, tzinfo=UTC)  # winter time still
    assert due_moment("2027-04", day=1, hour=8, zone="Europe/Copenhagen") == datetime(2027, 4, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("days", [-1, 16])
def test_a_draft_is_not_made_before_or_long_before(days: int):
    with pytest.raises(RuleBrokenError):
        check_draft_days(days)
