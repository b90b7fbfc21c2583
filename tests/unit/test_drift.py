"""How far an evaluator's scale lies from the agreed key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.language import speaking
from portfolio.reference.calibration_cases import Slot, shipped_cases
from portfolio.reference.rubric import rubric
from portfolio.rounds.calibrating import check_key, check_levels
from portfolio.rounds.panel import AnswersRefusedError
from portfolio.scoring.drift import Deviation, deviation, is_drifting

KEYS = st.dictionaries(st.sampled_from([criterion.id for criterion in rubric().criteria]), st.integers(1, 5))


@pytest.fixture(autouse=True)
def _in_english():
    with speaking("en"):
        yield


def test_signed_deviation_is_the_mean_of_level_minus_key_and_distance_hides_no_error():
    found = deviation([({"R1": 5, "R2": 1, "D1": None}, {"R1": 3, "R2": 2, "D1": 4}), ({"R1": 2}, {"R1": 2})])

    assert found == Deviation(signed=pytest.approx(1 / 3), distance=pytest.approx(1.0), answers=3)


@given(KEYS, st.integers(-4, 4))
def test_one_who_is_always_so_many_levels_off_deviates_by_just_that(key, off):
    levels = {criterion: level + off for criterion, level in key.items()}

    found = deviation([(levels, key)])

    assert (found is None) == (not key)
    if found:
        assert (found.signed, found.distance) == (off, abs(off))


def test_when_nothing_could_be_assessed_there_is_no_deviation():
    assert deviation([({"R1": None}, {"R1": 3})]) is None
    assert deviation([]) is None


@pytest.mark.parametrize(
    ("signed", "drifting"),
    [
        ([], False),
        ([2.0], False),
        ([1.2, 1.1], True),
        ([-1.2, -1.1], True),
        ([1.2, 1.0], False),
        ([2.0, 2.0, 0.2], False),
        ([0.0, 1.5, -1.5], True),
        ([1.5, None], False),
    ],
)
def test_the_alert_wants_two_years_in_a_row_beyond_one_level(signed, drifting):
    assert is_drifting([None if one is None else Deviation(one, abs(one), 45) for one in signed]) is drifting


def test_the_three_shipped_cases_are_invented_complete_and_in_both_languages():
    cases = shipped_cases()
    criteria = {criterion.id for criterion in rubric().criteria}

    assert [case.slot for case in cases] == list(Slot)
    for case in cases:
        assert set(case.key) == criteria
        check_key(case.key, criteria=criteria)
        assert case.title.da != case.title.en
        assert len(case.text.da) > 800
        assert len(case.text.en) > 800
    means = [sum(case.key.values()) / len(case.key) for case in cases]
    assert means == sorted(means)


@pytest.mark.parametrize("levels", [{}, {"R1": 0}, {"R1": 6}])
def test_a_case_wants_a_level_or_cannot_assess_everywhere_and_a_key_a_level(levels):
    for check in (check_levels, check_key):
        with pytest.raises(AnswersRefusedError) as refusal:
            check(levels, criteria=["R1"])
        assert set(refusal.value.problems) == {"R1-level"}
    check_levels({"R1": None}, criteria=["R1"])
    with pytest.raises(AnswersRefusedError):
        check_key({"R1": None}, criteria=["R1"])
