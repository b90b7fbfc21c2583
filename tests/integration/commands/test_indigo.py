"""Importing an INDIGO export from the command line."""

import csv
import json

from sqlmodel import select

from portfolio.db import reading, writing
from portfolio.frames.indigo import shortened
from portfolio.models import Project, ProjectPartner
from tests.command_line import contents, projects, run
from tests.material import INDIGO, needs


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
