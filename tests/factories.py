"""Things that tests need, each with an article: name only what matters, the rest is sensible."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from portfolio.actions.assessments import hand_in, save_answers
from portfolio.actions.evaluation_rounds import reveal_first_round, start_second_round
from portfolio.actions.evaluations import open_evaluation
from portfolio.actions.projects import ProjectInput, add_project
from portfolio.models import Assessment, Evaluation, House, Membership, Person, Project
from portfolio.reference.rubric import rubric
from portfolio.rounds.panel import Answer
from portfolio.rounds.visibility import Role, Viewer, clerk

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
_counter = count(1)


def a_house(session: Session, **facts: Any) -> House:
    number = next(_counter)
    defaults = {"short_name": f"house-{number}", "name": f"House {number}", "created_at": NOON}
    return _stored(session, House(**{**defaults, **facts}))


def a_person(session: Session, **facts: Any) -> Person:
    number = next(_counter)
    defaults = {
        "email": f"person-{number}@example.org",
        "name": f"Person {number}",
        "fs_uniquifier": uuid4().hex,
        "created_at": NOON,
    }
    return _stored(session, Person(**{**defaults, **facts}))


def a_member(session: Session, house: House, *roles: Role, **facts: Any) -> tuple[Person, Viewer]:
    """A person with roles in a house, and that person as the one who asks."""
    person = a_person(session, **facts)
    for role in roles:
        _stored(session, Membership(house_id=house.id, person_id=person.id, role=role, since=NOON))
    return person, Viewer(person_id=person.id, roles={house.id: frozenset(roles)})


def a_project(session: Session, house: House, viewer: Viewer | None = None, **facts: Any) -> Project:
    given = ProjectInput(**{"name": f"Project {next(_counter)}", **facts})
    return add_project(session, viewer or clerk(house.id), house, given, at=NOON)


def an_evaluation(
    session: Session, house: House, project: Project, panel: Sequence[Viewer], **facts: Any
) -> Evaluation:
    """An open evaluation with a panel of these viewers."""
    defaults = {"closes_on": date(2027, 3, 17), "at": NOON, "base_url": "https://innohus.example"}
    evaluator_ids = {viewer.person_id for viewer in panel}
    return open_evaluation(
        session, clerk(house.id), house, project, evaluator_ids=evaluator_ids, **{**defaults, **facts}
    )


def the_assessment(session: Session, evaluation: Evaluation, evaluator: Viewer) -> Assessment:
    """The part of an evaluation that falls to one evaluator in the round that runs."""
    return session.exec(
        select(Assessment)
        .join(Evaluation, Evaluation.id == Assessment.evaluation_id)
        .where(
            Assessment.evaluation_id == evaluation.id,
            Assessment.evaluator_id == evaluator.person_id,
            Assessment.round == Evaluation.round,
        )
    ).one()


def complete_answers(level: int | None = 3, **other: Answer) -> dict[str, Answer]:
    """An answer on every criterion: a level (None is “cannot assess”), except where another is named."""
    answer = Answer(level=level, cannot_assess=level is None, reason=f"Seen as {level}", evidence="E1")
    return {**{criterion.id: answer for criterion in rubric().criteria}, **other}


def handed_in(
    session: Session, evaluation: Evaluation, evaluator: Viewer, answers: dict[str, Answer] | None = None
) -> Assessment:
    """An assessment with an answer on every criterion, handed in."""
    assessment = the_assessment(session, evaluation, evaluator)
    save_answers(session, evaluator, assessment, answers or complete_answers(), at=NOON)
    return hand_in(session, evaluator, assessment, at=NOON)


def revealed(session: Session, house: House, evaluation: Evaluation) -> Evaluation:
    """An evaluation of two rounds whose first is shown to its panel, whoever has not handed in."""
    reveal_first_round(
        session, clerk(house.id), house, evaluation, missing_accepted=5, at=NOON, base_url="https://innohus.example"
    )
    return evaluation


def in_second_round(session: Session, house: House, evaluation: Evaluation) -> Evaluation:
    """A revealed evaluation whose panel is asked once more."""
    return start_second_round(
        session,
        clerk(house.id),
        house,
        evaluation,
        closes_on=date(2027, 3, 24),
        at=NOON,
        base_url="https://innohus.example",
    )


def _stored(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
