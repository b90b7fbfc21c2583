"""The monthly run of many houses, by two drawing processes and by one: throughput, and memory as it goes on.

    python benchmarks/monthly.py [HOUSES [PROJECTS]]

Both read a database of the same houses, make every briefing with its charts and tables, freeze it and post its mails.
Two processes work on several houses at once, as the jobs do; one works on one house at a time, so that the two add up
to one process's work. Each run has a database and a data folder of its own, with no pieces kept.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, select

from benchmarks.houses import fill
from benchmarks.peaks import memory_of, peak_of
from jobs.briefings.rendering import render
from jobs.briefings.workers import Workers
from jobs.context import Context
from jobs.garbage import spare_what_is_loaded
from jobs.tasks import briefings as task
from portfolio.briefing.content import BriefingContent
from portfolio.config import Settings
from portfolio.db import open_engine
from portfolio.migrations import upgrade
from portfolio.models import Briefing

DUE = datetime(2027, 4, 1, 6, tzinfo=UTC)  # eight o'clock on the first in Copenhagen
LOOKS = 5  # times that memory is read during a run


def run(count: int, houses: int, projects: int) -> float:
    """Return briefings a minute by so many processes."""
    workers, memory, made = Workers(count), [], []
    with TemporaryDirectory() as name:
        engine = open_engine(f"sqlite:///{name}/innohus.db")
        upgrade(engine)
        fill(engine, houses, projects)
        context = Context(engine, Settings(data_folder=Path(name)), lambda: DUE)

        def rendering(draw: Callable[..., object], content: BriefingContent, **how: object) -> object:
            rendered = draw(content, **how)
            made.append(content.house)
            if len(made) % max(1, houses // LOOKS) == 0:
                memory.append([memory_of(), *map(memory_of, workers.numbers)])
            return rendered

        task.render, task.AT_ONCE = partial(rendering, partial(render, workers=workers)), 3 if count > 1 else 1
        workers.start()
        workers.versions(float("inf"))
        start = time.perf_counter()
        task.make_briefings(context, DUE)
        seconds = time.perf_counter() - start
        with Session(engine) as session:
            frozen = [briefing for briefing in session.exec(select(Briefing)) if briefing.frozen_at]
        assert len(frozen) == len(made) >= houses, "not every briefing was frozen"
        engine.dispose()
    print(f"{count} drawing: {len(made)} briefings in {seconds:.1f} s, {60 * len(made) / seconds:.1f} a minute")
    print("  memory on the way, jobs and drawing, MB:", [[round(one) for one in look] for look in memory])
    print(
        f"  peaks: jobs {peak_of():.0f}, drawing {[round(peak_of(number)) for number in workers.numbers]} MB",
        flush=True,
    )
    workers.end()
    return len(made) / seconds


def main() -> None:
    spare_what_is_loaded()  # as the jobs process does when it has started
    houses = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    projects = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    one, two = run(1, houses, projects), run(2, houses, projects)
    print(f"two processes have {two / one:.2f} x the throughput of one")


if __name__ == "__main__":
    main()
