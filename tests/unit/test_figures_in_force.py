"""Which figures and titles are in force: the shipped ones, or the operator's where they are whole."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from portfolio.cli import main
from portfolio.cli.doctor import _figures as doctor_of_figures
from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.reference import figures_file
from portfolio.reference.danish_titles import imported_titles, read_titles
from portfolio.reference.employment import us_employment
from portfolio.reference.figures_file import FIGURES_FOLDER, FOLDER, figures_in_force, read_table, version_of
from portfolio.reference.studies import STUDIES, coverage, studies_in_use, study
from tests.material import PUBLISHED, needs

SHIPPED = (FOLDER / "occupations.csv").read_text()
TITLES = "SEKVENS;KODE;NIVEAU;TITEL;GENERELLE_NOTER\n1;0;1;Militært arbejde;\n2;01;2;Officerer;\n3;0110;4;Officer;x\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's folder of figures, with nothing remembered from before."""
    monkeypatch.setenv(FIGURES_FOLDER, str(tmp_path))
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    us_employment.cache_clear()
    figures_in_force.cache_clear()
    imported_titles.cache_clear()


def test_without_a_folder_the_shipped_figures_are_in_force(monkeypatch):
    monkeypatch.delenv(FIGURES_FOLDER, raising=False)

    assert figures_in_force().version.startswith("isco08-2026-1+")
    assert figures_in_force().problem == ""


def test_the_operators_table_is_in_force_under_a_version_of_its_own(own):
    changed = SHIPPED.replace(
        "8344,Lifting truck operators,8,83,834,0.198,", "8344,Lifting truck operators,8,83,834,0.3,"
    )
    (own / "occupations.csv").write_text(changed)

    assert figures_in_force().version == version_of(changed.encode())
    assert next(row for row in figures_in_force().rows if row["isco08"] == "8344")["ilo_genai_2025"] == "0.3"


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        (SHIPPED.replace("frey_osborne_2013", "frey_osborne"), "no column “frey_osborne_2013”"),
        (SHIPPED.replace("\n0110,", "\n110,"), "110, which has not four digits"),
        (SHIPPED + SHIPPED.splitlines()[-1] + "\n", "9629 twice"),
        ("\n".join(SHIPPED.splitlines()[:-1]), "435 occupations"),
        (SHIPPED.replace(",0.198,", ",19.8,"), "“19.8” for 8344"),
        ("", "no column"),
        ("\ufffe\x00", "no column"),
    ],
)
def test_a_bad_table_leaves_the_shipped_figures_in_force_and_says_why(own, spoiled, words):
    (own / "occupations.csv").write_text(spoiled)

    with speaking("en"):
        in_force = figures_in_force()

    assert in_force.version.startswith("isco08-2026-1+")
    assert words in in_force.problem
    assert in_force.rows == tuple(csv.DictReader(StringIO(SHIPPED)))


def test_the_shipped_table_is_whole():
    assert len(read_table(SHIPPED.encode())) == figures_file.UNIT_GROUPS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_titles_are_read_in_every_encoding_statistics_denmark_uses(encoding):
    assert read_titles(TITLES.encode(encoding)) == {"0": "Militært arbejde", "01": "Officerer", "0110": "Officer"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TITLES.replace("TITEL", "NAVN"), "no column “TITEL”"),
        (TITLES.replace(";", ","), "no column “SEKVENS”"),
        (TITLES.replace(";0110;", ";110;"), "Row 4 has the code 110, which has lost its leading zero"),
        (TITLES.replace(";0110;", ";011000;"), "another level than 4"),
        (TITLES.replace(";4;", ";9;"), "the level “9”"),
        (TITLES + "4;0110;4;Officer;\n", "Row 5 has the code 0110 once more"),
        (TITLES.replace("Officer;x", ";x"), "Row 4 has no code of digits and a title"),
        (TITLES.splitlines()[0], "has no rows"),
        ("", "no column"),
    ],
)
def test_a_bad_file_of_titles_is_one_sentence(content, words):
    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        read_titles(content.encode())

    assert words in str(refused.value)


