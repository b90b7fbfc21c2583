"""A whole portfolio at once says what each project says alone."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.reference.occupations import occupations
from portfolio.resilience.indices import parameters_without
from portfolio.resilience.outlook import outlook
from portfolio.resilience.parameters import DEFAULT, scenario
from portfolio.resilience.signals import Direction, SignalEffect, Strength, parameters_under
from portfolio.resilience.simulation import portfolio_resilience, project_resilience
from portfolio.resilience.whole_portfolio import portfolio_quantiles
from portfolio.resilience.work import ProjectWork
from tests.unit.test_resilience_invariants import mixes

PRECISION = 3e-6  # single precision against double, each rounded to a millionth


def some_projects(count: int) -> dict[int, ProjectWork]:
    rng = np.random.default_rng(5)
    codes = list(occupations())
    sizes = rng.integers(1, 7, count)
    return {
        number: ProjectWork(
            dict(zip(rng.choice(codes, size, replace=False), rng.dirichlet(np.ones(size)), strict=True)), 10
        )
        for number, size in enumerate(sizes)
    }


def agree(projects, **run):
    fast = portfolio_quantiles(projects, years=60, **run)
    slow = portfolio_resilience(projects, **run)
    for key, result in slow.items():
        expected = np.array([(point.p10, point.p50, point.p90) for point in result.curve]).T
        assert np.allclose(fast[key], expected, atol=PRECISION), key


@pytest.mark.parametrize("draws", [100, 999, 2000])
def test_projects_of_many_sizes_agree_with_the_model(draws):
    agree(some_projects(70), draws=draws)


@pytest.mark.parametrize(
    "parameters",
    [
        scenario("slow"),
        scenario("fast"),
        DEFAULT.in_workplaces("10-49"),
        parameters_without(["ilo_genai_2025", "frey_osborne_2013"]),
        DEFAULT.weighted({"ilo_genai_2025": 1}, {"techx_physical_n": 1}),
        DEFAULT.moved(cognitive_doubling=0.001, base_doublings=500, spread=0.01),
    ],
    ids=["slow", "fast", "small workplaces", "fewer indices", "one index each", "wild"],
)
def test_other_parameters_agree_with_the_model(parameters):
    agree(some_projects(12), draws=200, parameters=parameters, seed=3, elapsed_years=4)


def test_single_occupations_moved_by_signals_agree_with_the_model():
    effects = [
        SignalEffect(("8",), "physical_doubling", Strength.STRONG, Direction.SOONER),
        SignalEffect(("41", "2"), "base_doublings", Strength.WEAK, Direction.LATER),
    ]
    projects = some_projects(30)
    codes = {code for work in projects.values() for code in work.shares}

    agree(projects, draws=200, by_occupation=parameters_under(effects, sorted(codes)))


@settings(max_examples=15, deadline=None)
@given(mixes(), st.integers(0, 2**32))
def test_any_mix_agrees_with_the_model(work, seed):
    agree({"it": ProjectWork(work, 10)}, draws=100, seed=seed)


def test_the_same_seed_gives_the_same_bytes_alone_and_among_others():
    projects = some_projects(40)

    together = portfolio_quantiles(projects, years=30, draws=200)
    again = portfolio_quantiles(projects, years=30, draws=200)

    for key in projects:
        assert together[key].tobytes() == again[key].tobytes()
        assert np.allclose(
            portfolio_quantiles({key: projects[key]}, years=30, draws=200)[key], together[key], atol=PRECISION
        )


def test_an_outlook_says_of_each_project_and_of_all_what_the_model_says_alone():
    mixes = ((("8344", 0.6), ("9333", 0.4)), (("5322", 1.0),))
    money = (("5322", 0.5), ("8344", 0.3), ("9333", 0.2))
    fast = scenario("fast")

    found = outlook(money, mixes, elapsed_years=1, parameters=fast, by_occupation={})

    alone = [project_resilience(dict(mix), horizon_years=10, elapsed_years=1, parameters=fast) for mix in mixes]
    assert found.watch == tuple(one.watch_year_offset for one in alone)
    whole = project_resilience(dict(money), horizon_years=10, elapsed_years=1, parameters=fast)
    assert found.p50[10] == pytest.approx(whole.p50, abs=PRECISION)
    assert found.watch_year_offset == whole.watch_year_offset


def test_work_that_cannot_be_computed_is_refused_and_no_projects_are_no_work():
    assert portfolio_quantiles({}, years=30) == {}
    with pytest.raises(RuleBrokenError):
        portfolio_quantiles({1: ProjectWork({"8344": 0.5}, 10)}, years=30)


def test_memory_grows_with_occupations_not_with_projects():
    def peak(count: int) -> int:
        projects = some_projects(count)
        portfolio_quantiles(projects, years=2, draws=500)  # what is kept in memory once
        tracemalloc.start()
        portfolio_quantiles(projects, years=2, draws=500)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(1200) < 1.5 * peak(400)
