"""The command `innohus-jobs`: ring the bells, ring one by hand, or confirm the clock."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from jobs import logs, scheduler
from jobs.context import Context
from jobs.garbage import spare_what_is_loaded
from jobs.runner import Outcome, ring
from jobs.schedule import TIMETABLE
from portfolio import clock
from portfolio.actions.diary import resume_work
from portfolio.cli.door import in_language, opened
from portfolio.config import Settings
from portfolio.errors import InnohusError
from portfolio.queries.diary import find_hold

JOBS = {job.name: job for job in TIMETABLE}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="innohus")
def main() -> None:
    """Make briefings, remind people and send mail."""


@main.command()
def start() -> None:
    """Ring the bells until told to stop; the log is one JSON object a line.

    Several may run: one works, the others stand by and take over when it ends.
    """
    logs.configure()
    with _context(None) as context:
        scheduler.start(context)


@main.command()
@click.argument("name", type=click.Choice(list(JOBS)))
@click.option("--at", metavar="MOMENT", help="Do it as at a moment, written as 2027-04-01T08:00+02:00.")
def run(name: str, at: str | None) -> None:
    """Do one job now; what the diary says has been done is not done again."""
    logs.configure(sys.stderr)
    with _context(_moment(at)) as context:
        job = JOBS[name]
        job.resolve()
        spare_what_is_loaded()
        outcome = ring(context, job)
        if outcome is Outcome.HELD:
            raise click.ClickException(_hold_sentence(context))
    if outcome is Outcome.FAILED:
        raise click.ClickException(f"{name} failed. The log above says where.")
    click.echo(f"{name} is done." if outcome is Outcome.DONE else f"{name} has already been done for this moment.")


@main.command()
@click.option("--at", metavar="MOMENT", help="The moment that is right, instead of this machine's.")
def resume(at: str | None) -> None:
    """Confirm that the clock is right, after a long silence or a wrong clock, so that work goes on."""
    with _context(_moment(at)) as context:
        with context.writing() as session:
            resume_work(session, at=context.now())
        click.echo(f"Noted: {context.now():%Y-%m-%d %H:%M} UTC is right. Work goes on.")


@contextmanager
def _context(at: datetime | None) -> Iterator[Context]:
    """Open the database of the settings, by this machine's clock or one that stands still."""
    settings = Settings()
    with in_language("en"):
        try:
            with opened(settings) as engine:
                yield Context(engine, settings, clock.now if at is None else lambda: at)
        except InnohusError as error:
            raise click.ClickException(str(error)) from error


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter("Write a moment with its offset, as 2027-04-01T08:00+02:00.", param_hint="--at")
    return moment.astimezone(UTC)


def _hold_sentence(context: Context) -> str:
    with context.reading() as session:
        hold = find_hold(session, now=context.now())
    return hold.sentence("UTC") if hold else ""
