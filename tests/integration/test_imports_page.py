"""Importing a spreadsheet in the browser: send, look, say yes."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlmodel import select

from portfolio.frames.template import template_csv, template_workbook
from portfolio.models import HistoryEntry, ImportDraft, Project
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project

HEADINGS = "Navn;Resumé;Fase;Horisont;Beløb;Partnere;Erhverv"
GOOD = f'{HEADINGS}\nLagerbroen;Kort;Afprøvning;2035;1.250.000,50;"Fjord (offentlig); Havn (privat)";8344\n'


@pytest.fixture
def house(session):
    house = a_house(session, short_name="fjord", currency="DKK")
    session.commit()
    return house


@pytest.fixture
def lead(session, house, client, sign_in):
    person, viewer = a_member(session, house, Role.LEAD, language="en")
    session.commit()
    sign_in(client, person)
    return viewer


def send(client, content, name="projekter.csv"):
    data = content if isinstance(content, bytes) else content.encode("cp1252")
    return client.post(
        "/houses/fjord/import/", data={"file": (BytesIO(data), name)}, content_type="multipart/form-data"
    )


def confirm(client, address, **fields):
    page = client.get(address).get_data(as_text=True)
    digest = re.search(r'name="digest"[^>]*value="([^"]*)"', page)[1]
    return client.post(address, data={"digest": digest, **fields})


def test_a_file_is_looked_at_before_anything_is_stored(client, lead, session):
    answer = send(client, GOOD)
    page = client.get(answer.location).get_data(as_text=True)

    assert answer.status_code == 302
    assert "1 project will be registered" in page
    assert "Lagerbroen" in page
    assert session.exec(select(Project)).all() == []


def test_a_yes_registers_the_projects_and_throws_the_file_away(client, lead, session, house):
    answer = confirm(client, send(client, GOOD).location)
    page = client.get(answer.location).get_data(as_text=True)

    project = session.exec(select(Project)).one()
    assert (project.name, project.budget_minor, project.horizon_year) == ("Lagerbroen", 125_000_050, 2035)
    assert project.source_key == "sheet:lagerbroen"
    assert "1 project imported" in page
    assert f"/projects/{project.id}" in page
    assert session.exec(select(ImportDraft)).all() == []


def test_the_same_file_again_changes_nothing(client, lead, session):
    confirm(client, send(client, GOOD).location)
    before = [entry.hash for entry in session.exec(select(HistoryEntry).order_by(HistoryEntry.sequence))]
    session.rollback()

    page = client.get(send(client, GOOD).location).get_data(as_text=True)

    assert "1 is as before" in page
    assert "There is nothing to import" in page
    assert [entry.hash for entry in session.exec(select(HistoryEntry).order_by(HistoryEntry.sequence))] == before


def test_a_refused_row_keeps_the_others_out_unless_they_are_asked_for(client, lead, session):
    address = send(client, GOOD + "Natteboligen;;Afprøvning;2020;;;\n").location
    page = client.get(address).get_data(as_text=True)
    assert "1 row is refused" in page
    assert "The horizon must be a year after 2027" in page

    refused = confirm(client, address)
    assert "nothing was imported" in refused.get_data(as_text=True)
    assert session.exec(select(Project)).all() == []
    session.rollback()

    confirm(client, address, leave_out_refused="yes")
    assert [project.name for project in session.exec(select(Project))] == ["Lagerbroen"]


def test_a_portfolio_that_changed_meanwhile_is_shown_again(client, lead, session, house):
    address = send(client, GOOD).location
    page = client.get(address).get_data(as_text=True)
    digest = re.search(r'name="digest"[^>]*value="([^"]*)"', page)[1]
    a_project(session, house, name="Lagerbroen")
    session.commit()

    answer = client.post(address, data={"digest": digest})

    assert "The portfolio has changed since this page was made" in answer.get_data(as_text=True)
    session.rollback()
    assert session.exec(select(Project)).one().budget_minor is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "This is not a spreadsheet."),
        ("Resumé;Fase\nx;y\n", "The column Name is missing."),
        (HEADINGS + "\n", "no projects below them"),
        (HEADINGS + "\n" + "x;;;;;;\n" * 50_000, "The file has 50,000 rows, and 2,000 can be imported at a time."),
        ("Navn;Name\nx;y\n", "is there twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_projects_gets_one_sentence_at_its_field(client, lead, session, content, sentence):
    answer = send(client, content, "projekter.xlsx")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert sentence in page
    assert "Traceback" not in page
    assert session.exec(select(ImportDraft)).all() == []


def test_a_form_without_a_file_asks_for_one(client, lead):
    answer = client.post("/houses/fjord/import/")

    assert "Choose a file." in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_only_a_lead_imports(client, session, house, sign_in, role):
    person, _viewer = a_member(session, house, role)
    session.commit()
    sign_in(client, person)

    assert client.get("/houses/fjord/import/").status_code == 403
    assert send(client, GOOD).status_code == 403


def test_a_file_of_another_lead_does_not_exist(client, lead, session, house, sign_in):
    address = send(client, GOOD).location
    other, _viewer = a_member(session, house, Role.LEAD)
    session.commit()
    sign_in(client, other)

    assert client.get(address).status_code == 404


def test_a_file_that_nobody_came_back_to_is_thrown_away(client, lead, session, clock):
    send(client, GOOD)
    clock.moment += timedelta(hours=25)
    send(client, GOOD)

    assert len(session.exec(select(ImportDraft)).all()) == 1


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("kind", "make"), [("xlsx", template_workbook), ("csv", template_csv)])
def test_the_template_is_handed_out_and_understood_by_the_import(client, lead, language, kind, make):
    answer = client.get(f"/houses/fjord/import/template-{language}.{kind}")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    page = send(client, answer.data, f"x.{kind}").get_data(as_text=True)
    assert "no projects below them" in page


def test_two_thousand_rows_are_imported_in_one_go(client, lead, session):
    rows = "".join(f"Projekt {number};Kort;Idé;;{number};;\n" for number in range(2_000))

    answer = confirm(client, send(client, HEADINGS + "\n" + rows).location)

    assert answer.status_code == 302
    assert len(session.exec(select(Project)).all()) == 2_000
