"""Importing a spreadsheet from the command line: a dry run, its fates, and its mistakes."""

import json

import pytest
from sqlmodel import select

from portfolio.db import writing
from portfolio.models import House
from portfolio.rounds.visibility import Role
from tests.command_line import SHEET, contents, projects, run
from tests.factories import a_member


def test_a_dry_run_tells_every_fate_and_stores_nothing(database, sheet):
    before = contents(database)

    report = json.loads(run("import", sheet, "--house", "fjord", "--dry-run", "--json"))

    assert report["stored"] is False
    assert [(row["row"], row["fate"]) for row in report["rows"]] == [(2, "new"), (3, "new")]
    assert contents(database) == before


def test_a_second_import_of_a_spreadsheet_changes_nothing(database, sheet):
    run("import", sheet, "--house", "fjord")
    before = contents(database)

    report = json.loads(run("import", sheet, "--house", "fjord", "--json"))

    assert report["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert contents(database) == before


def test_a_changed_cell_changes_that_field_and_says_from_what_to_what(database, sheet):
    run("import", sheet, "--house", "fjord")
    sheet.write_text(SHEET.replace("1.250.000,50", "2 mio."), encoding="utf-8")

    report = json.loads(run("import", sheet, "--house", "fjord", "--json"))

    assert report["counts"]["changed"] == 1
    assert report["rows"][0]["changes"] == [{"column": "money", "before": "1,250,000.50", "after": "2,000,000"}]
    assert {project.budget_minor for project in projects(database)} == {200_000_000, None}


def test_a_column_that_is_not_in_the_file_leaves_the_field_as_it_is(database, sheet):
    run("import", sheet, "--house", "fjord")
    sheet.write_text("Name;Summary\nLagerbroen;Nyt\n")

    run("import", sheet, "--house", "fjord")

    lagerbroen = next(project for project in projects(database) if project.name == "Lagerbroen")
    assert (lagerbroen.summary, lagerbroen.budget_minor, lagerbroen.currency) == ("Nyt", 125_000_050, "EUR")


def test_refused_rows_keep_everything_out_unless_they_are_left_out(database, sheet):
    sheet.write_text(SHEET + "Natteboligen;;Pause;;;;;9999=100 %;\n", encoding="utf-8")

    output = run("import", sheet, "--house", "fjord", code=1)
    assert "“Pause” is none of the words for this" in output
    assert "There is no occupation" in output
    assert projects(database) == []

    run("import", sheet, "--house", "fjord", "--leave-out-refused")
    assert len(projects(database)) == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";x", "Name: Write something here."),
        ("A;" + "x" * 501, "there is room for 500"),
        ("A;;Horisont 1999", "is not a year"),
        ("A;;1999", "The horizon must be a year after"),
        ("A;;31-02-2060", "is not a date in the calendar"),
        ("A;;;-5", "Write an amount of 0 or more."),
        ("A;;;5 Swedish", "is not a currency"),
        ("A;;;;8344=60 %; 9112=70 %", "Mend"),
        ("A;;;;Gulerodsskræller", "no occupation"),
        ("A;;;;;nobody@example.org", "No member of the house has the address nobody@example.org."),
    ],
)
def test_each_mistake_is_one_sentence_at_its_row(database, sheet, row, sentence):
    sheet.write_text(f"Name;Summary;Horizon;Money;Occupations;Lead\n{row}\n", encoding="utf-8")
    if sentence == "Mend":  # a semicolon outside quotation marks is a new cell
        sheet.write_text('Name;Occupations\nA;"8344=60 %; 9112=70 %"\n')
        sentence = "The shares add up to 130"

    assert sentence in run("import", sheet, "--house", "fjord", code=1)


def test_a_lead_is_found_by_address(database, sheet):
    with writing(database) as session:
        house = session.exec(select(House).where(House.short_name == "fjord")).one()
        person, _viewer = a_member(session, house, Role.EVALUATOR, email="mette@example.org")
    sheet.write_text("Name;Lead\nA;Mette@Example.org\n")

    run("import", sheet, "--house", "fjord")

    assert projects(database)[0].lead_id == person.id


def test_an_occupation_may_be_named_by_its_title_in_either_language(database, sheet):
    sheet.write_text("Name;Occupations\nA;Lifting truck operators\n")

    assert json.loads(run("import", sheet, "--house", "fjord", "--json"))["counts"]["new"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "SHEET", "--house", "nowhere"), "There is no house nowhere. The houses are: bakke, fjord."),
        (("import", "FOLDER", "--house", "fjord"), "is a folder. For INDIGO add --format indigo."),
        (("import", "FOLDER", "--house", "fjord", "--format", "indigo"), "There is no projects.csv"),
        (("export", "--house", "nowhere", "--to", "NEW"), "There is no house nowhere."),
        (("backup", "--to", "SHEET"), "is there already"),
        (("restore", "SHEET", "--to", "NEW"), "is no backup of Innohus"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(database, sheet, tmp_path, arguments, sentence):
    (tmp_path / "folder").mkdir()
    places = {"SHEET": sheet, "FOLDER": tmp_path / "folder", "NEW": tmp_path / "new"}

    assert sentence in run(*(places.get(argument, argument) for argument in arguments), code=1)


def test_a_database_that_is_not_there_is_told_with_the_command_that_makes_it(data, sheet):
    assert "Run “innohus upgrade”" in run("import", sheet, "--house", "fjord", code=1)
    assert "is of this version now" in run("upgrade")
    assert "was of this version already" in run("upgrade")
