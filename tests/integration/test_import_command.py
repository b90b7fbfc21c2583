"""Importing, exporting, backing up and verifying from the command line."""

import csv
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import Session, col, select

from portfolio.cli import main
from portfolio.db import open_engine, reading, writing
from portfolio.frames.indigo import shortened
from portfolio.migrations import upgrade
from portfolio.models import DiaryEntry, HistoryEntry, House, OutgoingMail, Project, ProjectPartner
from portfolio.models.mail import MailState
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.material import INDIGO, needs

SHEET = (
    "Navn;Resumé;Fase;Horisont;Beløb;Valuta;Partnere;Erhverv;Stopkriterier\n"
    "Lagerbroen;Kort;Afprøvning;2055;1.250.000,50;EUR;"
    '"Fjord Kommune (offentlig); Havn (privat)";"8344=60 %; 9112=40 %";"Færre end 5; Ingen vagt"\n'
    '=SUM(A1);"Linje; ""citat""";Idé;;;;;;\n'
)


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(folder))
    monkeypatch.delenv("INNOHUS_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def database(data):
    engine = open_engine(f"sqlite:///{data / 'innohus.db'}")
    upgrade(engine)
    with writing(engine) as session:
        a_house(session, short_name="fjord")
        a_house(session, short_name="bakke")
    yield engine
    engine.dispose()


@pytest.fixture
def sheet(tmp_path):
    file = tmp_path / "projekter.csv"
    file.write_text(SHEET, encoding="cp1252")
    return file


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def contents(database):
    with database.connect() as connection:
        return list(connection.connection.iterdump())


def projects(database, house="fjord"):
    with reading(database) as session:
        found = session.exec(
            select(Project).join(House, col(House.id) == Project.house_id).where(House.short_name == house)
        ).all()
        session.expunge_all()
    return found


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


def test_an_export_imported_elsewhere_loses_nothing(database, sheet, tmp_path):
    run("import", sheet, "--house", "fjord")
    run("export", "--house", "fjord", "--to", tmp_path / "out")

    for file in ("projects.csv", "house.xlsx"):
        run("import", tmp_path / "out" / file, "--house", "bakke")
    run("export", "--house", "bakke", "--to", tmp_path / "again")

    first, second = (_table(tmp_path / folder / "projects.csv") for folder in ("out", "again"))
    assert first == second
    assert {row["Navn"] for row in first} == {"Lagerbroen", "'=SUM(A1)"}
    assert (
        json.loads(run("import", tmp_path / "out/projects.csv", "--house", "fjord", "--json"))["counts"]["unchanged"]
        == 2
    )


def test_an_export_holds_everything_and_refuses_a_folder_with_something_in_it(database, sheet, tmp_path):
    run("import", sheet, "--house", "fjord")

    run("export", "--house", "fjord", "--to", tmp_path / "out", "--language", "en")

    names = {file.name for file in (tmp_path / "out").iterdir()}
    around = ("projects", "partners", "occupations", "stop_criteria", "scores", "resilience", "briefings", "history")
    tables = (
        *around,
        "first_rounds",
        "talks",
        "forecasts",
        "contracts",
        "contract_ledger",
        "contract_results",
        "bonds",
        "bond_ledger",
        "signals",
        "signal_runs",
        "signal_feeds",
        "house_scenario",
        "weights",
    )
    assert names == {f"{table}.csv" for table in tables} | {"house.xlsx", "house.json"}
    everything = json.loads((tmp_path / "out/house.json").read_text("utf-8"))
    assert {one["title"] for one in everything["occupations"]} >= {"Lifting truck operators"}
    assert len(everything["resilience"]) == 1
    assert "is not empty" in run("export", "--house", "fjord", "--to", tmp_path / "out", code=1)


def test_a_workbook_holds_texts_where_a_program_would_see_formulas(database, sheet, tmp_path):
    run("import", sheet, "--house", "fjord")
    run("export", "--house", "fjord", "--to", tmp_path / "out")

    with zipfile.ZipFile(tmp_path / "out/house.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]

    assert not any(b"<f>" in content for content in sheets)


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


@needs(INDIGO)
def test_the_thirteen_danish_projects_come_in_with_what_can_be_said_honestly(database):
    report = json.loads(
        run("import", INDIGO, "--format", "indigo", "--house", "fjord", "--country", "Denmark", "--json")
    )

    assert report["counts"] == {"new": 13, "changed": 0, "unchanged": 0, "refused": 0}
    found = {project.source_key: project for project in projects(database)}
    assert set(found) == {f"indigo:INDIGO-POJ-{n:04}" for n in (*range(261, 271), 312, 313, 314)}
    assert sum(project.budget_minor or 0 for project in found.values()) == 9_250_000_000
    assert {project.currency for project in found.values()} == {"DKK"}
    assert {project.funding.value for project in found.values()} == {"social_impact_bond"}
    assert {project.horizon_year for project in found.values()} == {None}
    assert {one["column"] for one in report["left_empty"]} >= {"horizon_year", "occupations"}


@needs(INDIGO)
def test_every_row_of_the_export_is_accounted_for(database):
    report = json.loads(
        run("import", INDIGO, "--format", "indigo", "--house", "fjord", "--country", "DK", "--dry-run", "--json")
    )

    files = {file.name for file in INDIGO.glob("*.csv")}
    assert {table["file"] for table in report["tables"]} == files
    for table in report["tables"]:
        parts = ("used", "not_carried", "of_other_projects", "without_project")
        assert table["rows"] == sum(table[part] for part in parts), table["file"]
        with (INDIGO / table["file"]).open(encoding="utf-8-sig", newline="") as file:
            assert table["rows"] == sum(1 for _row in csv.reader(file)) - 1
    metrics = next(table for table in report["tables"] if table["file"] == "projects_outcome_metrics.csv")
    assert (metrics["not_carried"], metrics["rows"]) == (43, 1408)
    assert metrics["lines"] > metrics["rows"] + 1


@needs(INDIGO)
def test_a_second_indigo_import_changes_nothing_and_keeps_what_the_house_wrote(database):
    arguments = ("import", INDIGO, "--format", "indigo", "--house", "fjord", "--country", "Danmark")
    run(*arguments)
    with writing(database) as session:
        project = session.exec(select(Project).where(Project.source_key == "indigo:INDIGO-POJ-0261")).one()
        project.summary = "Husets egne ord"
        session.add(project)
    before = contents(database)

    report = json.loads(run(*arguments, "--json"))

    assert report["counts"]["unchanged"] == 13
    assert contents(database) == before


@needs(INDIGO)
def test_the_eight_known_defects_are_loaded_or_left_out_with_a_reason(database):
    report = json.loads(run("import", INDIGO, "--format", "indigo", "--house", "fjord", "--dry-run", "--json"))

    assert report["counts"]["new"] == 319
    defects = {(one["code"], one["project"][-4:]): one for one in report["defects"]}
    assert all(one["reason"] for one in report["defects"])
    assert {code for code, _project in defects} >= {
        "mixed_units", "currency_name", "amount_text", "date_form", "repeated_id", "above_maximum", "stale_stage",
    }  # fmt: skip
    assert {project for code, project in defects if code == "above_maximum"} == {"0175", "0176", "0189"}
    assert {project for code, project in defects if code == "currency_doubtful"} == {"0218", "0219", "0220", "0221"}
    assert ("repeated_id", "0123") in defects
    names = {(one["value"], one["loaded"]) for one in report["defects"] if one["code"] == "currency_name"}
    assert ("Japanese Yen", True) in names
    assert ("Swedish", False) in names
    assert ("Swedish", True) not in names


@needs(INDIGO)
def test_a_partner_whose_sector_indigo_does_not_tell_stays_unknown(database):
    run("import", INDIGO, "--format", "indigo", "--house", "fjord", "--country", "Denmark")

    with reading(database) as session:
        sectors = {partner.name: partner.sector.value for partner in session.exec(select(ProjectPartner))}

    assert sectors["Aarhus Municipality"] == "public"
    assert sectors["SundInvest Aps"] == "private"
    assert sectors["Empano"] == "unknown"


def test_a_text_is_shortened_after_a_whole_sentence():
    assert shortened("One two. Three four. Five", longest=21) == "One two. Three four."
    assert shortened("One two three four five", longest=12) == "One two…"
    assert shortened("Steps: 1. Ask them. 2. Listen to them well", longest=22) == "Steps: 1. Ask them."


def test_a_changed_history_is_named(database, sheet):
    run("import", sheet, "--house", "fjord")
    assert "unbroken" in run("verify-history", "--house", "fjord")

    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_update")
        connection.exec_driver_sql("UPDATE history_entry SET detail = '{}' WHERE sequence = 2")

    assert "Entry 2 was changed after it was written." in run("verify-history", code=1)
    report = json.loads(run("verify-history", "--json", code=1))
    assert {one["house"]: one["first_broken"] for one in report} == {"bakke": None, "fjord": 2}


def test_an_entry_taken_out_of_the_history_is_named(database, sheet):
    run("import", sheet, "--house", "fjord")
    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_delete")
        connection.exec_driver_sql("DELETE FROM history_entry WHERE sequence = 1")

    assert "Entry 1 is missing." in run("verify-history", code=1)


def test_a_backup_comes_back_whole_with_all_sending_held(database, sheet, data, tmp_path, monkeypatch):
    (data / "secret-key").write_text("key")
    run("import", sheet, "--house", "fjord")
    with writing(database) as session:
        _a_mail(session, MailState.WAITING)
        _a_mail(session, MailState.SENT)
    run("backup", "--to", tmp_path / "b.zip")

    output = run("restore", tmp_path / "b.zip", "--to", tmp_path / "back")

    assert "1 mails are in doubt now" in output
    assert (tmp_path / "back/secret-key").read_text() == "key"
    assert (tmp_path / "back/innohus.db").stat().st_mode & 0o077 == 0
    restored = open_engine(f"sqlite:///{tmp_path / 'back/innohus.db'}")
    with reading(restored) as session:
        assert sorted(mail.state for mail in session.exec(select(OutgoingMail))) == [MailState.IN_DOUBT, MailState.SENT]
        assert len(session.exec(select(HistoryEntry)).all()) == 3
    assert {project.name for project in projects(restored)} == {"Lagerbroen", "=SUM(A1)"}
    restored.dispose()
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path / "back"))
    assert "nothing is sent until someone confirms it" in run("doctor", code=1)
    assert "is not empty" in run("restore", tmp_path / "b.zip", "--to", tmp_path / "back", code=1)


