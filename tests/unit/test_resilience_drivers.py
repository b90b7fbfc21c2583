"""What drives a score, neighbouring work, and the quick look of a moved slider."""

from itertools import pairwise

import pytest

from portfolio.reference.occupations import occupations
from portfolio.resilience.parameters import PARAMETERS, scenario
from portfolio.resilience.pathways import FARTHEST, GAIN, pathways, skill_level, task_distance
from portfolio.resilience.quick import quick_look
from portfolio.resilience.sensitivity import index_influences, score_at, tornado
from portfolio.resilience.simulation import project_resilience

MIX = {"8344": 0.6, "9333": 0.25, "4321": 0.15}


def test_the_quick_look_says_what_a_run_says():
    run = project_resilience(MIX, horizon_years=12, elapsed_years=1, parameters=scenario("fast"))
    look = quick_look(MIX, 12, elapsed_years=1, parameters=scenario("fast"))

    assert look.watch_year_offset == run.watch_year_offset
    for year in (0, 12, 30):
        assert look.p10[year] == pytest.approx(run.curve[year].p10, abs=1e-6)
        assert look.p90[year] == pytest.approx(run.curve[year].p90, abs=1e-6)


def test_a_far_horizon_is_looked_at_as_far_as_it_lies():
    assert len(quick_look(MIX, 60).p50) == 61


def test_the_score_is_that_of_the_run():
    assert score_at(MIX, 12) == pytest.approx(project_resilience(MIX, horizon_years=12).deterministic, abs=1e-6)


def test_the_tornado_holds_every_parameter_the_widest_first():
    swings = tornado(MIX, 12)

    assert {swing.name for swing in swings} == {item.name for item in PARAMETERS}
    assert all(one.width >= other.width for one, other in pairwise(swings))
    speed = {swing.name: swing for swing in swings}["physical_adoption"]
    assert speed.at_low < score_at(MIX, 12) < speed.at_high


def test_the_index_that_rules_comes_first_and_none_is_left_out():
    influences = index_influences(MIX, 12)
    base = score_at(MIX, 12)
    changes = [abs(one.without - base) for one in influences if one.without is not None]

    assert len(influences) == 5
    assert changes == sorted(changes, reverse=True)


@pytest.mark.parametrize("code", ["8344", "4110", "9333", "1420", "2511"])
def test_neighbours_have_the_same_skill_level_are_near_and_hold_longer(code):
    found = pathways(code, 16)

    assert [one.distance for one in found] == sorted(one.distance for one in found)
    for one in found:
        assert skill_level(one.code) == skill_level(code)
        assert one.gain >= GAIN
        assert one.distance <= FARTHEST
        assert one.distance == pytest.approx(task_distance(one.code, code))


def test_the_armed_forces_have_no_neighbours_and_everyone_else_a_level():
    assert pathways("0110", 10) == ()
    assert {skill_level(code) for code in occupations() if not code.startswith("0")} == {1, 2, 3, 4}
