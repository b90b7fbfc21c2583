"""Flows and bonds tried in the browser: the figures of the commands, kept apart from other houses, nothing stored."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from portfolio.actions.resilience import score_resilience
from portfolio.cli import main
from portfolio.frames.spreadsheets import _in_own_process
from portfolio.reference.bond_example import bond_example
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
FLOWS = "dato;beløb;andel i risiko;job\n01-01-2027;-100,00;0;\n" + "".join(
    f"01-01-{year};24,00;1;8344\n" for year in range(2028, 2033)
)
ASSUMED = {"scenario": "", "hazard": "5", "discount": "dk", "required": "0", "occupations": "", "remaining": ""}
BOND = {"scenario": "central", "hazard": "", "discount": "dk", "required": "0", "recruitment": ""}


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord")


@pytest.fixture
def enter(client, session, house, sign_in):
    def come_in(role=Role.BOARD_MEMBER, language="en"):
        person, _viewer = a_member(session, house, role, language=language)
        session.commit()
        sign_in(client, person)
        return client

    return come_in


def from_command(tmp_path, command, name, text, *options):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, [command, str(file), *options, "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@pytest.mark.parametrize("role", [Role.LEAD, Role.EVALUATOR, Role.BOARD_MEMBER])
def test_every_reader_finds_an_example_to_begin_with(enter, role):
    client = enter(role)

    assert "2027-01-01;-100;0" in client.get("/houses/fjord/returns/").text
    assert "Lagerbroen (invented)" in client.get("/houses/fjord/returns/bond").text


def test_an_administrator_and_a_stranger_find_nothing(enter, client, session, sign_in):
    assert client.get("/houses/fjord/returns/").status_code == 302
    assert enter(Role.ADMINISTRATOR).get("/houses/fjord/returns/").status_code == 403


def test_the_page_shows_the_figures_in_danish(enter):
    page = enter(language="da").post("/houses/fjord/returns/", data={"flows": FLOWS, **ASSUMED}).text

    assert "6,40\xa0%" in page
    assert "1,21\xa0%" in page
    assert "1,20" in page
    assert "<svg" in page


def test_the_files_hold_what_the_command_prints(enter, tmp_path):
    client = enter()
    wanted = from_command(tmp_path, "returns", "flows.csv", FLOWS, "--hazard", "0.05")

    given = {"flows": FLOWS, **ASSUMED}
    found = client.post("/houses/fjord/returns/", data={**given, "take": "json"}).get_json()
    table = client.post("/houses/fjord/returns/", data={**given, "take": "csv"}).data.decode("utf-8-sig")
    book = client.post("/houses/fjord/returns/", data={**given, "take": "xlsx"})

    assert found == wanted
    assert table.splitlines()[1].split(",")[1:] == [repr(wanted["xirr"]), repr(wanted["adjusted"]["value"])]
    sheet = _in_own_process(book.data)
    assert float(sheet["rows"][1][1][1]) == wanted["xirr"]
    assert len(ZipFile(BytesIO(book.data)).namelist()) > 5


def test_a_file_takes_the_place_of_the_text_and_is_shown_again(enter):
    data = {"flows": "nonsense", **ASSUMED, "file": (BytesIO(FLOWS.encode("cp1252")), "flows.csv")}

    page = enter().post("/houses/fjord/returns/", data=data).text

    assert "01-01-2028;24,00;1;8344" in page
    assert "nonsense" not in page


def test_a_scenario_gives_the_return_in_each(enter):
    page = enter().post("/houses/fjord/returns/", data={"flows": FLOWS, **ASSUMED, "scenario": "fast"}).text

    for words in ("No technology", "Slow technology", "Central technology", "Fast technology"):
        assert page.count(words) >= 2


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"flows": "date;amount\n2027-02-30;1\n"}, "flows", "Line 2: write the date"),
        ({"flows": ""}, "flows", "no column"),
        ({"flows": FLOWS + "01-01-2300;1;0;\n"}, "flows", "more than 200 years"),
        ({"hazard": "many"}, "hazard", "is not a number"),
        ({"hazard": "900"}, "hazard", "lies between"),
        ({"discount": "soon"}, "discount", "is not a number"),
        ({"discount": "-100"}, "discount", "above"),
        ({"occupations": "8344=x"}, "occupations", "code=share"),
        ({"scenario": "fast", "flows": FLOWS.replace("8344", ""), "occupations": "8344=0.5"}, "occupations", "100"),
        ({"scenario": "soon"}, "scenario", "Choose one"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_written_is_kept(enter, changes, field, sentence):
    answer = enter().post("/houses/fjord/returns/", data={"flows": FLOWS, **ASSUMED, **changes})

    assert answer.status_code == 200
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text
    assert "What they return" not in answer.text


def test_several_rates_are_listed_and_none_is_given(enter):
    flows = "date,amount\n2021-01-01,-100\n2022-01-01,230\n2023-01-01,-132\n"

    page = enter().post("/houses/fjord/returns/", data={"flows": flows, **ASSUMED, "hazard": "0"}).text

    assert "several rates: 10.00\xa0% · 20.00\xa0%" in page
    assert "so none of them is the return" in page


def test_the_work_of_a_project_is_filled_in_for_its_own_house_only(enter, session, house):
    work = {"8344": 6_000, "9333": 4_000}
    mine = a_project(session, house, name="Lagerbroen", horizon_year=2037, occupations=work)
    score_resilience(session, mine, at=NOON)
    other = a_project(session, a_house(session, short_name="bakke"), name="Elsewhere", occupations={"2221": 10_000})
    client = enter()

    page = client.get(f"/houses/fjord/returns/?project={mine.id}").text

    assert "8344=0.6; 9333=0.4" in page
    assert client.get(f"/houses/fjord/returns/?project={other.id}").status_code == 404
    assert client.get("/houses/fjord/returns/?project=x").status_code == 200
    sheet = client.get(f"/houses/fjord/projects/{mine.id}").text
    assert f"returns/?project={mine.id}" in sheet
    assert re.search(r"Technology takes about \d\.\d\xa0% of this work a year over 5 years", sheet)


def test_a_bond_shows_investors_purses_and_who_bears_the_risk(enter, tmp_path):
    client = enter()
    data = {"document": bond_example(), **BOND}

    page = client.post("/houses/fjord/returns/bond", data=data).text
    found = client.post("/houses/fjord/returns/bond", data={**data, "take": "json"}).get_json()
    book = client.post("/houses/fjord/returns/bond", data={**data, "take": "xlsx"})

    assert found == from_command(tmp_path, "bond", "bond.yaml", bond_example())
    for words in ("The investors", "Who bears the technology risk", "Earnings bands", "Municipality", "Too few"):
        assert words in page
    assert page.count("<svg") >= 10  # five pictures in two widths
    with ZipFile(BytesIO(book.data)) as parts:
        assert sum(name.startswith("xl/worksheets/sheet") for name in parts.namelist()) == 5


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"document": "x"}, "document", "The bond must be"),
        ({"document": bond_example().replace("share: 0.7}", "share: 0.699}")}, "document", "must add up to 1"),
        ({"document": bond_example().replace("8344", "0000")}, "document", "0000"),
        ({"hazard": "-5"}, "hazard", "lies between"),
        ({"recruitment": "many"}, "recruitment", "Choose one"),
    ],
)
def test_what_is_wrong_in_a_bond_stands_at_its_field(enter, changes, field, sentence):
    answer = enter().post("/houses/fjord/returns/bond", data={"document": bond_example(), **BOND, **changes})

    assert answer.status_code == 200
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text
