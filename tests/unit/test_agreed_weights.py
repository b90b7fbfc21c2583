"""What a house may agree about weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.scoring.agreed import Agreed, WeightKind, check_agreed

CRITERIA = ("A", "B", "C")


@given(st.permutations([1, 2, 3]))
def test_an_order_draws_weights_that_keep_it_and_average_to_the_rank_order_centroid(places: list[int]) -> None:
    values = check_agreed(WeightKind.ORDER, dict(zip(CRITERIA, places, strict=True)), CRITERIA)
    agreed = Agreed(WeightKind.ORDER, values)

    drawn = agreed.weighting.draw(CRITERIA, 4000, np.random.default_rng(1))

    by_place = drawn[:, [CRITERIA.index(name) for name in agreed.order]]
    assert (np.diff(by_place, axis=1) <= 0).all()
    assert by_place.mean(axis=0) == pytest.approx([11 / 18, 5 / 18, 2 / 18], abs=0.01)
    assert agreed.shares == {}


@given(st.lists(st.floats(0.01, 1000), min_size=3, max_size=3))
def test_only_proportions_of_weights_count(weights: list[float]) -> None:
    agreed = Agreed(
        WeightKind.WEIGHTS, check_agreed(WeightKind.WEIGHTS, dict(zip(CRITERIA, weights, strict=True)), CRITERIA)
    )
    tenfold = Agreed(WeightKind.WEIGHTS, {name: 10 * value for name, value in agreed.values.items()})

    assert sum(agreed.shares.values()) == pytest.approx(1)
    assert tenfold.shares == pytest.approx(agreed.shares)
    assert tenfold.order == agreed.order


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (WeightKind.ORDER, {"A": 1, "B": 2}, "C"),
        (WeightKind.ORDER, {"A": 1, "B": 2, "C": 4}, "C"),
        (WeightKind.ORDER, {"A": 1, "B": 1, "C": 2}, "B"),
        (WeightKind.ORDER, {"A": 1, "B": 1.5, "C": 2}, "B"),
        (WeightKind.ORDER, {"A": float("nan"), "B": 1, "C": 2}, "A"),
        (WeightKind.WEIGHTS, {"A": 1, "B": 0, "C": 2}, "B"),
        (WeightKind.WEIGHTS, {"A": 1, "B": -1, "C": 2}, "B"),
        (WeightKind.WEIGHTS, {"A": float("inf"), "B": 1, "C": 2}, "A"),
        (WeightKind.WEIGHTS, {"A": 1, "B": None, "C": 2}, "B"),
    ],
)
def test_what_is_no_agreement_is_refused_at_its_criterion(kind, given, field) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        check_agreed(kind, given, CRITERIA)

    assert refused.value.field == field


def test_no_preference_any_more_needs_nothing() -> None:
    assert check_agreed(WeightKind.NONE, {"A": 7}, CRITERIA) == {}
