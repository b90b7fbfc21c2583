"""The timetable: what is due when, and that every task exists."""

from datetime import UTC, datetime, timedelta
from inspect import signature

import pytest

from jobs.schedule import TIMETABLE, Job, newest_due

MOMENT = datetime(2027, 3, 3, 12, 0, 7, 500, tzinfo=UTC)
WEEKLY = Job("weekly", "builtins:print", {"day_of_week": "mon", "hour": "5"})
YEARLY = Job("yearly", "builtins:print", {"month": "3", "day": "4", "hour": "5"})


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_every_task_exists_and_takes_a_context_and_a_moment(job: Job) -> None:
    assert list(signature(job.resolve()).parameters) == ["context", "due_at"]


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_nothing_that_rings_once_a_day_rings_while_clocks_are_changed(job: Job) -> None:
    if "hour" in job.cron:
        assert all(
            3 <= int(hour) <= 22 for hour in job.cron["hour"].split(",")
        )  # UTC; in Denmark one or two hours later


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("tick", datetime(2027, 3, 3, 12, 0, tzinfo=UTC)),
        ("send_waiting_mail", datetime(2027, 3, 3, 12, 0, 5, tzinfo=UTC)),
        ("remind", datetime(2027, 3, 3, 12, 0, tzinfo=UTC)),
        ("clean_up", datetime(2027, 3, 3, 4, 30, tzinfo=UTC)),
    ],
)
def test_the_newest_due_moment_is_the_last_one_that_has_passed(name: str, due: datetime) -> None:
    job = next(job for job in TIMETABLE if job.name == name)

    assert newest_due(job, MOMENT) == due


@pytest.mark.parametrize("job", [*TIMETABLE, WEEKLY, YEARLY], ids=lambda job: job.name)
def test_a_moment_is_due_from_the_instant_it_comes(job: Job) -> None:
    due = newest_due(job, MOMENT)

    assert newest_due(job, due) == due
    assert newest_due(job, due - timedelta(microseconds=1)) < due


def test_weeks_begin_on_mondays_by_name() -> None:
    assert newest_due(WEEKLY, MOMENT) == datetime(2027, 3, 1, 5, tzinfo=UTC)


def test_a_job_in_the_diary_is_asked_for_every_minute() -> None:
    following = WEEKLY.bell().get_next_fire_time(None, MOMENT)

    assert following == datetime(2027, 3, 3, 12, 1, tzinfo=UTC)
