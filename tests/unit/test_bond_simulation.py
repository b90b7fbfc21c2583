"""Simulated bonds: the yearly waterfall is the exact one, risks do what they say, and rates are never averaged."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.batch import rates_on
from portfolio.finance.bond_model import BondModel, PaidResult, Recruitment, Risks, Saving, YearlyDraw
from portfolio.finance.outcome_draws import PRIOR, draw_outcomes
from portfolio.finance.simulation import simulate
from portfolio.finance.tranches import Drawdown, Guarantee, Receipt, Shortfall, Terms, Tranche
from portfolio.finance.waterfall import waterfall
from portfolio.finance.yearly_waterfall import pay_out

SURE = Risks(Recruitment.AS_PLANNED, common_shock=0.0, startup_failure=0.0, termination=0.0)
TERMS = Terms((Tranche("senior", 2_000_000_00, coupon=Decimal("0.02"), cap_rate=Decimal("0.06")),))
MODEL = BondModel(
    terms=TERMS,
    draws=(YearlyDraw("senior", 0, 1_000_000_00), YearlyDraw("senior", 1, 1_000_000_00)),
    results=(
        PaidResult("job", (100, 100), 0.5, 22_000_00, spread=1e6, savings=(Saving("kommune", 40_000_00, 5, 0.1),)),
    ),
    payers={"kommune": 0.75, "stat": 0.25},
    risks=SURE,
)


def risky(**changes):
    return replace(MODEL, risks=replace(SURE, **changes))


@st.composite
def yearly_bonds(draw):
    shares = st.decimals(0, 1, places=2)
    tranches, draws = [], {}
    for number in range(draw(st.integers(1, 3))):
        coupon = draw(st.decimals(0, "0.1", places=3))
        cap = draw(st.sampled_from(["none", "rate", "multiple"]))
        tranche = Tranche(
            f"tranche {number}",
            10**11,
            rank=draw(st.integers(1, 2)),
            coupon=coupon,
            cap_rate=coupon + Decimal("0.03") if cap == "rate" else None,
            cap_multiple=Decimal("1.3") if cap == "multiple" else None,
            fee=draw(st.sampled_from([Decimal(0), Decimal("0.01")])),
            protected_share=draw(shares),
        )
        tranches.append(tranche)
        draws[tranche.name] = [
            draw(st.integers(1, 10**9)),
            *draw(st.lists(st.integers(0, 10**9), min_size=2, max_size=2)),
        ]
    receipts = draw(st.lists(st.integers(0, 2 * 10**9), min_size=6, max_size=6))
    guarantee = draw(st.one_of(st.none(), st.builds(Guarantee, st.just("G"), st.integers(0, 10**9), shares)))
    shortfall = draw(st.sampled_from(Shortfall))
    return (
        Terms(tuple(tranches), shortfall=shortfall, investors_share=draw(shares), guarantee=guarantee),
        draws,
        receipts,
    )


@settings(max_examples=80)
@given(yearly_bonds())
def test_the_yearly_waterfall_is_the_exact_one_but_for_rounding(bond):
    terms, draws, receipts = bond
    days = [date(2021, 1, 1) + timedelta(days=365 * year) for year in range(6)]

    exact = waterfall(
        terms,
        [
            Drawdown(name, days[year], minor)
            for name, by_year in draws.items()
            for year, minor in enumerate(by_year)
            if minor
        ],
        [Receipt(day, minor) for day, minor in zip(days, receipts, strict=True)],
        ends_on=days[-1],
    )
    yearly = {name: np.array([[*by_year, 0, 0, 0]], dtype=float) for name, by_year in draws.items()}
    rows, residual = pay_out(terms, yearly, np.array([receipts], dtype=float))

    for name, account in rows.items():
        assert account.flows.sum() == pytest.approx(exact.tranches[name].back - exact.tranches[name].drawn, abs=60)
        assert account.guaranteed[0] == pytest.approx(exact.tranches[name].guaranteed, abs=60)
    assert residual[0] == pytest.approx(sum(line.minor for line in exact.lines if line.step == "residual"), abs=200)


def test_without_risk_every_run_is_the_plan():
    found = simulate(MODEL, runs=500)

    assert found.coverage.p50 == pytest.approx(1, abs=0.03)
    assert found.paid.p50 == pytest.approx(2_200_000_00, rel=0.03)
    assert found.investors.loss_chance < 0.15
    assert found.investors.rate.p95 <= 0.06 + 1e-9


def test_the_same_seed_gives_the_same_numbers_and_another_does_not():
    model = risky(recruitment=Recruitment.PRIOR, common_shock=0.3)

    one, again, other = (simulate(model, runs=200, seed=seed).investors.moics for seed in (1, 1, 2))

    assert (one == again).all()
    assert (one != other).any()


def test_a_failed_start_loses_the_first_years_money_and_nothing_more():
    found = simulate(risky(startup_failure=1.0), runs=100)

    assert found.investors.loss_chance == found.investors.total_loss_chance == 1
    assert found.investors.rate.p50 == -1.0
    assert found.investors.mean_flows[:2] == (-1_000_000_00, 0)
    assert found.investors.shortfall_minor == 1_000_000_00


def test_total_losses_count_as_minus_one_and_rates_are_not_averaged():
    found = simulate(risky(startup_failure=0.4), runs=4000).investors

    assert found.total_loss_chance == pytest.approx(0.4, abs=0.03)
    assert (found.rate.p5, found.unsettled) == (-1.0, 0.0)
    assert found.rate.p50 > 0 > found.rate_of_mean


@pytest.mark.parametrize(
    ("recruitment", "low", "high"), [("as_planned", 1, 1), ("prior", 0.07, 1.22), ("shortfall", 0.07, 1)]
)
def test_recruitment_follows_its_prior(recruitment, low, high):
    model = replace(
        risky(recruitment=Recruitment(recruitment)), results=(PaidResult("job", (10_000,), 0.5, 1, spread=1e6),)
    )

    coverage = draw_outcomes(model, 20_000, np.random.default_rng(1)).coverage

    assert low - 0.05 <= coverage.min() <= coverage.max() <= high + 0.05
    if recruitment == "prior":
        assert np.quantile(coverage, (0.25, 0.5, 0.75)) == pytest.approx(PRIOR[1:4], abs=0.01)


def test_outcomes_are_beta_binomial():
    model = replace(MODEL, results=(PaidResult("job", (50,), 0.3, 1, spread=10),))
    count = draw_outcomes(model, 40_000, np.random.default_rng(2)).successes["job"]

    people, mean, spread = 50, 0.3, 10
    variance = people * mean * (1 - mean) * (spread + people) / (spread + 1)
    assert count.mean() == pytest.approx(people * mean, rel=0.01)
    assert count.var() == pytest.approx(variance, rel=0.03)


def test_a_common_shock_makes_results_move_together():
    both = tuple(PaidResult(name, (500,), 0.5, 1, spread=1e6) for name in ("a", "b"))
    drawn = draw_outcomes(replace(risky(common_shock=0.8), results=both), 4000, np.random.default_rng(3))

    assert np.corrcoef(drawn.successes["a"][:, 0], drawn.successes["b"][:, 0])[0, 1] > 0.9


def test_payments_come_late_with_the_chances_given_and_none_is_lost():
    late = draw_outcomes(risky(lags=(0.5, 0.5)), 4000, np.random.default_rng(4))
    at_once = draw_outcomes(MODEL, 4000, np.random.default_rng(4))

    assert (late.paid[:, 1] == 0).mean() == pytest.approx(0.5, abs=0.03)
    assert late.paid.sum(axis=1).mean() == pytest.approx(at_once.paid.sum(axis=1).mean(), rel=0.01)


def test_no_run_is_paid_above_the_caps_and_a_fee_needs_no_results():
    capped = replace(MODEL, cap_minor=1_500_000_00, fixed_fee_minor=100_000_00)
    nothing_left = replace(MODEL.results[0], at_risk=1.0, survival=(0.0,))

    assert simulate(capped, runs=200).paid.p95 == 1_500_000_00
    fee_only = simulate(replace(capped, results=(nothing_left,)), runs=100)
    assert fee_only.paid.p5 == fee_only.paid.p95 == 200_000_00


def test_technology_takes_from_investors_and_from_the_purses():
    gone = replace(MODEL.results[0], at_risk=1.0, survival=tuple(0.85**year for year in range(20)))

    base, adjusted = simulate(MODEL, runs=500), simulate(replace(MODEL, results=(gone,)), runs=500)

    assert adjusted.investors.moic.p50 < base.investors.moic.p50
    assert sum(adjusted.commissioner.saved) < sum(base.commissioner.saved)
    assert {one.purse for one in base.purses} == {"kommune", "stat"}


def test_rows_with_many_signs_have_a_rate_only_when_it_is_single():
    rates = rates_on([0, 1, 2], [[-100, 230, -132], [-100, -5, 121], [100, -300, 250], [0, 0, 5], [-100, 0, 0]])

    assert np.isnan(rates[[0, 2, 3]]).all()
    assert (rates[1], rates[4]) == (pytest.approx(0.0753, abs=1e-4), -1.0)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (replace(MODEL, payers={"kommune": 0.999}), "payers"),
        (replace(MODEL, draws=(YearlyDraw("other", 0, 1),)), "drawdowns"),
        (replace(MODEL, draws=(YearlyDraw("senior", 1, 1),)), "drawdowns"),
        (replace(MODEL, draws=(YearlyDraw("senior", 0, 2_000_000_01),)), "drawdowns"),
        (replace(MODEL, results=()), "metrics"),
        (replace(MODEL, results=(replace(MODEL.results[0], success=1.0),)), "success"),
        (replace(MODEL, results=(replace(MODEL.results[0], people=(-1,)),)), "people"),
        (replace(MODEL, results=(replace(MODEL.results[0], at_risk=2.0),)), "share_at_risk"),
        (risky(lags=(0.5,)), "lag"),
        (risky(startup_failure=2.0), "risks"),
        (risky(common_shock=float("nan")), "risks"),
    ],
)
def test_a_model_that_does_not_hold_together_is_refused_at_its_field(model, field):
    with pytest.raises(RuleBrokenError) as refused:
        simulate(model, runs=100)

    assert refused.value.field == field
