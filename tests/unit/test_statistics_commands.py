import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from portfolio.cli import main
from portfolio.cli.tables import read_table
from portfolio.errors import RuleBrokenError

KRIPPENDORFF = """,P1,P2,P3,P4,P5,P6,P7,P8,P9,P10,P11,P12
A,1,2,3,3,2,1,4,1,2,,,
B,1,2,3,3,2,2,4,1,2,5,,3
C,,3,3,3,2,3,4,2,2,5,1,
D,1,2,3,3,2,4,4,1,2,5,1,
"""
MATRIX = "name;Pris;Effekt\nAlfa;100;0\nBeta;0;100\nGamma;60,0;60\n"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*arguments, "--language", "en"])
    return result.exit_code, result.output


def a_file(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> str:
    file = folder / name
    file.write_text(text, encoding=encoding)
    return str(file)


def test_a_first_row_that_counts_its_columns_is_no_evaluator(tmp_path: Path) -> None:
    counted = KRIPPENDORFF.replace("P", "").replace(",1,2", "r,1,2", 1)

    table = read_table(Path(a_file(tmp_path, counted)))

    assert table.rows == ("A", "B", "C", "D")
    assert table.columns == tuple(str(number) for number in range(1, 13))


def test_levels_go_in_and_the_published_figures_come_out(tmp_path: Path) -> None:
    code, output = run("agreement", a_file(tmp_path, KRIPPENDORFF), "--json")
    printed = json.loads(output)

    assert code == 0
    assert printed["alpha"]["ordinal"]["value"] == pytest.approx(0.815, abs=0.0005)
    assert printed["alpha"]["ordinal"]["low"] < 0.815 < printed["alpha"]["ordinal"]["high"]
    assert set(printed["icc"]) == {"ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)"}
    assert printed["kendall_w"]["value"] == pytest.approx(0.794, abs=0.001)
    assert printed["within_one"]["value"] == pytest.approx(0.95)


def test_data_without_names_give_the_same_figures(tmp_path: Path) -> None:
    bare = "\n".join(line.partition(",")[2] for line in KRIPPENDORFF.splitlines()[1:])

    named = json.loads(run("agreement", a_file(tmp_path, KRIPPENDORFF), "--json")[1])
    plain = json.loads(run("agreement", a_file(tmp_path, bare), "--json")[1])

    for by_name in ("by_unit", "calibration"):
        one, other = plain.pop(by_name), named.pop(by_name)
        assert len(one) == len(other)
    assert plain == named


def test_text_output_names_what_is_not_computable(tmp_path: Path) -> None:
    code, output = run("agreement", a_file(tmp_path, "3,3,3\n3,3,3\n"))

    assert code == 0
    assert "not computable, because all levels are equal" in output
    assert "With fewer than ten units these figures allow no verdict." in output


def test_each_unit_has_its_median_quartiles_and_range(tmp_path: Path) -> None:
    printed = json.loads(run("agreement", a_file(tmp_path, KRIPPENDORFF), "--json")[1])

    assert printed["by_unit"]["P6"] == {
        "ratings": 4,
        "median": 2.5,
        "lower_quartile": 1.75,
        "upper_quartile": 3.25,
        "iqr": 1.5,
        "lowest": 1.0,
        "highest": 4.0,
    }
    assert printed["by_unit"]["P12"]["ratings"] == 1


def test_values_are_calibrated_for_severity_where_evaluators_share_units(tmp_path: Path) -> None:
    linked = json.loads(run("agreement", a_file(tmp_path, "rater,1,2\nA,1,2\nB,3,4\n"), "--json")[1])
    apart = json.loads(run("agreement", a_file(tmp_path, "rater,1,2\nA,1,\nB,,4\n"), "--json")[1])

    assert linked["calibration"]["offsets"] == pytest.approx({"A": -1.0, "B": 1.0})
    assert linked["calibration"]["values"] == pytest.approx({"1": 2.0, "2": 3.0})
    assert apart["calibration"]["reason"].startswith("Evaluators cannot be compared: no shared project links A with B.")


def test_one_deviating_level_is_explained(tmp_path: Path) -> None:
    code, output = run("agreement", a_file(tmp_path, "4,4,4,4\n4,4,4,4\n5,4,4,4\n"))

    assert code == 0
    assert "nominal: 0.000 [" in output
    assert "-0.000" not in output
    assert "All levels but one are equal." in output


def test_a_matrix_goes_in_and_the_analytic_shares_come_out(tmp_path: Path) -> None:
    code, output = run("robustness", a_file(tmp_path, MATRIX), "--json", "--draws", "40000", "--seed", "1")
    printed = json.loads(output)

    assert code == 0
    assert [printed["rank_acceptability"][name][0] for name in ("Alfa", "Beta", "Gamma")] == pytest.approx(
        [0.4, 0.4, 0.2], abs=0.01
    )
    assert printed["rank_acceptability"]["Gamma"][2] == 0
    assert (printed["draws"], printed["seed"]) == (40000, 1)
    assert len(printed["findings"]) == 2


def test_a_rank_order_and_a_file_of_weights_steer_the_draws(tmp_path: Path) -> None:
    matrix = a_file(tmp_path, MATRIX)
    columns = a_file(tmp_path, "Pris,0.3\nEffekt,0.7\n", "columns.csv")
    rows = a_file(tmp_path, "Pris,Effekt\n0.3,0.7\n", "rows.csv")

    ranked = json.loads(run("robustness", matrix, "--json", "--weights", "rank:Effekt > Pris")[1])
    one, other = (json.loads(run("robustness", matrix, "--json", "--weights", file)[1]) for file in (columns, rows))

    assert ranked["mean_weights"]["Effekt"] == pytest.approx(0.75, abs=0.01)
    assert one["mean_weights"]["Effekt"] == pytest.approx(0.7, abs=0.01)
    assert one == other


def test_an_empty_cell_is_an_open_criterion(tmp_path: Path) -> None:
    printed = json.loads(run("robustness", a_file(tmp_path, "name,x\nA,\nB,70\n"), "--json")[1])

    assert printed["pairwise_winning"]["A"]["B"] == pytest.approx(0.4, abs=0.02)


@pytest.mark.parametrize(
    ("table", "arguments", "words"),
    [
        (MATRIX, ("--weights", "rank:Pris>Farve"), "no criterion “Farve”"),
        (MATRIX, ("--weights", "rank:Pris"), "“Effekt” is missing"),
        (MATRIX, ("--weights", "rank:Pris>Effekt>Pris"), "“Pris” is given twice"),
        (MATRIX, ("--weights", "nowhere.csv"), "or a file that exists"),
        (MATRIX, ("--draws", "5"), "Between 100 and"),
        ("name,x\nA,120\n", (), "must lie from 0 to 100"),
        ("name,x\nA,1\nA,2\n", (), "stands twice"),
        ("name,x\nA,many\n", (), "Row 2, column 2: “many” is not a number"),
        ("name,x,y\nA,1\n", (), "Row 2 has 2 columns; the first row has 3"),
        ("", (), "holds no numbers"),
        ("name,x\n", (), "holds no numbers"),
        ("1,2,many\n4,5,6\n", (), "Row 1, column 3: “many” is not a number"),
        ("\x00\x01", (), "is not a text file"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, table: str, arguments: tuple[str, ...], words: str) -> None:
    code, output = run("robustness", a_file(tmp_path, table), *arguments)

    assert code == 1
    assert words in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("text", "rows", "columns"),
    [
        ("1,2\n3,4\n", ("1", "2"), ("1", "2")),
        (",2\n3,4\n", ("1", "2"), ("1", "2")),
        ("a,b\n3,4\n", ("1",), ("a", "b")),
        (",a,b\n1,3,4\n2,5,6\n", ("1", "2"), ("a", "b")),
        ("rater,a,b\n1,3,4\n2,5,6\n", ("1", "2"), ("a", "b")),
        ("vurderer;1;2\nÅse;3;4\nBo;5;6\n", ("Åse", "Bo"), ("1", "2")),
        ("a,b,3\n4,5,6\n", ("1",), ("a", "b", "3")),
        (",1,2\nx,3,4\ny,5,6\n", ("x", "y"), ("1", "2")),
        ("x,3,4\ny,5,6\n", ("x", "y"), ("1", "2")),
        ("\ufeffnavn;å\nBø;1,5\n", ("Bø",), ("å",)),
        ("name\tx\nA\t1\n", ("A",), ("x",)),
        ("name,x\nA,1\n\n,\n", ("A",), ("x",)),
    ],
)
def test_names_are_found_where_there_are_some(
    tmp_path: Path, text: str, rows: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    table = read_table(Path(a_file(tmp_path, text)))

    assert (table.rows, table.columns) == (rows, columns)


def test_danish_files_in_windows_1252_with_decimal_commas_are_read(tmp_path: Path) -> None:
    table = read_table(Path(a_file(tmp_path, "vurderer;Kødbyen\nÅse;2,5\n", encoding="cp1252")))

    assert (table.rows, table.columns, table.cells) == (("Åse",), ("Kødbyen",), ((2.5,),))


def test_an_endless_number_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError):
        read_table(Path(a_file(tmp_path, "name,x\nA,inf\n")))
