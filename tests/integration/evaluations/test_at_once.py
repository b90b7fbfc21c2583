"""Several people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from portfolio.actions.assessments import save_answers
from portfolio.actions.evaluations import (
    close_evaluation,
)
from portfolio.actions.projects import ProjectInput, add_project
from portfolio.db import writing
from portfolio.errors import RuleBrokenError
from portfolio.models import Evaluation, HistoryEntry, Project, ScoreSnapshot
from portfolio.queries.evaluations import (
    get_evaluation,
    get_own_assessment,
    list_evaluations,
    list_own_answers,
    list_own_tasks,
)
from portfolio.rounds.panel import Answer
from tests.factories import (
    NOON,
    an_evaluation,
    handed_in,
    the_assessment,
)
from tests.integration.evaluations.conftest import Place


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Do the same thing in several threads at once; return what each gave or raised."""
    ready = Barrier(count)

    def run(place: int) -> object:
        ready.wait()
        try:
            return act(place)
        except RuleBrokenError as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_many_who_close_at_once_one_closes_and_the_others_are_told(
    engine: Engine, session: Session, place: Place, opened: Evaluation
) -> None:
    for viewer in place.panel:
        handed_in(session, opened, viewer)
    session.commit()

    def close(_number: int) -> ScoreSnapshot:
        with writing(engine) as own:
            evaluation = get_evaluation(own, place.lead, place.house.id, opened.id)
            return close_evaluation(own, place.lead, evaluation, at=NOON, base_url="https://innohus.example")

    outcomes = at_once(4, close)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RuleBrokenError"] * 3 + ["ScoreSnapshot"]
    with writing(engine) as own:
        assert own.exec(select(func.count()).select_from(ScoreSnapshot)).one() == 1
        closed = select(func.count()).select_from(HistoryEntry).where(HistoryEntry.kind == "evaluation.closed")
        assert own.exec(closed).one() == 1


def test_of_two_who_open_at_once_one_opens_and_the_other_is_told(
    engine: Engine, session: Session, place: Place
) -> None:
    session.commit()

    def start(_number: int) -> Evaluation:
        with writing(engine) as own:
            project = own.get_one(Project, place.project.id)
            return an_evaluation(own, place.house, project, place.panel)

    outcomes = at_once(2, start)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Evaluation", "RuleBrokenError"]


def test_saves_from_two_tabs_at_once_lose_nothing(
    engine: Engine, session: Session, place: Place, opened: Evaluation
) -> None:
    viewer = place.panel[0]
    session.commit()

    def save(number: int) -> None:
        with writing(engine) as own:
            mine = get_own_assessment(own, viewer, place.house.id, the_assessment(own, opened, viewer).id).assessment
            save_answers(own, viewer, mine, {f"R{number + 1}": Answer(level=3), "D1": Answer(level=2)}, at=NOON)

    assert at_once(4, save) == [None] * 4
    with writing(engine) as own:
        assert set(list_own_answers(own, viewer, the_assessment(own, opened, viewer))) == {"R1", "R2", "R3", "R4", "D1"}


def test_the_index_reads_as_many_statements_for_one_evaluation_as_for_many(
    engine: Engine, session: Session, place: Place
) -> None:
    def statements() -> int:
        seen: list[str] = []
        from sqlalchemy import event

        def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        list_evaluations(session, place.lead, place.house.id)
        list_own_tasks(session, place.panel[0], place.house.id)
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    an_evaluation(session, place.house, place.project, place.panel)
    for_one = statements()
    for number in range(4):
        project = add_project(session, place.lead, place.house, ProjectInput(name=f"Other {number}"), at=NOON)
        an_evaluation(session, place.house, project, place.panel)

    assert session.exec(select(func.count(col(Evaluation.id)))).one() == 5
    assert statements() == for_one
