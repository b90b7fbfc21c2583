"""The portfolio's mix by money: it lies between its parts, and shares its draws."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.resilience.portfolio import FundedWork, portfolio_mix
from portfolio.resilience.quick import quick_look

CODES = ("8344", "9112", "4110", "5322")


def funded(money, **shares):
    mix = {code.strip("c"): share for code, share in shares.items()}
    return FundedWork(money, mix, {code: share / 2 for code, share in mix.items()})


def test_projects_weigh_by_their_money():
    mix = portfolio_mix([funded(300, c8344=1.0), funded(100, c8344=0.5, c9112=0.5), funded(0, c4110=1.0)])

    assert mix.money_minor == 400
    assert mix.shares["8344"] == pytest.approx(350 / 400)
    assert mix.shares["9112"] == pytest.approx(50 / 400)
    assert mix.largest.code == "8344"
    assert mix.stakes[0].exposed_minor == pytest.approx(175)
    assert mix.concentration == pytest.approx((350 / 400) ** 2 + (50 / 400) ** 2)


def test_a_portfolio_without_money_has_no_mix():
    assert portfolio_mix([]).stakes == ()
    assert portfolio_mix([funded(0, c8344=1.0)]).largest is None


@given(
    st.lists(st.tuples(st.integers(0, 10**10), st.sampled_from(CODES), st.sampled_from(CODES)), min_size=1, max_size=8)
)
def test_the_shares_sum_to_one_whatever_the_order(found):
    projects = [
        FundedWork(money, {one: 0.5, other: 0.5} if one != other else {one: 1.0}, dict.fromkeys((one, other), 0.1))
        for money, one, other in found
    ]

    mix, turned = portfolio_mix(projects), portfolio_mix(reversed(projects))

    assert mix.shares == pytest.approx(turned.shares)
    if mix.stakes:
        assert sum(mix.shares.values()) == pytest.approx(1)


def test_the_portfolio_lies_between_its_parts_and_is_as_uncertain_as_technology():
    alone = {code: quick_look({code: 1.0}, 15) for code in ("8344", "9112")}
    mixed = quick_look({"8344": 0.5, "9112": 0.5}, 15)

    assert alone["8344"].p50[15] < mixed.p50[15] < alone["9112"].p50[15]
    width = {code: look.p90[15] - look.p10[15] for code, look in alone.items()}
    independent = 0.5 * (width["8344"] ** 2 + width["9112"] ** 2) ** 0.5
    assert mixed.p90[15] - mixed.p10[15] > independent  # shared draws do not cancel out


def test_memory_does_not_grow_with_the_number_of_projects():
    def peak(count):
        tracemalloc.start()
        mix = portfolio_mix(funded(100 + number, c8344=0.5, c9112=0.5) for number in range(count))
        quick_look(mix.shares, 10)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(20_000) < peak(1) * 1.1
