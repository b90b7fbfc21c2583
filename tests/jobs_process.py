"""A jobs process of its own, with a timetable in which something is due every second; see `test_processes`."""

import os
import sys
from datetime import datetime
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger
from sqlmodel import select

from jobs import logs, scheduler
from jobs.context import Context
from jobs.schedule import Job
from portfolio.actions.mail import post
from portfolio.config import Settings
from portfolio.db import open_engine
from portfolio.models import Person

DIARY_OF_RUNS = "runs.txt"


class Hasty(Job):
    """A job whose bell rings as often as it is due."""

    def bell(self) -> CronTrigger:
        return self.due_moments()


TIMETABLE = (
    Hasty("note", "tests.jobs_process:post_a_note", {"second": "*"}),
    Hasty("send_waiting_mail", "jobs.tasks.mail:send_waiting_mail", {"second": "*"}, in_diary=False),
)


def post_a_note(context: Context, due_at: datetime) -> None:
    """Post a mail about a moment, and write down outside the database that it was done, and by whom."""
    with (context.settings.data_folder / DIARY_OF_RUNS).open("a") as runs:
        runs.write(f"{due_at.isoformat()} {os.getpid()}\n")
    with context.writing() as session:
        person = session.exec(select(Person)).one()
        facts = {"link": f"https://house.example/{due_at.isoformat()}"}
        key = f"note/{due_at.isoformat()}/{os.getpid()}"
        post(session, key=key, person=person, template="reset_password", facts=facts, at=context.now())


if __name__ == "__main__":
    logs.configure()
    _program, url, folder = sys.argv
    scheduler.start(Context(open_engine(url), Settings(data_folder=Path(folder))), TIMETABLE)
