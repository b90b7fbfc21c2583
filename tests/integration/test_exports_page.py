"""Taking the portfolio along from the browser."""

import json
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest

from portfolio.models import Assessment, CriterionLevel, Evaluation
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project

ADDRESS = "/houses/fjord/export/portfolio."


@pytest.fixture
def house(session):
    house = a_house(session, short_name="fjord")
    a_project(
        session, house, name="=HYPERLINK(1)", summary="-5", budget_minor=125_000_050, occupations={"8344": 10_000}
    )
    session.commit()
    return house


@pytest.mark.parametrize("role", [Role.LEAD, Role.EVALUATOR, Role.BOARD_MEMBER])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_every_reader_may_take_the_portfolio_along(client, session, house, sign_in, role, kind):
    person, _viewer = a_member(session, house, role, language="en")
    session.commit()
    sign_in(client, person)

    answer = client.get(ADDRESS + kind)

    assert answer.status_code == 200
    assert f"fjord-2027-03-03.{kind}" in answer.headers["Content-Disposition"]
    assert is_zipfile(BytesIO(answer.data)) == (kind == "xlsx")
    assert client.get("/houses/fjord/export/").status_code == 200


def test_no_cell_is_run_by_a_spreadsheet_program(client, session, house, sign_in):
    person, _viewer = a_member(session, house, Role.LEAD, language="da")
    session.commit()
    sign_in(client, person)

    text = client.get(ADDRESS + "csv").data.decode("utf-8-sig")
    with ZipFile(BytesIO(client.get(ADDRESS + "xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")

    assert ";'=HYPERLINK(1);-5;" in text
    assert ";1250000,5;DKK;" in text
    assert b"<f>" not in sheet


def test_levels_of_an_open_evaluation_are_in_no_file(client, session, house, sign_in):
    person, _viewer = a_member(session, house, Role.LEAD)
    project = a_project(session, house, name="Blind")
    evaluation = Evaluation(
        house_id=house.id, project_id=project.id, rubric_version="2026-1", opened_at=NOON, closes_on=NOON.date()
    )
    assessment = Assessment(evaluation_id=evaluation.id, evaluator_id=person.id, invited_at=NOON)
    for row in (evaluation, assessment):
        session.add(row)
        session.flush()
    session.add(CriterionLevel(assessment_id=assessment.id, criterion="R1", level=4, reason="kun for mine øjne"))
    session.commit()
    sign_in(client, person)

    content = client.get(ADDRESS + "json").get_data(as_text=True)

    assert "kun for mine øjne" not in content
    assert json.loads(content)["scores"] == []
    assert set(json.loads(content)) == {
        "projects", "partners", "occupations", "stop_criteria", "scores", "resilience",
    }  # fmt: skip


def test_an_administrator_and_a_stranger_take_nothing_along(client, session, house, sign_in):
    administrator, _viewer = a_member(session, house, Role.ADMINISTRATOR)
    stranger, _other = a_member(session, a_house(session), Role.LEAD)
    session.commit()

    sign_in(client, administrator)
    assert client.get(ADDRESS + "csv").status_code == 403
    sign_in(client, stranger)
    assert client.get(ADDRESS + "csv").status_code == 404


def test_an_unknown_kind_is_no_page(client, session, house, sign_in):
    person, _viewer = a_member(session, house, Role.LEAD)
    session.commit()
    sign_in(client, person)

    assert client.get(ADDRESS + "exe").status_code == 404
