"""Answering bells: once for each due moment, again after a failure, and never by a clock that is not believed."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from jobs.context import Context
from jobs.leadership import Leadership
from jobs.runner import Outcome, ring
from jobs.schedule import TIMETABLE, Job, Task
from portfolio.actions.diary import LEASE, take_turn
from portfolio.db import open_engine, reading, writing
from portfolio.models import DiaryEntry, DiaryState
from tests.integration.conftest import MovableClock
from tests.outbox import NOON, a_posted_mail, the_mail

calls: list[datetime] = []


def note_call(context: Context, due_at: datetime) -> None:
    calls.append(due_at)


def fail(context: Context, due_at: datetime) -> None:
    calls.append(due_at)
    raise OSError("a secret that must not be kept")


class Local(Job):
    """A job whose task is here."""

    def resolve(self) -> Task:
        return {"note": note_call, "fail": fail}[self.name]


HOURLY = Local("note", "", {"minute": "0"})
FAILING = Local("fail", "", {"minute": "0"})
JOBS = {job.name: job for job in TIMETABLE}


@pytest.fixture(autouse=True)
def no_calls() -> None:
    calls.clear()


def entries(context: Context) -> list[DiaryEntry]:
    with reading(context.engine) as session:
        return list(session.exec(select(DiaryEntry).order_by(DiaryEntry.due_at)))


def test_what_is_due_is_done_once_however_often_the_bell_rings(context: Context, clock: MovableClock) -> None:
    outcomes = []
    for _minute in range(59):
        outcomes.append(ring(context, HOURLY))
        clock.move(minutes=1)

    assert outcomes == [Outcome.DONE] + [Outcome.ALREADY_DONE] * 58
    assert calls == [NOON]


def test_after_a_silence_the_newest_moment_makes_up_for_all(context: Context, clock: MovableClock) -> None:
    ring(context, HOURLY)
    clock.move(days=3, minutes=20)

    ring(context, HOURLY)

    assert calls == [NOON, NOON + timedelta(days=3)]


def test_a_failed_task_is_tried_again_later_and_its_words_are_kept_nowhere(
    context: Context, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ring(context, FAILING)
    clock.move(minutes=1)
    soon = ring(context, FAILING)
    clock.move(minutes=5)
    later = ring(context, FAILING)

    assert (first, soon, later) == (Outcome.FAILED, Outcome.ALREADY_DONE, Outcome.FAILED)
    assert [entry.problem for entry in entries(context)] == ["OSError"]
    assert "secret" not in capsys.readouterr().out


def test_a_run_that_was_killed_is_resumed_when_its_lease_has_ended(context: Context, clock: MovableClock) -> None:
    with writing(context.engine) as session:
        take_turn(session, job="note", due_at=NOON, at=NOON)

    assert ring(context, HOURLY) is Outcome.ALREADY_DONE
    clock.moment += LEASE + timedelta(seconds=1)
    assert ring(context, HOURLY) is Outcome.DONE
    assert [(entry.state, entry.attempt) for entry in entries(context)] == [(DiaryState.DONE, 2)]


def test_a_clock_that_jumped_holds_mail_and_tasks_until_someone_confirms_it(
    context: Context, clock: MovableClock
) -> None:
    ring(context, JOBS["tick"])
    a_posted_mail(context.engine)
    clock.move(days=41)

    outcomes = [ring(context, job) for job in (JOBS["tick"], JOBS["send_waiting_mail"], HOURLY)]

    assert outcomes == [Outcome.HELD] * 3
    assert calls == []
    assert the_mail(context.engine).state == "waiting"


def test_a_demo_whose_clock_is_moved_to_the_next_month_goes_on(context: Context, clock: MovableClock) -> None:
    ring(context, JOBS["tick"])
    a_posted_mail(context.engine)
    clock.move(days=31)

    assert ring(context, JOBS["send_waiting_mail"]) is Outcome.DONE
    assert the_mail(context.engine).state == "sent"


def test_one_process_leads_and_another_takes_over_when_it_leaves(context: Context) -> None:
    other = open_engine(context.engine.url.render_as_string(hide_password=False))
    first, second = Leadership(context.engine), Leadership(other)
    try:
        before = (first.is_ours(), second.is_ours(), first.is_ours())
        first.give_up()
        after = (second.is_ours(), first.is_ours())
    finally:
        first.give_up()
        second.give_up()
        other.dispose()

    assert before == (True, False, True)
    assert after == (True, False)
