"""`innohus returns` from a file to its figures."""

import json

import pytest
from click.testing import CliRunner

from portfolio.cli import main

ILLUSTRATION = "date,amount,share_at_risk\n2021-01-01,-100,0\n" + "".join(
    f"{year}-{day},24,1\n"
    for year, day in [(2022, "01-01"), (2023, "01-01"), (2024, "01-01"), (2024, "12-31"), (2025, "12-31")]
)


@pytest.fixture
def run(tmp_path):
    def start(text, *options):
        file = tmp_path / "flows.csv"
        file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["returns", str(file), *options])

    return start


def figures(answer):
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_the_illustration_with_a_hazard_of_five_per_cent(run):
    found = figures(run(ILLUSTRATION, "--hazard", "0.05", "--json"))

    assert found["xirr"] == pytest.approx(0.0640, abs=5e-5)
    assert found["adjusted"]["value"] == pytest.approx(0.0121, abs=5e-5)
    assert found["haircut"] == pytest.approx(0.0519, abs=5e-5)
    assert found["break_even_hazard"] == pytest.approx(0.062, abs=5e-4)


def test_hazard_nought_is_the_base_to_the_last_digit(run):
    found = figures(run(ILLUSTRATION, "--json"))

    assert found["adjusted"] == found["base"]


def test_several_rates_are_listed_and_flagged(run):
    found = figures(run("date,amount\n2021-01-01,-100\n2022-01-01,230\n2023-01-01,-132\n", "--json"))

    assert (found["xirr"], found["kind"], found["flagged"]) == (None, "several", True)
    assert found["roots"] == pytest.approx([0.10, 0.20], abs=1e-9)
    assert "Several rates" in found["notes"][0]


def test_a_total_loss_and_flows_on_one_day_say_so(run):
    loss = figures(run("date,amount\n2021-01-01,-100\n2022-01-01,0\n", "--json"))
    at_once = figures(run("date,amount\n2021-01-01,-100\n2021-01-01,120\n", "--json"))

    assert (loss["xirr"], loss["moic"]) == (-1.0, 0.0)
    assert (at_once["xirr"], at_once["moic"], at_once["kind"]) == (None, pytest.approx(1.2), "undefined")
    assert "All flows are on one day" in at_once["notes"][0]


def test_a_flow_of_two_hundred_years_is_counted_and_questioned(run):
    found = figures(run("date,amount\n1826-01-01,-1\n2026-01-01,1000\n", "--json"))

    assert found["xirr"] == pytest.approx(1000 ** (365 / 73_049) - 1, abs=1e-9)
    assert "span 200 years" in found["notes"][0]


def test_the_model_gives_each_occupation_its_own_survival(run):
    text = "date,amount,share_at_risk,occupation\n2026-01-01,-100,,\n2031-01-01,150,1,8344\n2031-01-01,0,0,\n"

    found = figures(run(text, "--scenario", "fast", "--json"))

    rates = [one["adjusted"]["value"] for one in found["scenarios"]]
    assert [one["scenario"] for one in found["scenarios"]] == ["none", "slow", "central", "fast"]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] == found["xirr"]
    assert rates[-1] == found["adjusted"]["value"] < found["xirr"]


def test_value_still_invested_counts_beside_what_came_back(run):
    found = figures(run("date,amount\n2021-01-01,-100\n2022-01-01,40\n", "--remaining", "70", "--json"))

    assert (found["dpi"], found["rvpi"], found["tvpi"]) == pytest.approx((0.4, 0.7, 1.1))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--hazard", "nan"], "hazard lies between"),
        (["--hazard", "9"], "hazard lies between"),
        (["--discount", "three"], "Write the discount rate as dk"),
        (["--discount", "nan"], "Write the discount rate as dk"),
        (["--discount", "-1"], "above −100 %"),
        (["--scenario", "fast", "--occupation", "9999=1"], "9999"),
        (["--scenario", "fast", "--occupation", "8344=x"], "code=share"),
    ],
)
def test_a_wrong_option_is_one_sentence(run, options, sentence):
    answer = run(ILLUSTRATION, *options)

    assert answer.exit_code == 1
    assert sentence in answer.output


def test_the_words_are_there_in_danish_too(run):
    answer = run(ILLUSTRATION, "--hazard", "0.05", "--language", "da")

    assert "1,21\xa0%" in answer.output
