"""How published schemes class a project, and who helps to pay: form, page, history, interface, and a spreadsheet."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from portfolio.frames.project_cells import cells_of, facts_of
from portfolio.frames.project_rows import READERS, Reading
from portfolio.language import LANGUAGES, speaking
from portfolio.models import HistoryEntry, Project, ProjectPartner
from portfolio.queries.projects import get_project_sheet
from tests.factories import NOON, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.projects.conftest import enter, house, lead
from tests.project_pages import FORM

__all__ = ["enter", "house", "lead"]  # fixtures

SAID = {"barometer": "adapted", "facet": "mission", "osborne": "total"}
FUNDED = [
    {"name": "Fonden Langt Lys", "sector": "unknown", "is_funder": True},
    {"name": "Havblik Kommune", "sector": "public", "is_funder": True},
    {"name": "Havnen", "sector": "private", "is_funder": False},
]


def test_the_form_keeps_all_three_and_who_pays_and_the_page_and_the_interface_show_them(session, enter, lead, house):
    client = enter(lead[0])
    sent = {
        **FORM,
        **SAID,
        "partners-name": ["Havblik Kommune", "Havnen"],
        "partners-sector": ["public", "private"],
        "partners-part": ["funder", ""],
    }

    page = client.post("/houses/fjord/projects/new", data=sent, follow_redirects=True).text

    for words in ("Adapted from others", "Mission-oriented", "<dd>Total</dd>", "Havblik Kommune, helps to pay"):
        assert words in page
    assert "Havnen, helps to pay" not in page
    project = session.exec(select(Project)).one()
    edited = client.get(f"/houses/fjord/projects/{project.id}/edit").text
    assert '<option selected value="mission">' in edited
    assert edited.count('<option value="funder" selected>') == 1
    [told] = client.get("/api/houses/fjord/projects").json["projects"]
    assert {name: told[name] for name in SAID} == SAID
    assert [one["is_funder"] for one in sorted(told["partners"], key=lambda one: one["name"])] == [True, False]


@on_sqlite
def test_a_change_is_told_in_the_history_with_both_answers(session, enter, lead, house):
    project = a_project(session, house, name="Havneskolen", **SAID)
    client = enter(lead[0])

    client.post(
        f"/houses/fjord/projects/{project.id}/edit",
        data={**FORM, "version": project.version, "barometer": "copied", "facet": "", "osborne": "total"},
    )

    entry = session.exec(select(HistoryEntry).where(HistoryEntry.kind == "project.edited")).one()
    assert entry.detail["changed"]["barometer"] == ["adapted", "copied"]
    assert entry.detail["changed"]["facet"] == ["mission", None]
    assert "osborne" not in entry.detail["changed"]
    assert client.get(f"/houses/fjord/projects/{project.id}").status_code == 200


@on_sqlite
def test_a_word_that_is_not_offered_is_refused_at_its_field(session, enter, lead, house):
    answer = enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, "facet": "disruptive"})

    assert answer.status_code == 422
    assert 'href="#facet"' in answer.text
    assert session.exec(select(Project)).all() == []


@pytest.mark.parametrize("language", LANGUAGES)
@on_sqlite
def test_what_a_cell_says_is_read_back_in_either_language(session, lead, house, language):
    project = a_project(session, house, **SAID, partners=FUNDED)
    facts = facts_of(get_project_sheet(session, lead[1], project.id, today=NOON.date()))
    cells = cells_of(facts, language)
    reading = Reading(1, "", "")

    with speaking("da" if language == "en" else "en"):  # a file may come from a colleague
        for key in (*SAID, "partners"):
            READERS[key](reading, key, cells[key])

    assert reading.facts == {**SAID, "partners": FUNDED}


def test_the_database_refuses_what_no_scheme_knows_and_takes_partners_as_paying_nothing(session, house):
    a_project(session, house, partners=[{"name": "Havnen", "sector": "private"}])

    assert session.exec(select(ProjectPartner.is_funder)).one() is False
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE project SET facet = 'disruptive'"))
