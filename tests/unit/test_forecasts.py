"""How good forecasts were: the Brier score, its parts, and what may be asked and answered."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.rounds.forecasting import (
    Outcome,
    check_answering,
    check_asking,
    check_settling,
    is_surprise,
    lacking_questions,
)
from portfolio.scoring.forecasts import ENOUGH, Forecasted, brier, decompose

TODAY = date(2027, 3, 3)
ANY = st.lists(st.builds(Forecasted, st.floats(0, 1), st.booleans()), min_size=1, max_size=60)
FEW = st.lists(st.builds(Forecasted, st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans()), min_size=1)


@pytest.fixture(autouse=True)
def _in_english():
    with speaking("en"):
        yield


def forecasts(*groups: tuple[float, int, int]) -> list[Forecasted]:
    """Forecasts as (probability, how many, how many of them came true)."""
    return [Forecasted(p, place < true) for p, count, true in groups for place in range(count)]


def test_the_documented_case_splits_as_documented():
    found = decompose(forecasts((0.1, 4, 0), (0.9, 4, 4), (0.7, 3, 2), (0.3, 3, 1), (0.5, 6, 3)))

    assert found.brier == pytest.approx(0.146)
    assert found.reliability == pytest.approx(0.0043, abs=5e-5)
    assert found.resolution == pytest.approx(0.1083, abs=5e-5)
    assert found.uncertainty == pytest.approx(0.25)
    assert found.rest == pytest.approx(0)


def test_always_half_scores_a_quarter_and_knowing_everything_scores_nothing():
    assert brier(forecasts((0.5, 4, 2))) == 0.25
    assert brier(forecasts((1.0, 3, 3), (0.0, 2, 0))) == 0
    assert brier([]) is None
    assert decompose([]) is None


@given(ANY, st.booleans())
def test_the_parts_always_make_the_score(given_forecasts, tenths):
    found = decompose(given_forecasts, tenths=tenths)

    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty + found.rest)
    assert 0 <= found.brier <= 1
    assert sum(group.count for group in found.groups) == found.count == len(given_forecasts)
    assert found.resolution <= found.uncertainty + 1e-12


@given(FEW)
def test_like_forecasts_leave_no_rest(given_forecasts):
    assert decompose(given_forecasts).rest == pytest.approx(0, abs=1e-12)


@given(ANY, st.randoms())
def test_the_order_does_not_matter(given_forecasts, chance):
    shuffled = list(given_forecasts)
    chance.shuffle(shuffled)

    assert decompose(shuffled, tenths=True).reliability == pytest.approx(
        decompose(given_forecasts, tenths=True).reliability
    )


def test_calibration_is_shown_from_thirty_on():
    assert not decompose(forecasts((0.5, ENOUGH - 1, 3))).is_enough
    assert decompose(forecasts((0.5, ENOUGH, 3))).is_enough


@pytest.mark.parametrize(
    ("day", "open_now", "field"),
    [(TODAY, 0, "resolves_on"), (date(2028, 3, 4), 0, "resolves_on"), (date(2027, 6, 1), 4, "question")],
)
def test_a_question_is_settled_within_a_year_and_four_are_enough(day, open_now, field):
    with pytest.raises(RuleBrokenError) as refusal:
        check_asking(resolves_on=day, today=TODAY, open_now=open_now)

    assert refusal.value.field == field
    check_asking(resolves_on=date(2028, 3, 3), today=TODAY, open_now=3)


@pytest.mark.parametrize(
    ("percent", "facts"),
    [
        (-1, {}),
        (101, {}),
        (None, {}),
        (50, {"is_settled": True}),
        (50, {"leads_project": True}),
        (50, {"today": date(2027, 6, 2)}),
    ],
)
def test_a_probability_is_from_0_to_100_and_given_in_time_by_someone_without_a_stake(percent, facts):
    usual = {"is_settled": False, "resolves_on": date(2027, 6, 1), "today": TODAY, "leads_project": False}

    with pytest.raises(RuleBrokenError):
        check_answering(percent, **{**usual, **facts})
    assert check_answering(0, **usual) == 0
    assert check_answering(100, **{**usual, "today": date(2027, 6, 1)}) == 100


@pytest.mark.parametrize(
    ("percent", "outcome", "surprise"),
    [
        (80, Outcome.NO, True),
        (79.9, Outcome.NO, False),
        (20, Outcome.YES, True),
        (95, Outcome.YES, False),
        (95, Outcome.VOID, False),
    ],
)
def test_an_outcome_against_eighty_per_cent_is_a_surprise(percent, outcome, surprise):
    assert is_surprise(percent, outcome) is surprise


def test_nothing_is_settled_twice():
    check_settling(is_settled=False)
    with pytest.raises(RuleBrokenError, match="already settled"):
        check_settling(is_settled=True)


@pytest.mark.parametrize(
    ("horizon_year", "open_now", "lacking"),
    [(None, 0, 0), (2029, 0, 0), (2030, 0, 2), (2040, 1, 1), (2040, 2, 0), (2040, 4, 0)],
)
def test_a_project_three_years_or_more_from_its_horizon_should_have_two_questions(horizon_year, open_now, lacking):
    assert lacking_questions(horizon_year=horizon_year, this_year=2027, open_now=open_now) == lacking
