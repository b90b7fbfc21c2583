"""Answering a bell: the diary decides whether there is anything to do, and keeps what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.context import Context
from jobs.logs import what_went_wrong
from jobs.schedule import Job, newest_due
from portfolio.actions.diary import LEASE, Turn, finish_turn, keep_turn, take_turn
from portfolio.queries.diary import find_hold, was_done

log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of a bell."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    HELD = "held"
    FAILED = "failed"


def ring(context: Context, job: Job) -> Outcome:
    """Do what a job has to do now, if it has not been done, and the clock is believed."""
    now = context.now()
    due_at = newest_due(job, now)
    with context.reading() as session:
        if find_hold(session, now=now) is not None:
            return Outcome.HELD
        if job.in_diary and was_done(session, job=job.name, due_at=due_at):
            return Outcome.ALREADY_DONE
    if not job.in_diary:
        return Outcome.DONE if _attempt(context, job, due_at) is None else Outcome.FAILED
    with context.writing() as session:
        turn = take_turn(session, job=job.name, due_at=due_at, at=now)
    return Outcome.ALREADY_DONE if turn is None else _run(context, job, turn)


def _run(context: Context, job: Job, turn: Turn) -> Outcome:
    with _kept_up(context, turn):
        problem = _attempt(context, job, turn.due_at)
    with context.writing() as session:
        finish_turn(session, turn, at=context.now(), problem=problem)
    return Outcome.DONE if problem is None else Outcome.FAILED


def _attempt(context: Context, job: Job, due_at: datetime) -> str | None:
    """Call the task; returns the kind of error that stopped it, or None. The next bell tries again."""
    try:
        job.resolve()(context, due_at)
    except Exception as error:  # one failing task must not stop the others
        log.error("job.failed", job=job.name, due_at=due_at.isoformat(), **what_went_wrong(error))
        return type(error).__name__
    return None


@contextmanager
def _kept_up(context: Context, turn: Turn) -> Iterator[None]:
    """Renew the lease while the task runs, so that it may be short and a dead run is soon resumed."""
    finished = Event()
    keeper = Thread(target=_keep_up, args=(context, turn, finished), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        finished.set()
        keeper.join()


def _keep_up(context: Context, turn: Turn, finished: Event) -> None:
    while not finished.wait(LEASE.total_seconds() / 3):
        try:
            with context.writing() as session:
                keep_turn(session, turn, at=context.now())
        except SQLAlchemyError as error:  # the next renewal comes before the lease ends
            log.warning("lease.not_renewed", **what_went_wrong(error))
