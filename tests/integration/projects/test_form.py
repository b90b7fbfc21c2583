"""The form of a project: registering, editing, moving its stage, and finding its occupations."""

import re
from uuid import uuid4

import pytest
from sqlmodel import select

from portfolio.models import HistoryEntry, OccupationShare, Project, ProjectPartner
from portfolio.rounds.lifecycle import Stage
from tests.factories import a_project
from tests.project_pages import FORM, FULL, filled_in


def test_a_project_is_registered_with_everything(session, enter, house, lead):
    client = enter(lead[0])

    answer = client.post(
        "/houses/fjord/projects/new",
        data={
            **FORM,
            "horizon_year": "2037",
            "budget": "1.234.500,50",
            "lead_id": str(lead[0].id),
            "occupations-code": ["8344", "9112"],
            "occupations-share": ["66,67", "33,33"],
            "partners-name": ["Kommunen", "", "Værftet A/S"],
            "partners-sector": ["public", "public", "private"],
            "stop_criteria-text": ["", "Ingen deltagere"],
        },
    )

    project = session.exec(select(Project)).one()
    assert answer.status_code == 302
    assert answer.location.endswith(f"/houses/fjord/projects/{project.id}")
    assert (project.budget_minor, project.horizon_year, project.lead_id) == (123_450_050, 2037, lead[0].id)
    shares = {row.occupation: row.basis_points for row in session.exec(select(OccupationShare))}
    assert shares == {"8344": 6667, "9112": 3333}
    assert sorted(row.name for row in session.exec(select(ProjectPartner))) == ["Kommunen", "Værftet A/S"]
    assert "The project is registered." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234.500,00", 123_450_000),
        ("1,234,500", 123_450_000),
        ("1 234 500", 123_450_000),
        ("1,2 mio.", 120_000_000),
        ("0", 0),
        ("", None),
    ],
)
def test_money_is_read_as_danes_and_britons_write_it(session, enter, house, lead, text, minor):
    enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, "budget": text})

    assert session.exec(select(Project)).one().budget_minor == minor


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Write something here."),
        ({"name": "\u202e\x00"}, "name", "Write something here."),
        ({"name": "x" * 301}, "name", "301 characters"),
        ({"summary": "x" * 501}, "summary", "501 characters"),
        ({"target_group": "x" * 10_001}, "target_group", "10001 characters"),
        ({"horizon_year": "2020"}, "horizon_year", "after 2027"),
        ({"horizon_year": "20370"}, "horizon_year", "is not a"),
        ({"horizon_year": "2999"}, "horizon_year", "2087 at the latest"),
        ({"response_years": ""}, "response_years", "number"),
        ({"response_years": "-1"}, "response_years", "from 0 to 30"),
        ({"response_years": "1,5"}, "response_years", "whole number"),
        ({"budget": "-5"}, "budget", "0 or more"),
        ({"budget": "mange penge"}, "budget", "“"),
        ({"budget": "9" * 39}, "budget", "Check the zeros"),
        ({"budget": "1.2.3"}, "budget", "is not a number"),
        ({"stage": "flying"}, "stage", "offered"),
        ({"lead_id": str(uuid4())}, "lead_id", "offered"),
        ({"lead_id": "x"}, "lead_id", "offered"),
        ({"uncertainty": ""}, "uncertainty", ""),
        ({"currency": "XXXX"}, "currency", "Choose a currency."),
        ({"occupations-code": ["8344", "9112"], "occupations-share": ["70", "60"]}, "occupations", "130 %"),
        ({"occupations-code": ["4444"], "occupations-share": ["100"]}, "occupations", "4444"),
        ({"occupations-code": ["8344"], "occupations-share": ["100", "1"]}, "occupations", None),
        ({"occupations-code": ["8344"], "occupations-share": [""]}, "occupations", "Write a share"),
        ({"occupations-code": ["8344"], "occupations-share": ["-100"]}, "occupations", "above 0"),
        ({"occupations-code": ["8344"], "occupations-share": ["mange"]}, "occupations", "is not a number"),
        ({"occupations-code": ["8344", "8344"], "occupations-share": ["50", "50"]}, "occupations", "twice"),
        ({"occupations-code": ["8344"], "occupations-share": ["99,999"]}, "occupations", None),
        ({"partners-name": ["x" * 301], "partners-sector": ["public"]}, "partners", "301"),
        ({"stop_criteria-text": ["x" * 501]}, "stop_criteria", "501"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_nothing_is_lost_or_saved(
    session, enter, lead, wrong, field, sentence
):
    kept = {
        "summary": "Dette er bevaret",
        "partners-name": ["Bevaret A/S"],
        "partners-sector": ["private"],
        "stop_criteria-text": ["Bevaret tegn"],
    }

    page = enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, **kept, **wrong})

    if sentence is None:  # harmless, or told by another rule: what counts is that it is never a 500
        assert page.status_code in (302, 422)
        return
    assert page.status_code == 422
    told = re.search(rf'id="{field}-error">(.*?)</span>\s*(?:<|$)', page.text, re.DOTALL)
    assert told, field
    assert sentence in told[1]
    assert f'href="#{field}"' in page.text
    assert f'id="{field}' in page.text
    for name, value in kept.items():
        if name not in wrong:
            assert (value if isinstance(value, str) else value[0]) in page.text
    assert session.exec(select(Project)).all() == []


