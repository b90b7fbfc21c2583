"""What a signal does to the model: one parameter, its occupations alone, never beyond the 80 % range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.resilience.parameters import DEFAULT, parameter, scenario
from portfolio.resilience.signals import (
    SPEAKS_TO,
    Direction,
    SignalEffect,
    Strength,
    moved_value,
    parameters_under,
)
from portfolio.resilience.simulation import project_resilience

effects = st.builds(
    SignalEffect,
    st.sampled_from([("8344",), ("83",), ("8",), ("9112", "8344")]),
    st.sampled_from(SPEAKS_TO),
    st.sampled_from(Strength),
    st.sampled_from(Direction),
)


def test_the_steps_are_as_printed():
    item = parameter("physical_doubling")

    assert moved_value(item, 3.5, 1.0) == pytest.approx(1.8)
    assert moved_value(item, 3.5, -1.0) == pytest.approx(6.9)
    assert moved_value(item, 3.5, 1 / 3) == pytest.approx(3.5 * (1.8 / 3.5) ** (1 / 3))
    assert moved_value(parameter("physical_adopted"), 0.02, 1.0) == pytest.approx(0.056)
    assert moved_value(parameter("social_doublings"), 4.0, 2 / 3) == pytest.approx(4 - 2 / 3 * 1.9)


@given(st.lists(effects, max_size=6))
def test_no_sum_of_signals_leaves_the_range_and_their_order_does_not_matter(found):
    moved = parameters_under(found, ["8344", "9112", "5322"])

    assert "5322" not in moved
    for parameters in moved.values():
        for name in SPEAKS_TO:
            item = parameter(name)
            assert item.low - 1e-9 <= parameters[name] <= item.high + 1e-9
    assert parameters_under(reversed(found), ["8344", "9112", "5322"]) == moved


@given(st.sampled_from(SPEAKS_TO), st.floats(-1, 1), st.sampled_from(["slow", "central", "fast"]))
def test_a_signal_never_moves_a_parameter_the_other_way(name, step, scenario_name):
    item, value = parameter(name), scenario(scenario_name)[name]
    moved = moved_value(item, value, step)
    towards_high = (name in ("cognitive_adopted", "physical_adopted", "gap_closed")) == (step > 0)

    assert moved == pytest.approx(value) or (moved > value) == towards_high


@pytest.mark.parametrize("name", SPEAKS_TO)
def test_sooner_never_leaves_more_work_and_later_never_less(name):
    shares = {"8344": 0.5, "4110": 0.5}
    base = project_resilience(shares, horizon_years=15, draws=200)

    for direction, sign in ((Direction.SOONER, 1), (Direction.LATER, -1)):
        effect = SignalEffect(("8", "4"), name, Strength.STRONG, direction)
        under = project_resilience(
            shares, horizon_years=15, draws=200, by_occupation=parameters_under([effect], list(shares))
        )
        # H is relative to today: a bottleneck that matters little here also lowers what is left of today's work
        assert (base.deterministic - under.deterministic) * sign >= -0.0005


def test_opposite_signals_cancel_and_leave_the_base_run():
    one = SignalEffect(("8344",), "physical_doubling", Strength.STRONG, Direction.SOONER)
    other = SignalEffect(("83",), "physical_doubling", Strength.STRONG, Direction.LATER)

    assert parameters_under([one, other], ["8344"]) == {} or parameters_under([one, other], ["8344"]) == {
        "8344": DEFAULT
    }


def test_work_without_signals_is_the_same_to_the_last_digit_beside_work_with():
    effect = SignalEffect(("8344",), "physical_doubling", Strength.STRONG, Direction.SOONER)
    shares = {"8344": 0.5, "9112": 0.5}
    base = project_resilience(shares, horizon_years=12, draws=200)
    under = project_resilience(shares, horizon_years=12, draws=200, by_occupation=parameters_under([effect], ["8344"]))

    of_base, of_under = ({one.code: one for one in run.occupations} for run in (base, under))
    assert of_base["9112"] == of_under["9112"]
    assert of_under["8344"].p10 < of_base["8344"].p10