def test_a_confirmed_restore_holds_nothing_any_more(database, tmp_path, monkeypatch):
    from portfolio.actions.diary import resume_work
    from portfolio.clock import now
    from portfolio.queries.diary import find_hold

    run("backup", "--to", tmp_path)
    (file,) = tmp_path.glob("innohus-*.zip")
    run("restore", file, "--to", tmp_path / "back")
    restored = open_engine(f"sqlite:///{tmp_path / 'back/innohus.db'}")

    with writing(restored) as session:
        assert find_hold(session, now=now()) is not None
        resume_work(session, at=now())
    with reading(restored) as session:
        assert find_hold(session, now=now()) is None
        assert len(session.exec(select(DiaryEntry)).all()) == 2
    restored.dispose()


def test_a_broken_database_is_not_backed_up(database, sheet, tmp_path):
    run("import", sheet, "--house", "fjord")
    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_update")
        connection.exec_driver_sql("UPDATE history_entry SET detail = '{}' WHERE sequence = 2")

    assert "The history of fjord is broken." in run("backup", "--to", tmp_path / "b.zip", code=1)
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_changed_by_anyone_is_refused(database, tmp_path):
    run("backup", "--to", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for part in good.infolist():
            content = good.read(part)
            bad.writestr(part, content + b"x" if part.filename == "innohus.db" else content)

    assert "is no backup of Innohus" in run("restore", tmp_path / "bad.zip", "--to", tmp_path / "back", code=1)
    assert list((tmp_path / "back").iterdir()) == []


def test_a_backup_is_taken_while_others_write(database, tmp_path):
    with writing(database) as session:
        house = session.exec(select(House).where(House.short_name == "fjord")).one()
        a_project(session, house, name="Half done")
        run("backup", "--to", tmp_path / "b.zip")

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extract("innohus.db", tmp_path / "x")
    connection = sqlite3.connect(tmp_path / "x/innohus.db")
    assert connection.execute("SELECT count(*) FROM project").fetchone() == (0,)
    connection.close()


def test_the_doctor_has_a_line_for_everything_and_changes_nothing(database):
    before = contents(database)

    findings = json.loads(CliRunner().invoke(main, ["doctor", "--json"]).output)

    assert [one["what"] for one in findings] == [
        "data folder",
        "disk",
        "database",
        "tables",
        "clock",
        "fonts",
        "figures",
        "mail",
        "signature",
    ]
    assert all(one["sentence"] for one in findings)
    assert contents(database) == before


def test_the_doctor_says_what_to_do_about_a_database_that_is_not_there(data):
    output = run("doctor", code=1)

    assert "Run “innohus upgrade” to make it" in output
    assert not Path(data / "innohus.db").exists()


def test_the_doctor_finds_a_mail_server_that_does_not_answer(database, monkeypatch):
    monkeypatch.setenv("INNOHUS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("INNOHUS_SMTP_PORT", "9")

    assert "127.0.0.1:9 cannot be used" in run("doctor", code=1)


def _table(file):
    """What a person told us of each project, without what the house itself counts and dates."""
    own = ("ID", "number", "source_key", "created_at", "updated_at")
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";")
    return [{key: value for key, value in row.items() if key not in own} for row in rows]


def _a_mail(session: Session, state: MailState) -> None:
    house = session.exec(select(House).where(House.short_name == "fjord")).one()
    person, _viewer = a_member(session, house, Role.LEAD)
    session.add(
        OutgoingMail(
            key=f"test/{state}",
            person_id=person.id,
            recipient=person.email,
            language="da",
            template="briefing",
            facts={},
            state=state,
            next_try_at=NOON,
            posted_at=NOON,
        )
    )
