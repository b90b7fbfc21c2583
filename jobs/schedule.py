"""Which task rings when: the timetable, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pkgutil import resolve_name
from typing import cast

from apscheduler.triggers.cron import CronTrigger

from jobs.context import Context

Task = Callable[[Context, datetime], None]

# How far back to look for the newest due moment, the nearest first, so that few moments are ever counted.
LOOKBACK = [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=367)]


@dataclass(frozen=True)
class Job:
    """A task, and when it is due: cron fields in UTC, weekdays by name."""

    name: str
    task: str = field(metadata={"meaning": "dotted path, resolved at the start"})
    cron: Mapping[str, str]
    in_diary: bool = True

    def resolve(self) -> Task:
        """Return the task itself."""
        return cast(Task, resolve_name(self.task))

    def due_moments(self) -> CronTrigger:
        """Return the moments at which this job is due."""
        return CronTrigger(timezone=UTC, **self.cron)

    def bell(self) -> CronTrigger:
        """Return the bell that asks the diary: every minute, so that what was missed or died is soon made up for."""
        return CronTrigger(timezone=UTC, minute="*") if self.in_diary else self.due_moments()


# A task looks at what is missing, never at which moment it is called for. So the newest due moment makes up for all
# that were missed while the machine was down, however many; how many months a house lacks is the task's to find out.
TIMETABLE: tuple[Job, ...] = (
    Job("tick", "jobs.tasks.upkeep:tick", {"minute": "*"}),
    # Not in the diary: each mail carries its own claim, and a row every five seconds would be noise.
    Job("send_waiting_mail", "jobs.tasks.mail:send_waiting_mail", {"second": "*/5"}, in_diary=False),
    Job("open_drafts", "jobs.tasks.drafts:open_drafts", {"minute": "*"}),
    # Not in the diary: a lead waits at the page for what they have just written to be laid out.
    Job("lay_out_proofs", "jobs.tasks.drafts:lay_out_proofs", {"second": "*/3"}, in_diary=False),
    Job("make_books", "jobs.tasks.books:make_books", {"second": "*/5"}, in_diary=False),
    Job("make_papers", "jobs.tasks.papers:make_papers", {"second": "*/5"}, in_diary=False),
    Job("make_briefings", "jobs.tasks.briefings:make_briefings", {"minute": "*"}),
    # Every hour, because houses lie in different zones; the task itself keeps to the day's hours of each house.
    Job("remind", "jobs.tasks.reminders:remind", {"minute": "0"}),
    # After an import of many projects the model is run here, not in the page.
    Job("refresh_resilience", "jobs.tasks.resilience:refresh_resilience", {"minute": "*/15"}),
    # Away from the quarters, so that two computations do not meet; it draws only where an evaluation has closed.
    Job("refresh_robustness", "jobs.tasks.robustness:refresh_robustness", {"minute": "7-59/15"}),
    Job("book_fees", "jobs.tasks.contracts:book_fees", {"hour": "5", "minute": "20"}),
    # Four times a day is often enough for news, and polite to those who publish them.
    Job("read_feeds", "jobs.tasks.feeds:read_feeds", {"hour": "5,9,13,17", "minute": "20"}),
    Job("clean_up", "jobs.tasks.upkeep:clean_up", {"hour": "4", "minute": "30"}),
)


def newest_due(job: Job, now: datetime) -> datetime:
    """Return the newest moment, at or before now, at which a job was due."""
    moments = job.due_moments()
    for window in LOOKBACK:
        moment = moments.get_next_fire_time(None, now - window)
        if moment is not None and moment <= now:
            return _last_before(moments, moment, now)
    raise ValueError(f"{job.name} is not due once a year")


def _last_before(moments: CronTrigger, moment: datetime, now: datetime) -> datetime:
    while (following := moments.get_next_fire_time(moment, moment)) is not None and following <= now:
        moment = following
    return moment.astimezone(UTC)
