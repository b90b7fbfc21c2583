"""Ringing the bells until someone says stop: APScheduler only knocks, the diary decides."""

import logging
import os
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event, Lock
from time import monotonic
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs.context import Context
from jobs.garbage import spare_what_is_loaded
from jobs.leadership import Leadership
from jobs.logs import what_went_wrong
from jobs.runner import ring
from jobs.schedule import TIMETABLE, Job

FAREWELL = 8.0  # seconds that tasks get to end when we are told to stop; what is left is resumed by its lease

log = structlog.get_logger()


class Belfry:
    """Answers the bells of one process, while it leads and until it stops."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._leadership = Leadership(context.engine)
        self._leads = False
        self._under_way: set[str] = set()
        self._guard = Lock()

    def answer(self, job: Job) -> None:
        """Do a job if this process leads; never raises, so that the bell rings on."""
        try:
            if self._context.stopping.is_set() or not self._take_lead():
                return
            with self._guard:
                self._under_way.add(job.name)
            ring(self._context, job)
        except Exception as error:  # such as a database that is away for a while: the next bell tries again
            log.error("bell.unanswered", job=job.name, **what_went_wrong(error))
        finally:
            with self._guard:
                self._under_way.discard(job.name)

    def stop(self) -> list[str]:
        """Let what is under way end, for a few seconds; returns the jobs that did not."""
        self._context.stopping.set()
        deadline = monotonic() + FAREWELL
        while self._under_way and monotonic() < deadline:
            Event().wait(0.05)
        self._leadership.give_up()
        return sorted(self._under_way)

    def _take_lead(self) -> bool:
        leads = self._leadership.is_ours()
        with self._guard:
            if leads is not self._leads:
                self._leads = leads
                log.info("jobs.leading" if leads else "jobs.standing_by")
        return leads


def start(context: Context, timetable: Sequence[Job] = TIMETABLE) -> None:
    """Ring the bells of a timetable until SIGTERM or SIGINT, then end within seconds."""
    for job in timetable:
        job.resolve()  # a task that does not exist is found now, not at its hour
    spare_what_is_loaded()
    belfry = Belfry(context)
    scheduler = _scheduler()
    for job in timetable:
        scheduler.add_job(belfry.answer, job.bell(), args=[job], id=job.name, next_run_time=datetime.now(UTC))
    _listen(context.stopping)
    scheduler.start()
    log.info("jobs.started", jobs=[job.name for job in timetable], process=os.getpid())
    context.stopping.wait()
    scheduler.shutdown(wait=False)
    left = belfry.stop()
    log.info("jobs.stopped", left=left)
    if left:
        # Their threads would keep the process alive; leases and numbers make it safe to leave what they were doing.
        os._exit(0)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of the library says more than that a bell rang while its task was still at work."""
    return "maximum number of running instances" not in str(record.msg)


def _scheduler() -> BackgroundScheduler:
    logging.getLogger("apscheduler.scheduler").addFilter(_is_news)  # a short bell is meant to be missed by a long task
    return BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(10)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )


def _listen(stopping: Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