def test_a_currency_written_with_the_amount_counts(session, enter, house, lead):
    enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, "budget": "2 mio. EUR"})

    project = session.exec(select(Project)).one()
    assert (project.budget_minor, project.currency) == (200_000_000, "EUR")


def test_what_looks_like_a_cpr_number_is_asked_about_before_it_is_stored(session, enter, lead):
    client = enter(lead[0])
    given = {**FORM, "summary": "Han er 010190-1234"}

    asked = client.post("/houses/fjord/projects/new", data=given)
    assert asked.status_code == 422
    assert "Is there a CPR number in the text?" in asked.text
    assert session.exec(select(Project)).all() == []
    session.commit()  # lets go of the lock

    assert client.post("/houses/fjord/projects/new", data={**given, "confirmed": "y"}).status_code == 302


def test_without_javascript_rows_come_and_go_and_occupations_are_found_and_picked(session, enter, lead):
    client = enter(lead[0])
    address = "/houses/fjord/projects/new"

    found = client.post(address, data={**FORM, "do": "find", "occupation_words": "truck"})
    assert 'value="pick:8344"' in found.text
    assert 'value="Havneskolen"' in found.text
    by_enter = client.post(address, data={**FORM, "do": "enter", "occupation_words": "truck"})
    assert 'value="pick:8344"' in by_enter.text
    picked = client.post(address, data={**FORM, "do": "pick:8344", "occupation_words": "truck"})
    assert re.search(r'name="occupations-share" value="100"', picked.text)
    removed = client.post(
        address, data={**FORM, "do": "remove:occupations:0", "occupations-code": ["8344"], "occupations-share": ["100"]}
    )
    assert 'name="occupations-code"' not in removed.text
    added = client.post(
        address, data={**FORM, "do": "add:partners", "partners-name": ["A"], "partners-sector": ["private"]}
    )
    assert added.text.count('name="partners-name"') == 2
    for odd in ("remove:partners:99", "remove:partners:x", "add:csrf_token", "pick:9999", "pick:", "find"):
        assert client.post(address, data={**FORM, "do": odd}).status_code in (200, 302)


def test_nothing_found_is_said(enter, lead):
    page = enter(lead[0]).post(
        "/houses/fjord/projects/new", data={**FORM, "do": "find", "occupation_words": "qqqqzzzz"}
    )

    assert "No occupation fits. Try another word." in page.text


def test_an_edit_starts_from_what_is_stored_and_saving_it_as_it_is_changes_nothing(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0], "da")

    page = client.get(f"/houses/fjord/projects/{project.id}/edit")
    assert 'value="4.500.000,50"' in page.text
    answer = client.post(f"/houses/fjord/projects/{project.id}/edit", data=filled_in(page.text))

    assert answer.status_code == 302
    session.expire_all()
    assert session.get(Project, project.id).version == 1


def test_two_editors_do_not_overwrite_each_other(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0])
    data = filled_in(client.get(f"/houses/fjord/projects/{project.id}/edit").text)

    first = client.post(f"/houses/fjord/projects/{project.id}/edit", data={**data, "name": "Første"})
    second = client.post(f"/houses/fjord/projects/{project.id}/edit", data={**data, "name": "Anden"})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Someone else has changed this project meanwhile." in second.text
    assert 'value="Anden"' in second.text
    session.expire_all()
    assert session.get(Project, project.id).name == "Første"


def test_a_stage_is_moved_with_one_click_and_moved_back_with_another(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0])
    address = f"/houses/fjord/projects/{project.id}"

    client.post(f"{address}/stage", data={"stage": "trying", "version": "1"})
    moved = client.get(address)
    assert "Undo: back to “Idea”" in moved.text
    assert "Undo" not in client.get(address).text
    client.post(f"{address}/stage", data={"stage": "idea", "version": "2"})

    session.expire_all()
    assert session.get(Project, project.id).stage is Stage.IDEA
    kinds = [entry.detail for entry in session.exec(select(HistoryEntry).where(HistoryEntry.kind == "project.moved"))]
    assert kinds == [{"from": "idea", "to": "trying"}, {"from": "trying", "to": "idea"}]


@pytest.mark.parametrize(
    "data",
    [
        {"stage": "flying", "version": "1"},
        {"stage": "trying", "version": "9"},
        {"stage": "trying"},
        {"stage": "trying", "version": "²"},
        {},
    ],
)
def test_a_move_that_cannot_be_is_a_sentence(session, enter, house, lead, data):
    project = a_project(session, house)

    answer = enter(lead[0]).post(f"/houses/fjord/projects/{project.id}/stage", data=data)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("words", "code"), [("truck", "8344"), ("rengør", "9112"), ("nurse", "2221"), ("8344", "8344")]
)
def test_occupations_are_found_by_danish_and_english_words_and_codes(enter, lead, words, code):
    found = enter(lead[0]).get("/houses/fjord/occupations/search", query_string={"q": words})

    assert code in [one["code"] for one in found.json]
    assert all(one["title"] and one["group"] for one in found.json)


@pytest.mark.parametrize("words", ["", " ", "\x00", "%", "x" * 5000, "' OR 1=1 --", "🦄"])
def test_odd_words_find_little_and_break_nothing(enter, lead, words):
    assert enter(lead[0]).get("/houses/fjord/occupations/search", query_string={"q": words}).status_code == 200
