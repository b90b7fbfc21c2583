"""Exporting from the command line: everything, to an empty folder, and back without loss."""

import csv
import json
import zipfile

from tests.command_line import run


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


def _table(file):
    """What a person told us of each project, without what the house itself counts and dates."""
    own = ("ID", "number", "source_key", "created_at", "updated_at")
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";")
    return [{key: value for key, value in row.items() if key not in own} for row in rows]
