"""INDIGO's whole export as a register: nothing lost, nothing silent, nothing twice."""

import csv
import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from sqlmodel import func, select

from portfolio.actions.register import store_register
from portfolio.cli import main
from portfolio.errors import RuleBrokenError
from portfolio.frames.register_reading import date_precision, defect_reason, read_register
from portfolio.frames.register_tables import INDIGO as REGISTER
from portfolio.frames.register_tables import outcome_prices, register_files, similar_prices
from portfolio.models import RegisterDefect, RegisterRow, RegisterTable
from tests.material import INDIGO, needs

TODAY = date(2027, 3, 3)


def cells_of(folder):
    found = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            found[file.name] = list(csv.reader(opened))
    return found


@pytest.fixture(scope="module")
def whole():
    return read_register(INDIGO, today=TODAY)


@needs(INDIGO)
def test_every_row_of_every_file_is_stored_and_handed_back_as_it_was(session, whole, tmp_path):
    fates = store_register(session, whole)
    for name, content in register_files(session, REGISTER).items():
        (tmp_path / name).write_bytes(content)

    wanted = cells_of(INDIGO)
    assert cells_of(tmp_path) == wanted
    assert {one.file: one.rows for one in fates} == {name: len(rows) - 1 for name, rows in wanted.items()}
    assert all(one.new == one.rows and not (one.changed or one.unchanged or one.gone) for one in fates)
    assert next(one for one in fates if one.file == "projects.csv").rows == 319


@needs(INDIGO)
def test_the_same_export_again_changes_nothing(session, whole):
    store_register(session, whole)
    ids = set(session.exec(select(RegisterRow.id)))

    fates = store_register(session, whole)

    assert all(one.unchanged == one.rows and not one.gone for one in fates)
    assert set(session.exec(select(RegisterRow.id))) == ids


@needs(INDIGO)
def test_each_known_defect_is_there_with_a_reason(session, whole):
    store_register(session, whole)

    codes = {defect.code for defect in whole.defects}
    assert codes >= {
        "mixed_units",
        "currency_name",
        "currency_doubtful",
        "amount_text",
        "repeated_id",
        "above_maximum",
        "stale_stage",
    }
    assert all(defect_reason(code) for code in codes)
    doubtful = {defect.project for defect in whole.defects if defect.code == "currency_doubtful"}
    assert doubtful <= {f"INDIGO-POJ-{number:04}" for number in range(218, 222)}
    above = {defect.project for defect in whole.defects if defect.code == "above_maximum"}
    assert above == {f"INDIGO-POJ-{number:04}" for number in (175, 176, 189)}
    assert any(one.project == "INDIGO-POJ-0123" for one in whole.defects if one.code == "repeated_id")
    precision = date_precision(whole.tables["projects.csv"])
    assert min(precision.years, precision.months) > 0  # kept as written, never filled up
    assert whole.tables["projects.csv"].lines > len(whole.tables["projects.csv"].rows) + 1  # newlines inside cells
    assert session.exec(select(func.count()).select_from(RegisterDefect)).one() == len(whole.defects)


@needs(INDIGO)
def test_prices_of_similar_contracts_come_with_their_source(session, whole):
    store_register(session, whole)

    prices = outcome_prices(session, REGISTER)
    work = similar_prices(prices, "employment", "gbp")

    assert len(prices) > 300
    assert work
    assert {one.currency for one in work} == {"GBP"}
    assert {one.outcome for one in prices if one.project_id == "INDIGO-POJ-0123"} == {""}  # its ids are used twice
    rows = cells_of(INDIGO)["projects_outcome_pricings.csv"]
    heading = rows[0]
    for one in work:
        row = dict(zip(heading, rows[one.row - 1], strict=True))
        assert (row["Project ID"], Decimal(row["Price Per Unit - Amount - (Value)"])) == (one.project_id, one.amount)


def a_small_export(folder, price="100", name="A bond"):
    source = cells_of(INDIGO)
    for file in (
        "projects.csv",
        "organisations.csv",
        "projects_delivery_locations.csv",
        "projects_outcome_pricings.csv",
    ):
        columns = source[file][0]
        known = {"ID": "INDIGO-POJ-0001", "Project ID": "INDIGO-POJ-0001", "Impact Bond Name - (Value)": name}
        known |= {"Currency - (Value)": "DKK", "Price Per Unit - Amount - (Value)": price}
        with (folder / file).open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([columns, [known.get(column, "") for column in columns]])


@needs(INDIGO)
def test_a_changed_row_is_told_and_a_price_that_is_no_number_is_set_aside(session, tmp_path):
    a_small_export(tmp_path)
    store_register(session, read_register(tmp_path, today=TODAY))
    assert [one.amount for one in outcome_prices(session, REGISTER)] == [100]

    a_small_export(tmp_path, price="$10,000,000")
    fates = {one.file: one for one in store_register(session, read_register(tmp_path, today=TODAY))}

    assert (fates["projects_outcome_pricings.csv"].changed, fates["projects.csv"].unchanged) == (1, 1)
    assert fates["projects_outcome_pricings.csv"].quarantined_cells == 1
    assert outcome_prices(session, REGISTER) == []
    assert session.exec(select(func.count()).select_from(RegisterTable)).one() == 4


def test_a_folder_without_the_export_is_one_sentence(tmp_path):
    with pytest.raises(RuleBrokenError):
        read_register(tmp_path, today=TODAY)


@needs(INDIGO)
def test_the_commands_take_it_in_and_hand_it_out(session, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("INNOHUS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    a_small_export(source)

    stored = CliRunner().invoke(main, ["register", "import", str(source), "--json"])
    written = CliRunner().invoke(main, ["register", "export", str(target)])
    prices = CliRunner().invoke(main, ["register", "prices", "bond", "--json"])

    assert (stored.exit_code, written.exit_code, prices.exit_code) == (0, 0, 0), stored.output + written.output
    assert {one["new"] for one in json.loads(stored.stdout)["tables"]} == {1}
    assert cells_of(target) == cells_of(source)
    assert json.loads(prices.stdout)[0]["row"] == 2
