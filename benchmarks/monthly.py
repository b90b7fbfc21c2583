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
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from benchmarks.briefing import a_house
from benchmarks.peaks import memory_of, peak_of
from jobs.briefings.rendering import render
from jobs.briefings.workers import Workers
from jobs.context import Context
from jobs.tasks import briefings as task
from portfolio.briefing.content import BriefingContent
from portfolio.config import Settings
from portfolio.db import open_engine, writing
from portfolio.migrations import upgrade
from portfolio.models import Briefing, Evaluation, House, Person, Project
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.visibility import Role
from tests.factories import a_member

SINCE = datetime(2027, 3, 3, 12, tzinfo=UTC)
DUE = datetime(2027, 4, 1, 6, tzinfo=UTC)  # eight o'clock on the first in Copenhagen
LOOKS = 5  # times that memory is read during a run


def fill(engine: Engine, houses: int, projects: int) -> None:
    """Put houses with evaluated projects into a database."""
    sheets = a_house(projects)
    for number in range(1, houses + 1):
        with writing(engine) as session:
            house = House(
                id=uuid4(), short_name=f"hus-{number}", name=f"Hus {number}", created_at=SINCE, corridor_radical=30,
                corridor_substantial=40, corridor_incremental=30,
            )  # fmt: skip
            session.add(house)
            session.flush()
            a_member(session, house, Role.BOARD_MEMBER, language="da")
            lead, _viewer = a_member(session, house, Role.LEAD)
            for sheet in sheets:
                _add(session, house, lead, sheet)


def _add(session: Session, house: House, lead: Person, sheet: ProjectSheet) -> None:
    known = sheet.project.model_dump() | {"id": uuid4(), "house_id": house.id, "lead_id": lead.id}
    project = Project(**known)
    session.add(project)
    session.flush()
    evaluation = Evaluation(
        id=uuid4(), house_id=house.id, project_id=project.id, opened_at=SINCE, closes_on=SINCE.date(), state="closed",
        rubric_version=sheet.scores.rubric_version, closed_at=SINCE,
    )  # fmt: skip
    session.add(evaluation)
    session.flush()
    for row in (*sheet.partners, *sheet.occupations, *sheet.stop_criteria, sheet.scores, sheet.resilience):
        new = row.model_dump(exclude={"id"}) | {"project_id": project.id}
        new |= {"house_id": house.id} if "house_id" in new else {}
        new |= {"evaluation_id": evaluation.id} if "evaluation_id" in new else {}
        session.add(type(row)(**new))


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
    houses = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    projects = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    one, two = run(1, houses, projects), run(2, houses, projects)
    print(f"two processes have {two / one:.2f} x the throughput of one")


if __name__ == "__main__":
    main()
