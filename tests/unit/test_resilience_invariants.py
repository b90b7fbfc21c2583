"""What must hold of the model whatever the figures, the parameters and the draws."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.reference.occupations import INDICES, occupations
from portfolio.resilience.draws import draw
from portfolio.resilience.indices import parameters_without
from portfolio.resilience.model import figures_for, still_done
from portfolio.resilience.parameters import DEFAULT, PARAMETERS, SPEED, Parameters, parameter, scenario
from portfolio.resilience.simulation import portfolio_resilience, project_resilience
from portfolio.resilience.work import ProjectWork

YEARS = np.arange(61.0)
codes = st.sampled_from(sorted(occupations()))
indices_off = st.sets(st.sampled_from(INDICES)).map(sorted)
scenarios = st.sampled_from(["slow", "central", "fast"])


@st.composite
def moved_parameters(pick: st.DrawFn) -> Parameters:
    """Any parameters within their stated ranges, with any indices switched off."""
    values = {item.name: pick(st.floats(item.low, item.high)) for item in PARAMETERS}
    return parameters_without(pick(indices_off)).moved(**values)


@st.composite
def mixes(pick: st.DrawFn) -> dict[str, float]:
    weights = pick(st.dictionaries(codes, st.integers(1, 100), min_size=1, max_size=5))
    return {code: weight / sum(weights.values()) for code, weight in weights.items()}


def in_every_draw(code: str, parameters: Parameters, seed: int, elapsed: int = 0) -> np.ndarray:
    """H of an occupation: a row for each of 50 draws, a column for each year."""
    drawn = draw(parameters, draws=50, rng=np.random.default_rng(seed))
    today, then = drawn.technology(np.full(1, float(elapsed))), drawn.technology(elapsed + YEARS)
    return still_done(figures_for(code, parameters), then, today)


@settings(max_examples=60, deadline=None)
@given(codes, moved_parameters(), st.integers(0, 2**32), st.integers(0, 20))
def test_in_every_single_draw_the_share_is_whole_today_and_never_rises(code, parameters, seed, elapsed):
    share = in_every_draw(code, parameters, seed, elapsed)

    assert np.all(share[:, 0] == 1.0)
    assert np.all(np.diff(share, axis=1) <= 1e-12)
    assert np.all((share > 0) & (share <= 1))


@settings(max_examples=60, deadline=None)
@given(codes, moved_parameters(), st.sampled_from(SPEED), st.floats(1, 4), st.integers(0, 2**32))
def test_in_every_single_draw_slower_technology_or_longer_adoption_never_lowers_the_share(
    code, parameters, name, factor, seed
):
    slower = parameters.moved(**{name: parameters[name] * factor})

    # a doubling time is drawn around its centre in logs, so that each draw is slowed by the same factor
    assert np.all(in_every_draw(code, slower, seed) >= in_every_draw(code, parameters, seed) - 1e-12)


@settings(max_examples=25, deadline=None)
@given(mixes(), st.integers(1, 60), scenarios, st.randoms(use_true_random=False))
def test_the_order_of_the_occupations_does_not_matter(work, horizon, name, random):
    order = list(work.items())
    random.shuffle(order)

    one, other = (
        project_resilience(dict(shares), horizon_years=horizon, parameters=scenario(name), draws=100)
        for shares in (work.items(), order)
    )

    assert json.dumps(one.as_dict()) == json.dumps(other.as_dict())


@settings(max_examples=25, deadline=None)
@given(mixes(), st.integers(1, 60), st.integers(0, 2**32), indices_off)
def test_the_same_seed_gives_the_same_bytes(work, horizon, seed, off):
    one, other = (
        project_resilience(work, horizon_years=horizon, seed=seed, draws=100, parameters=parameters_without(off))
        for _time in range(2)
    )

    assert json.dumps(one.as_dict()) == json.dumps(other.as_dict())


@settings(max_examples=25, deadline=None)
@given(mixes(), st.integers(1, 60))
def test_the_central_estimate_of_a_mix_lies_between_those_of_its_parts(work, horizon):
    mixed = project_resilience(work, horizon_years=horizon, draws=200)
    parts = portfolio_resilience({code: ProjectWork({code: 1.0}, horizon) for code in work}, draws=200)

    middles = [part.deterministic for part in parts.values()]
    # Not so for p10: where parts have their bad draws at different times, the mix has a bad draw more often than each.
    assert min(middles) - 2e-6 <= mixed.deterministic <= max(middles) + 2e-6


@settings(max_examples=40, deadline=None)
@given(codes, st.integers(1, 60))
def test_scenarios_stand_in_order_for_every_occupation(code, horizon):
    slow, central, fast = (
        project_resilience({code: 1}, horizon_years=horizon, parameters=scenario(name), draws=100).deterministic
        for name in ("slow", "central", "fast")
    )

    assert fast <= central <= slow


def test_the_parameters_that_set_the_speed_are_times():
    assert all(parameter(name).unit == "years" for name in SPEED)
    assert all(DEFAULT[name] > 0 for name in SPEED)
