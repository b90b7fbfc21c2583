"""Invented houses for benchmarks, as values and in a database."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from portfolio.db import writing
from portfolio.models import Evaluation, House, Person, Project
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.visibility import Role
from tests.briefing_house import a_sheet
from tests.factories import a_member

LEVELS = ("445554421232333", "333333333333333", "233223343333444", "544454455554444")
SINCE = datetime(2027, 3, 3, 12, tzinfo=UTC)


def a_house(count: int):
    """Projects of which a fourth need a sheet."""
    return [
        a_sheet(
            number,
            f"Projekt {number} i Havblik",
            LEVELS[number % 4],
            work="5322",
            closed_on=date(2027, 1, 15),
        )
        for number in range(1, count + 1)
    ]


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
