"""Many rates at once are those of each alone, and hidden roots are found."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.finance.batch import conventional_rates, rates_of_series
from portfolio.finance.flows import Flow
from portfolio.finance.returns import RateKind, internal_rate

FIRST = date(2021, 1, 1)


def days(count):
    return [FIRST + timedelta(days=365 * n) for n in range(count)]


amount_rows = st.lists(
    st.lists(st.one_of(st.just(0.0), st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1)), min_size=4, max_size=4),
    min_size=1,
    max_size=6,
)


@given(amount_rows)
@example([[0.0, 0.0, -1.0625, 45.0]])
@example([[0.0, 0.0, -2.0, 59.0]])
def test_rates_at_once_are_those_of_each_alone(rows):
    together = rates_of_series([(days(4), row) for row in rows])
    alone = [internal_rate([Flow(day, amount) for day, amount in zip(days(4), row, strict=True)]) for row in rows]

    for found, rate in zip(together, alone, strict=True):
        assert (found is None) == (rate.value is None)
        if found is not None:
            assert found == pytest.approx(rate.value, rel=1e-6, abs=1e-8)


def test_series_of_different_length_order_and_kind_are_each_judged():
    series = [(days(3), [-100, 0, 121]), (days(2)[::-1], [110, -100]), (days(3), [-100, 230, -132]), (days(2), [-5, 0])]

    assert rates_of_series(series) == [pytest.approx(0.1), pytest.approx(0.1), None, -1.0]
    assert rates_of_series([]) == []


def test_rows_may_have_years_of_their_own():
    found = conventional_rates(np.array([[0.0, 1.0], [0.0, 2.0]]), np.array([[-100.0, 121.0], [-100.0, 121.0]]))

    assert found == pytest.approx([0.21, 0.10])


@pytest.mark.parametrize(
    ("amounts", "roots"),
    [
        ([-100, 200, -100], (0.0,)),  # touches nought without crossing it
        ([-1, 2.2002, -1.21022], (0.1, 0.1002)),  # (1.1 − x)(1.1002 − x): both between two steps of the search
    ],
)
def test_roots_that_touch_or_lie_close_together_are_found(amounts, roots):
    rate = internal_rate([Flow(day, amount) for day, amount in zip(days(3), amounts, strict=True)])

    assert rate.roots == pytest.approx(roots, abs=1e-5)
    assert rate.kind is (RateKind.UNIQUE if len(roots) == 1 else RateKind.SEVERAL)