IN_A_NEW_PROGRAM = """
from portfolio.reference.occupations import DATA_VERSION, find_occupations, get_occupation, occupation_groups
print(DATA_VERSION)
print(get_occupation("0110").title_da, occupation_groups()["01"].title_da, sep="|")
print(find_occupations("Reolhøjtløfter", language="da")[0].code)
print(find_occupations("Officer i Forsvaret", language="da")[0].code)
print(get_occupation("834410").code, get_occupation("8344").figures["ilo_genai_2025"])
"""


def test_a_program_started_with_the_folder_uses_its_figures_and_titles(own):
    changed = SHIPPED.replace("83,834,0.198,", "83,834,0.3,")
    (own / "occupations.csv").write_text(changed)
    (own / "disco08.csv").write_text(TITLES + "4;834410;5;Reolhøjtløfter;\n", encoding="cp1252")

    done = subprocess.run([sys.executable, "-c", IN_A_NEW_PROGRAM], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [
        version_of(changed.encode()),
        "Officer|Officerer",
        "8344",
        "0110",  # our own wording is still found
        "8344 0.3",
    ]


def test_the_doctor_says_which_figures_are_in_force_and_why_not_the_operators(own):
    (own / "occupations.csv").write_text(SHIPPED.replace("\n0110,", "\n110,"))

    with speaking("en"):
        finding = doctor_of_figures()

    assert not finding.well
    assert "110, which has not four digits" in finding.sentence
    assert "The shipped figures" in finding.sentence


def test_a_file_of_titles_gone_bad_leaves_our_own_wording(own):
    (own / "disco08.csv").write_text("nothing")

    assert imported_titles() == {}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["figures", *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def test_the_command_shows_every_index_with_its_provenance():
    code, output = run("show", "--json")
    shown = json.loads(output)

    assert code == 0
    assert [one["unit_groups"] for one in shown["studies"]] == [427, 416, 416, 421, 428, 422, 421, 427]
    assert all(one["citation"] and one["licence"] and one["year"] > 2000 for one in shown["studies"])


@needs(PUBLISHED)
def test_the_command_rebuilds_the_table_into_the_folder(own):
    code, output = run("rebuild", str(PUBLISHED))

    assert code == 0
    assert "Every figure is as in force." in output
    assert (own / "occupations.csv").read_text() == SHIPPED
    assert (own / "us_employment.csv").read_bytes() == (FOLDER / "us_employment.csv").read_bytes()


@pytest.mark.parametrize("content", ["isco08,jobs_2024\n8344,1\n", "isco08,jobs_2024,jobs_2034\n8344,a,b\n", ""])
def test_a_bad_table_of_jobs_leaves_the_shipped_one_in_force(own, content):
    (own / "us_employment.csv").write_text(content)

    assert len(us_employment()) == 409


@needs(PUBLISHED)
def test_a_check_tells_which_figures_differ(own):
    (own / "occupations.csv").write_text(SHIPPED.replace("83,834,0.198,", "83,834,0.3,"))

    code, output = run("rebuild", str(PUBLISHED), "--check", "--json")

    assert code == 1
    assert json.loads(output)["changed"] == [
        {"code": "8344", "figure": "ilo_genai_2025", "before": "0.3", "after": "0.198"}
    ]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    code, output = run("rebuild", str(tmp_path / "nowhere"), "--check")

    assert code == 1
    assert "There is no folder" in output


def test_the_command_imports_titles_and_leaves_the_old_ones_after_a_bad_file(own, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(TITLES.encode("cp1252"))
    bad.write_text("KODE\n")

    assert run("titles", str(good))[0] == 0
    code, output = run("titles", str(bad))

    assert (code, "no column" in output) == (1, True)
    assert (own / "disco08.csv").read_bytes() == good.read_bytes()
    assert run("titles", str(tmp_path / "nowhere"))[0] == 1


def test_studies_can_be_left_out_by_name():
    assert [one.column for one in studies_in_use({"aioe_2021_n"})] == [
        one.column for one in STUDIES if one.column != "aioe_2021_n"
    ]
    assert study("techx_physical_n").physical
    assert coverage("gpt_beta_2023") == 428
