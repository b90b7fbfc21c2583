"""The diary: one process does what is due, a dead one is made up for, and an unbelievable clock holds everything."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from portfolio.actions.diary import LEASE, finish_turn, forget_old_entries, keep_turn, resume_work, take_turn
from portfolio.errors import RuleBrokenError
from portfolio.models import DiaryEntry, DiaryState
from portfolio.queries.diary import RESUME, find_hold, find_last_tick
from portfolio.rounds.calendar import ClockJump

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def tick(session: Session, at: datetime) -> None:
    turn = take_turn(session, job="tick", due_at=at, at=at)
    assert turn is not None
    finish_turn(session, turn, at=at)


def test_what_was_due_is_done_by_the_first_to_come(session: Session) -> None:
    first = take_turn(session, job="remind", due_at=NOON, at=NOON)

    second = take_turn(session, job="remind", due_at=NOON, at=NOON + SECOND)

    assert first is not None
    assert second is None


def test_what_was_done_is_not_done_again(session: Session) -> None:
    turn = take_turn(session, job="remind", due_at=NOON, at=NOON)
    assert turn is not None

    finish_turn(session, turn, at=NOON)

    assert take_turn(session, job="remind", due_at=NOON, at=NOON + DAY) is None


def test_a_run_that_died_is_resumed_after_its_lease(session: Session) -> None:
    dead = take_turn(session, job="remind", due_at=NOON, at=NOON)

    resumed = take_turn(session, job="remind", due_at=NOON, at=NOON + LEASE + SECOND)

    assert dead is not None
    assert resumed is not None
    assert resumed.attempt == 2
    assert not finish_turn(session, dead, at=NOON + LEASE + MINUTE)
    assert finish_turn(session, resumed, at=NOON + LEASE + MINUTE)


def test_a_run_that_keeps_its_turn_is_not_resumed(session: Session) -> None:
    turn = take_turn(session, job="remind", due_at=NOON, at=NOON)
    assert turn is not None

    assert keep_turn(session, turn, at=NOON + MINUTE)

    assert take_turn(session, job="remind", due_at=NOON, at=NOON + LEASE + SECOND) is None


def test_a_newer_moment_waits_while_an_older_run_lives_and_makes_up_for_a_dead_one(session: Session) -> None:
    take_turn(session, job="make_briefings", due_at=NOON, at=NOON)

    while_alive = take_turn(session, job="make_briefings", due_at=NOON + MINUTE, at=NOON + MINUTE)
    when_dead = take_turn(session, job="make_briefings", due_at=NOON + 2 * MINUTE, at=NOON + 2 * MINUTE)

    assert while_alive is None
    assert when_dead is not None
    old = session.exec(select(DiaryEntry).where(DiaryEntry.due_at == NOON)).one()
    session.refresh(old)
    assert (old.state, old.problem) == (DiaryState.FAILED, "interrupted")


def test_a_failed_run_is_tried_again_five_times_at_most(session: Session) -> None:
    attempts, at = 0, NOON
    while turn := take_turn(session, job="remind", due_at=NOON, at=at):
        attempts += 1
        finish_turn(session, turn, at=at, problem="OSError")
        assert take_turn(session, job="remind", due_at=NOON, at=at + MINUTE) is None
        at += timedelta(minutes=6)
        session.expire_all()

    assert attempts == 5


@pytest.mark.parametrize(("passed", "jump"), [(31 * DAY, None), (40 * DAY, None), (40 * DAY + SECOND, ClockJump.AHEAD)])
def test_more_than_forty_silent_days_hold_everything(
    session: Session, passed: timedelta, jump: ClockJump | None
) -> None:
    tick(session, NOON)

    hold = find_hold(session, now=NOON + passed)

    assert (hold.jump if hold else None) == jump


@pytest.mark.parametrize(("back", "jump"), [(5 * MINUTE, None), (5 * MINUTE + SECOND, ClockJump.BEHIND)])
def test_a_clock_five_minutes_behind_what_is_stored_holds_everything(
    session: Session, back: timedelta, jump: ClockJump | None
) -> None:
    tick(session, NOON)

    hold = find_hold(session, now=NOON - back)

    assert (hold.jump if hold else None) == jump


def test_a_person_confirms_the_clock_after_a_long_but_honest_silence(session: Session) -> None:
    tick(session, NOON)
    later = NOON + 90 * DAY

    resume_work(session, at=later)

    assert find_hold(session, now=later + MINUTE) is None
    assert find_last_tick(session, now=later + MINUTE) == later


def test_a_person_confirms_the_clock_after_it_had_been_wrong_by_years(session: Session) -> None:
    tick(session, NOON)
    tick(session, NOON + 700 * DAY)

    resume_work(session, at=NOON + MINUTE)

    assert find_hold(session, now=NOON + 2 * MINUTE) is None
    hold = find_hold(session, now=NOON + 50 * DAY)
    assert hold is not None
    assert hold.jump is ClockJump.AHEAD


def test_there_is_nothing_to_confirm_when_nothing_is_held(session: Session) -> None:
    tick(session, NOON)

    with pytest.raises(RuleBrokenError):
        resume_work(session, at=NOON + MINUTE)


def test_the_diary_forgets_what_was_done_long_ago_but_not_what_a_person_confirmed(session: Session) -> None:
    tick(session, NOON)
    resume_work(session, at=NOON + 90 * DAY)
    tick(session, NOON + 190 * DAY)

    forget_old_entries(session, at=NOON + 191 * DAY)

    jobs = session.exec(select(DiaryEntry.job).order_by(col(DiaryEntry.due_at))).all()
    assert jobs == [RESUME, "tick"]
