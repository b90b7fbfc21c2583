"""Technology goes on while a house waits for new figures."""

import pytest

from portfolio.errors import RuleBrokenError
from portfolio.resilience.simulation import project_resilience

FORKLIFTS = {"8344": 1.0}


def _after(elapsed: int):
    return project_resilience(FORKLIFTS, horizon_years=10, elapsed_years=elapsed)


def test_on_the_day_of_the_parameters_nothing_has_elapsed():
    assert _after(0) == project_resilience(FORKLIFTS, horizon_years=10)


def test_every_year_starts_with_the_work_people_do_that_year():
    assert [_after(elapsed).curve[0].p50 for elapsed in (0, 5, 10)] == [1.0, 1.0, 1.0]


def test_a_watch_year_comes_nearer_as_the_years_pass():
    ahead = [_after(elapsed).watch_year_offset for elapsed in (0, 4, 8)]

    assert ahead[0] - ahead[1] >= 3
    assert ahead[1] - ahead[2] >= 3


def test_the_same_ten_years_cost_more_work_the_later_they_begin():
    assert _after(10).p50 < _after(5).p50 < _after(0).p50


def test_the_model_does_not_look_back_before_its_parameters():
    with pytest.raises(RuleBrokenError):
        _after(-1)
