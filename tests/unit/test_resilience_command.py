import json

import pytest
from click.testing import CliRunner

from portfolio.cli import main


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["resilience", *arguments])
    return result.exit_code, result.output


def test_the_documented_call_prints_the_documented_figures() -> None:
    code, output = run("--occupation", "8344=1", "--horizon", "10", "--json")
    printed = json.loads(output)

    assert code == 0
    assert printed["deterministic"] == 0.9238
    assert printed["p10"] < printed["p50"] < printed["p90"]
    assert printed["occupations"][0]["code"] == "8344"
    assert printed["occupations"][0]["imputed"] == []
    assert {"half_life_years", "watch_year", "data_version", "seed"} <= printed.keys()


def test_the_watch_year_is_a_calendar_year_counted_from_the_year_given() -> None:
    _code, output = run("--occupation", "8344=1", "--horizon", "10", "--json", "--start-year", "2030")
    printed = json.loads(output)

    assert printed["watch_year"] == 2030 + printed["watch_year_offset"]
    assert printed["start_year"] == 2030


def test_years_that_have_passed_since_the_figures_were_new_bring_the_watch_year_nearer() -> None:
    call = ("--occupation", "8344=1", "--horizon", "10", "--json", "--start-year", "2030")

    fresh, aged = (json.loads(run(*call, *more)[1]) for more in ((), ("--elapsed", "4")))

    assert aged["watch_year"] < fresh["watch_year"]
    assert aged["deterministic"] < fresh["deterministic"]


def test_an_occupation_without_figures_is_computed_from_stand_ins_that_are_flagged() -> None:
    code, output = run("--occupation", "0310=0.5", "--occupation", "8344=0.5", "--horizon", "60", "--json")
    printed = {one["code"]: one for one in json.loads(output)["occupations"]}

    assert code == 0
    assert {gap["level"] for gap in printed["0310"]["imputed"]} == {"all"}
    assert printed["8344"]["imputed"] == []
    assert printed["8344"]["hand_labelled"]


def test_several_occupations_and_a_scenario_give_all_that_is_documented() -> None:
    call = ("--occupation", "8344=0.6", "--occupation", "9112=0.4", "--horizon", "10", "--scenario", "fast", "--json")
    printed = json.loads(run(*call)[1])

    assert printed["scenario"] == "fast"
    assert printed["p10"] <= printed["p50"] <= printed["p90"]
    assert sum(one["loss"] for one in printed["occupations"]) == pytest.approx(1 - printed["deterministic"], abs=2e-4)
    assert {"half_life_years", "watch_year", "watch_year_offset"} <= printed.keys()


def test_an_index_left_out_is_named_in_the_version() -> None:
    call = ("--occupation", "8344=1", "--horizon", "10", "--json", "--scenario", "fast")

    whole, fewer = (json.loads(run(*call, *more)[1]) for more in ((), ("--without", "techx_physical_n")))

    assert fewer["deterministic"] != whole["deterministic"]
    assert fewer["parameter_version"] == "2026-1 without techx_physical_n"


def test_the_same_call_prints_the_same_bytes() -> None:
    call = ("--occupation", "8344=0.5", "--occupation", "9112=0,5", "--horizon", "10", "--json", "--seed", "4")

    assert run(*call) == run(*call)


def test_text_speaks_the_language_asked_for() -> None:
    _code, output = run("--occupation", "8344=1", "--horizon", "10", "--start-year", "2026", "--language", "en")

    assert "In 2036 people still do" in output
    assert "8344 Lifting truck operators: 100\N{NO-BREAK SPACE}% of the project" in output


def test_a_faster_scenario_leaves_less() -> None:
    shares = [
        json.loads(run("--occupation", "8344=1", "--horizon", "10", "--json", "--scenario", name)[1])["p50"]
        for name in ("slow", "central", "fast")
    ]

    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--occupation", "8344=0.5", "--horizon", "10"), "add up to 50 %"),
        (("--occupation", "8344", "--horizon", "10"), "code=share"),
        (("--occupation", "9999=1", "--horizon", "10"), "9999"),
        (("--occupation", "834=1", "--horizon", "10"), "is a whole group: Mobile plant operators"),
        (("--occupation", "8344=0.7", "--occupation", "9112=0.7", "--horizon", "10"), "add up to 140 %"),
        (("--occupation", "8344=-1", "--horizon", "10"), "must not be negative"),
        (("--occupation", "8344=1", "--horizon", "61"), "between 1 and 60"),
        (("--occupation", "8344=1", "--horizon", "10", "--without", "horoscope"), "no index “horoscope”"),
        (("--occupation", "8344=1", "--horizon", "-5"), "between 1 and 60"),
        (("--horizon", "10"), "at least one occupation"),
        (("--occupation", "8344=1", "--horizon", "0"), "between 1 and 60"),
        (("--occupation", "8344=1", "--horizon", "10", "--scenario", "x"), "slow, central and fast"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    code, output = run(*arguments, "--language", "en")

    assert code == 1
    assert words in output
    assert "Traceback" not in output


def test_a_response_time_gives_the_lead_time() -> None:
    call = ("--occupation", "8344=0.5", "--occupation", "9112=0.5", "--horizon", "10", "--scenario", "fast", "--json")

    printed = json.loads(run(*call, "--response-years", "3")[1])

    assert printed["lead_time_years"] == printed["watch_year_offset"] - 3
    assert "lead_time_years" not in json.loads(run(*call)[1])
    assert run(*call, "--response-years", "-1")[0] == 1
    text = run("--occupation", "8344=1", "--horizon", "10", "--response-years", "30", "--language", "en")[1]
    assert "years too late" in text


def test_sensitivity_moves_every_assumption_the_widest_swing_first() -> None:
    printed = json.loads(run("--occupation", "8344=1", "--horizon", "10", "--sensitivity", "--json")[1])
    spans = [swing["span"] for swing in printed["sensitivity"]]

    assert len(spans) == 12
    assert spans == sorted(spans, reverse=True)
    first = printed["sensitivity"][0]
    assert first["at_low"] < printed["deterministic"] < first["at_high"]
