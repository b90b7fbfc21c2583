"""Blind in what is left behind as well: what an evaluator answers changes no log line, and no statement of a job.

Time is not measured, which would be chance on a busy machine. It is proven instead that the same statements run and
answers of the same length go out, whatever level was chosen.
"""

from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from jobs.context import Context
from jobs.schedule import TIMETABLE
from portfolio.config import Settings
from portfolio.reference.rubric import rubric
from tests.factories import NOON, the_assessment
from tests.guard import counted_statements
from tests.integration.test_blindness import World, engine, world
from tests.logbook import logged
from web.views import assessments

__all__ = ["engine", "world"]  # fixtures

LEVELS = ("1", "2", "3", "4", "5", "cannot")
# Briefings and books take child processes and seconds; what they say is compared in `test_blindness`.
QUICK = ("remind", "refresh_resilience", "refresh_robustness", "send_waiting_mail")


def fields(level: str) -> dict[str, str]:
    return {
        part: value
        for one in rubric().criteria
        for part, value in ((f"{one.id}-level", level), (f"{one.id}-evidence", "E1"), (f"{one.id}-reason", "Seen."))
    }


def traces(app: Flask, world: World, form: str, context: Context, level: str) -> list[object]:
    """What a whole answer leaves behind: saved while typing, handed in, taken back, and the jobs that run then."""
    left: list[object] = []
    with counted_statements(app.extensions["innohus"]["engine"]) as asked, logged() as lines:
        for address, sent in (
            (f"{form}/autosave", fields(level)),
            (form, {**fields(level), "do": "hand_in"}),
            (f"{form}/take-back", {}),
        ):
            asked.clear()
            answer = world.clients["blind"].post(address, data=sent)
            left.append((answer.status_code, len(answer.data), len(asked)))
    for job in (one for one in TIMETABLE if one.name in QUICK):
        with counted_statements(context.engine) as asked, logged() as more:
            job.resolve()(context, NOON)
        left.append((job.name, list(asked)))
        lines += more
    return [*left, lines]


@pytest.fixture
def leaves(app: Flask, world: World, session: Session, engine: Engine, settings: Settings) -> Callable:
    """The traces of a level, after another level was stored: so that every answer changes something."""
    mine = the_assessment(session, world.open, world.blind)
    session.commit()  # or its lock would keep the pages from writing
    form = f"/houses/{world.house.short_name}/evaluations/assessments/{mine.id}"
    context = Context(engine, settings, lambda: NOON)

    def run(level: str) -> list[object]:
        world.clients["blind"].post(f"{form}/autosave", data=fields("3" if level != "3" else "2"))
        return traces(app, world, form, context, level)

    run("4")  # the jobs do what was due before: invitations leave, and runs are made
    return run


def test_neither_a_log_line_nor_a_job_nor_the_length_of_an_answer_tells_the_level(leaves):
    first = leaves(LEVELS[0])

    assert [part[0] for part in first[:3]] == [200, 302, 302]  # saved, handed in, taken back
    assert [part[0] for part in first[3:-1]] == [job.name for job in TIMETABLE if job.name in QUICK]
    for level in LEVELS[1:]:
        assert leaves(level) == first, level


def test_a_line_that_tells_the_level_is_found(leaves, monkeypatch):
    kept = assessments.save_answers

    def telling(*given, **facts):
        structlog.get_logger().info("saved", level=next(iter(given[3].values())).level)
        return kept(*given, **facts)

    monkeypatch.setattr(assessments, "save_answers", telling)

    assert leaves("1")[-1] != leaves("4")[-1]
    assert leaves("1")[:-1] == leaves("4")[:-1]


def test_one_statement_more_for_a_high_level_is_found(leaves, monkeypatch):
    kept = assessments.save_answers

    def slower(session, viewer, mine, answers, **facts):
        if next(iter(answers.values())).level == 5:
            session.get_one(type(mine), mine.id, populate_existing=True)
        return kept(session, viewer, mine, answers, **facts)

    monkeypatch.setattr(assessments, "save_answers", slower)

    assert leaves("1") != leaves("5")
