"""`innohus bond` and its document: figures that repeat, and one sentence for whatever is wrong."""

import json
import math

import pytest
from click.testing import CliRunner

from portfolio.cli import main
from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_document import bond_model, read_bond
from portfolio.finance.bond_model import Recruitment
from portfolio.finance.simulation import planned_flows, planned_public_value
from portfolio.frames.bond_figures import Trial, as_data, bond_figures
from portfolio.frames.bond_tables import bond_tables
from portfolio.language import speaking
from portfolio.reference.bond_example import bond_example

BRIEF = Trial(runs=400)


@pytest.fixture(scope="module")
def example():
    return as_data(bond_figures(read_bond(bond_example()), BRIEF))


def test_the_command_prints_what_the_rules_say(tmp_path, example):
    file = tmp_path / "bond.yaml"
    file.write_text(bond_example(), encoding="utf-8")

    answer = CliRunner().invoke(main, ["bond", str(file), "--runs", "400", "--json"])

    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output) == json.loads(json.dumps(example))
    text = CliRunner().invoke(main, ["bond", str(file), "--runs", "400", "--language", "da"])
    assert text.exit_code == 0
    assert "mio.\xa0kr." in text.output


def test_recruiting_too_few_costs_investors(example):
    chance = {one["recruitment"]: one["loss_chance"] for one in example["recruitment"]}

    assert chance[Recruitment.AS_PLANNED] < chance[Recruitment.PRIOR] < chance[Recruitment.SHORTFALL]


def test_faster_technology_never_helps(example):
    by_name = {one["scenario"]: one for one in example["scenarios"]}

    for figure in ("moic_p50", "coverage_p50", "commissioner_net_value_mean"):
        ordered = [by_name[name][figure] for name in ("none", "slow", "central", "fast")]
        assert ordered == sorted(ordered, reverse=True)


def test_a_bond_that_starts_later_meets_a_technology_that_has_come_further():
    later = bond_example().replace("currency: DKK", "currency: DKK\nstarts: 2036")

    now, then = (as_data(bond_figures(read_bond(text), BRIEF)) for text in (bond_example(), later))

    assert then["hazard"] > now["hazard"]
    assert then["plan"]["rate"] == now["plan"]["rate"]
    assert then["plan"]["adjusted_rate"] < now["plan"]["adjusted_rate"]


def test_the_plan_its_break_even_and_the_levers_agree(example):
    model = bond_model(read_bond(bond_example()))

    assert example["plan"]["moic"] == pytest.approx(
        sum(max(flow, 0) for flow in planned_flows(model)) / -sum(min(flow, 0) for flow in planned_flows(model))
    )
    assert example["levers"][0]["rate"] == pytest.approx(example["plan"]["adjusted_rate"])
    assert example["break_even_hazard"] > example["hazard"] > 0


def test_at_its_break_even_hazard_the_public_value_is_nought(example):
    hazard = example["break_even_hazard_public"]
    ahead = [math.exp(-hazard * year) for year in range(101)]
    model = bond_model(read_bond(bond_example()), {"job_12": ahead, "job_24": ahead})

    assert planned_public_value(model) == pytest.approx(0, abs=1)  # øre
    assert hazard > example["hazard"]


def test_hazard_nought_is_no_technology():
    still = as_data(bond_figures(read_bond(bond_example()), Trial(hazard=0.0, runs=200)))
    none = as_data(bond_figures(read_bond(bond_example()), Trial(scenario="none", runs=200)))

    assert still["investors"] == none["investors"]
    assert still["commissioner"] == none["commissioner"]


def test_purses_add_up_to_the_public_net_result(example):
    public = example["public_economy"]

    assert public["present_value"] == pytest.approx(sum(one["present_value"] for one in public["purses"]))
    assert public["purses"][0]["present_value"] == pytest.approx(example["purses"][0]["mean_net_value"])


def test_the_tables_hold_the_same_figures(example):
    with speaking("en"):
        tables = {table.name: table for table in bond_tables(bond_figures(read_bond(bond_example()), BRIEF))}

    assert tables["investors"].rows[0]["multiple median"] == example["investors"]["moic"]["p50"]
    assert len(tables["scenarios"].rows) == 7
    assert tables["purses"].rows[0]["mean net present value"] == pytest.approx(
        example["commissioner"]["mean_net_value"] / 100, abs=0.01
    )


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("share: 0.7}", "share: 0.699}", "shares must add up to 1"),
        ("rank: 1,", "rank: 0,", "tranches.1.rank: this is too small"),
        ("currency: DKK", "currency: kroner", "three letters"),
        ("currency: DKK", "money: DKK", "currency: this field is missing"),
        ("coupon: 0.02, cap_rate: 0.06", "coupon: 0.09, cap_rate: 0.06", "the cap must be from the coupon"),
        ("cap_multiple: 1.4", "cap_multiple: 0.4", "would forbid paying back"),
        ("year: 0, amount: 3000000", "year: 0, amount: 9000001", "More is drawn of Senior"),
        ("year: 0, amount: 3000000", "year: 0, amount: -3", "this is too small"),
        ("people: [80, 90, 90]", "people: [-80]", "too small"),
        ("success: 0.5", "success: 1.5", "between 0 and 1"),
        ("success: 0.5", "success: .nan", "cannot be read"),
        ("lag: [0.7, 0.3]", "lag: [0.7]", "late payment must add up to 1"),
        ('"8344": 0.6', '"0000": 0.6', "0000"),
        ("name: Lagerbroen", "name: [Lagerbroen", "not readable YAML"),
        ("guarantor: Another foundation", "covers: [x], guarantor: Another", "There is no tranche x"),
        ("years: 20, dropoff: 0.08", "years: 200, dropoff: 0.08", "too large"),
    ],
)
def test_what_is_wrong_in_a_document_is_one_sentence(before, after, sentence):
    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        bond_figures(read_bond(bond_example().replace(before, after, 1)), BRIEF)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("text", ["", "- 1", "a: &a [*a]", "x" * 300_000, "name: !!python/object:os.system {}"])
def test_what_is_no_bond_is_refused(text):
    with pytest.raises(RuleBrokenError):
        read_bond(text)


@pytest.mark.parametrize(
    "trial", [Trial(scenario="tomorrow"), Trial(hazard=-0.1), Trial(runs=1), Trial(recruitment="x")]
)
def test_a_trial_that_cannot_be_is_refused(trial):
    with pytest.raises(RuleBrokenError):
        bond_figures(read_bond(bond_example()), trial)
