"""Returns against published samples, and the edges where a rate misleads."""

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, flat, present_value
from portfolio.finance.flows import Flow
from portfolio.finance.returns import RateKind, internal_rate, multiple
from portfolio.finance.technology import break_even_hazard, with_hazard

# Microsoft's documentation of XIRR: 0.373362535
EXCEL = [
    Flow(date(2008, 1, 1), -10_000),
    Flow(date(2008, 3, 1), 2_750),
    Flow(date(2008, 10, 30), 4_250),
    Flow(date(2009, 2, 15), 3_250),
    Flow(date(2009, 4, 1), 2_750),
]


def yearly(*amounts: float, share_at_risk: float = 0.0) -> list[Flow]:
    """Flows exactly 365 days apart, from a day after which no leap day falls into the way."""
    first = date(2021, 1, 1).toordinal()
    return [Flow(date.fromordinal(first + 365 * n), amount, share_at_risk) for n, amount in enumerate(amounts)]


def test_the_rate_is_that_of_the_spreadsheets_sample():
    rate = internal_rate(EXCEL)

    assert rate.kind is RateKind.UNIQUE
    assert rate.value == pytest.approx(0.373362535, abs=1e-8)


def test_the_order_of_the_rows_does_not_matter():
    assert internal_rate(EXCEL[::-1]) == internal_rate(EXCEL)


def test_flows_with_two_signs_changes_list_every_root_and_give_no_single_rate():
    # −100 + 230/(1+r) − 132/(1+r)² = 0 has the roots 10 % and 20 %
    rate = internal_rate(yearly(-100, 230, -132))

    assert rate.kind is RateKind.SEVERAL
    assert rate.value is None
    assert rate.roots == pytest.approx((0.10, 0.20), abs=1e-9)


def test_an_unconventional_flow_with_one_economic_root_gives_it():
    # numpy-financial returned −76.9 % for this one (its issue 28)
    rate = internal_rate(yearly(-50, -100, 600, 300, -100))

    assert pytest.approx(max(rate.roots), abs=5e-4) == 1.854


@pytest.mark.parametrize(
    ("flows", "kind", "value"),
    [
        (yearly(-100, 0, 0), RateKind.TOTAL_LOSS, -1.0),
        (yearly(100, 20), RateKind.UNDEFINED, None),
        (yearly(0, 0), RateKind.UNDEFINED, None),
        ([Flow(date(2027, 1, 1), -100), Flow(date(2027, 1, 1), 120)], RateKind.UNDEFINED, None),
        (yearly(100, -300, 250), RateKind.NONE, None),
    ],
)
def test_where_no_single_rate_exists_it_says_what_that_means(flows, kind, value):
    rate = internal_rate(flows)

    assert (rate.kind, rate.value) == (kind, value)


def test_a_nearly_total_loss_is_found():
    rate = internal_rate(yearly(-1_000_000, 0, 0, 0, 1))

    assert rate.value == pytest.approx(1e-6**0.25 - 1, abs=1e-9)


@pytest.mark.parametrize(("flows", "expected"), [(yearly(-100, 60, 60), 1.2), (yearly(-50, -50, 0), 0.0)])
def test_the_multiple_is_money_back_over_money_in(flows, expected):
    assert multiple(flows) == pytest.approx(expected)


def test_the_multiple_of_nothing_paid_in_does_not_exist():
    assert multiple(yearly(10, 20)) is None


def test_the_danish_schedule_compounds_forward():
    assert DANISH.factors(np.array([35.0]))[0] == pytest.approx(1.035**-35)
    assert DANISH.factors(np.array([40.0]))[0] == pytest.approx(1.035**-35 * 1.025**-5)
    assert present_value(yearly(-100, 103.5), DANISH) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("hazard", "expected"), [(0, 0.0640), (0.02, 0.0430), (0.05, 0.0121), (0.10, -0.0372), (0.20, -0.1289)]
)
def test_the_methods_illustration_reproduces(hazard, expected):
    flows = yearly(-100, 24, 24, 24, 24, 24, share_at_risk=1.0)

    assert internal_rate(with_hazard(flows, hazard)).value == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize(("required", "expected"), [(0.0, 0.062), (0.035, 0.028), (0.05, 0.013)])
def test_the_break_even_hazard_is_that_of_the_illustration(required, expected):
    flows = yearly(-100, 24, 24, 24, 24, 24, share_at_risk=1.0)

    assert break_even_hazard(flows, required) == pytest.approx(expected, abs=5e-4)


def test_a_return_that_never_depended_on_jobs_has_no_break_even():
    assert break_even_hazard(yearly(-100, 24, 24, 24, 24, 24), 0.0) is None


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [Flow(date(2027, 1, 1), float("nan"))],
        yearly(-1, 2, share_at_risk=1.2),
        [Flow(date(1800, 1, 1), -1), Flow(date(2027, 1, 1), 2)],
    ],
)
def test_flows_that_cannot_be_spoken_of_are_refused(flows):
    with pytest.raises(RuleBrokenError):
        internal_rate(flows)


returns = st.lists(st.floats(0, 1e9), min_size=1, max_size=12).filter(lambda amounts: max(amounts) > 1)


@given(paid=st.floats(1, 1e9), back=returns, hazard=st.floats(0, 0.5), more=st.floats(0, 0.5))
def test_the_adjusted_return_never_rises_with_the_hazard(paid, back, hazard, more):
    flows = yearly(-paid, *back, share_at_risk=1.0)
    base = internal_rate(flows)
    assume(base.kind is RateKind.UNIQUE)

    less, worse = (internal_rate(with_hazard(flows, rate)).value for rate in (hazard, hazard + more))

    assert internal_rate(with_hazard(flows, 0)).value == pytest.approx(base.value, abs=1e-9)
    if less is not None and worse is not None:
        assert worse <= less + 1e-7


# Between a hundredth and ten times the stake each year, so that the rate lies between −99 % and 1,100 %.
multiples = st.lists(st.floats(0.01, 10), min_size=1, max_size=12)


@given(paid=st.floats(1, 1e6), back=multiples)
def test_the_rate_brings_the_present_value_to_nought(paid, back):
    flows = yearly(-paid, *(paid * multiple for multiple in back))
    rate = internal_rate(flows)

    assert rate.kind is RateKind.UNIQUE
    assert present_value(flows, flat(rate.value)) == pytest.approx(0, abs=1e-6 * paid * (1 + sum(back)))
