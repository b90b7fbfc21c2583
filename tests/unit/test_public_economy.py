"""Public budgets over time and by purse, who bears the technology risk, and the levers side by side."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.discounting import DANISH, flat
from portfolio.finance.flows import Flow
from portfolio.finance.levers import Lever, LeverTerms, levers
from portfolio.finance.public_economy import (
    Consequence,
    Intervention,
    SocialValue,
    net_result,
    purse_years,
    social_return,
)
from portfolio.finance.returns import internal_rate
from portfolio.finance.risk_bearing import flat_saving, risk_bearing

PROGRAMME = Intervention(
    people=100,
    success=0.3,
    costs={"kommune": [4_000_000_00, 1_000_000_00]},
    consequences=(
        Consequence("Cash benefit", "kommune", 12, 7_000_00, from_year=1, years=4),
        Consequence("Tax", "stat", 1, 40_000_00, from_year=2, years=3, dropoff=0.5),
        Consequence("Health care", "region", -1, 1_000_00, from_year=1, years=1),
    ),
)
ILLUSTRATION = [
    Flow(date.fromordinal(date(2021, 1, 1).toordinal() + 365 * year), 24.0 if year else -100.0, 1.0 if year else 0.0)
    for year in range(6)
]


def test_each_purse_has_its_years_and_the_sum_turns_when_it_has_paid_for_itself():
    found = net_result(purse_years(PROGRAMME), flat(0.0))

    by_purse = {one.purse: one for one in found.purses}
    assert by_purse["kommune"].net == (-4_000_000_00, 1_520_000_00, 2_520_000_00, 2_520_000_00, 2_520_000_00)
    assert by_purse["stat"].net == (0, 0, 1_200_000_00, 600_000_00, 300_000_00)
    assert by_purse["region"].saved[1] == -30_000_00
    assert found.present_value == pytest.approx(sum(one.present_value for one in found.purses))
    assert found.break_even_year == 2


def test_discounting_is_that_of_the_state_and_technology_takes_from_what_is_saved_only():
    base = net_result(purse_years(PROGRAMME), DANISH)
    adjusted = net_result(purse_years(PROGRAMME, [1, 1, 0.5]), DANISH)

    assert base.net[1] / 1.035 == pytest.approx(base.added_up[1] - base.added_up[0])
    assert [one.paid for one in base.purses] == [one.paid for one in adjusted.purses]
    assert adjusted.net[3] == pytest.approx(base.net[3] / 2)


def test_a_programme_that_never_pays_for_itself_has_no_turning_year():
    assert net_result(purse_years(Intervention(10, 0.1, {"kommune": [1]}, ()))).break_even_year is None


def test_social_return_stands_beside_and_follows_its_formula():
    value = SocialValue(100, years=2, deadweight=0.2, displacement=0.1, attribution=0.5, dropoff=0.25)

    assert social_return(value, 50, flat(0.0)) == pytest.approx(100 * 0.8 * 0.9 * 0.5 * 1.75 / 50)
    assert social_return(value, 0) is None
    with pytest.raises(RuleBrokenError):
        social_return(SocialValue(1, years=1, deadweight=1.5), 1)


@pytest.mark.parametrize(
    "change", [{"people": -1}, {"success": 1.1}, {"consequences": (Consequence("x", "stat", 1, 1, years=0),)}]
)
def test_a_programme_that_cannot_be_is_refused(change):
    fields = {"people": 1, "success": 0.5, "costs": {}, "consequences": (), **change}

    with pytest.raises(RuleBrokenError):
        purse_years(Intervention(**fields))


@pytest.mark.parametrize(("hazard", "tail"), [(0.0, 0.77), (0.05, 0.64)])
def test_most_of_a_long_saving_lies_beyond_the_investors_window(hazard, tail):
    """The method's figures: of a flat 35-year saving at 3.5 %, 77 % beyond year 5, and 64 % at a hazard of 5 %."""
    savings, survival = flat_saving(1.0, years=35, hazard=hazard)

    found = risk_bearing(savings, survival, window=5)

    assert found.tail_share == pytest.approx(0.77, abs=0.005)
    assert found.adjusted_tail_share == pytest.approx(tail, abs=0.005)


def test_technology_mostly_hits_the_commissioner_unless_the_investor_is_paid_later():
    savings, survival = flat_saving(1.0, years=35, hazard=0.05)

    early, late = (risk_bearing(savings, survival, window=window) for window in (5, 25))

    assert early.commissioner_share > 0.9 > late.commissioner_share
    assert early.window_loss + early.tail_loss == pytest.approx(late.window_loss + late.tail_loss)


def test_levers_stand_side_by_side_on_the_same_flows():
    found = {one.lever: one for one in levers(ILLUSTRATION, 0.05)}

    assert list(found) == list(Lever)
    assert found[Lever.NONE].rate.value == pytest.approx(0.0121, abs=5e-5)
    assert found[Lever.EARNINGS_BANDS].rate.value > found[Lever.NONE].rate.value
    assert found[Lever.LATER_PAYMENT].rate.value < found[Lever.NONE].rate.value
    assert found[Lever.RESERVE].moic > found[Lever.NONE].moic
    assert found[Lever.RETRAINING].moic > found[Lever.NONE].moic - 0.03


def test_a_reserve_never_pays_more_than_technology_took_and_a_guarantee_covers_loss_alone():
    full = {
        one.lever: one
        for one in levers(ILLUSTRATION, 0.2, LeverTerms(reserve_share=1.0, guarantee_share=1.0, guarantee_most=1.0))
    }

    assert full[Lever.RESERVE].rate.value == pytest.approx(internal_rate(ILLUSTRATION).value, abs=1e-12)
    assert full[Lever.GUARANTEE].moic == pytest.approx(1.0)


@given(st.sampled_from(Lever), st.floats(0, 0.3), st.floats(0, 0.3))
def test_no_lever_makes_the_return_rise_with_the_hazard(lever, hazard, more):
    less, worse = ({one.lever: one for one in levers(ILLUSTRATION, rate)}[lever] for rate in (hazard, hazard + more))

    assert worse.moic <= less.moic + 1e-12
    assert worse.rate.value <= less.rate.value + 1e-7


@given(st.sampled_from([Lever.NONE, Lever.RESERVE, Lever.GUARANTEE]))
def test_hazard_nought_leaves_the_base(lever):
    found = {one.lever: one for one in levers(ILLUSTRATION, 0.0)}[lever]

    assert found.rate.value == pytest.approx(internal_rate(ILLUSTRATION).value, abs=1e-9)


def test_levers_that_cannot_be_pulled_are_refused():
    with pytest.raises(RuleBrokenError):
        levers(ILLUSTRATION, 0.05, LeverTerms(reserve_share=1.5))
    with pytest.raises(RuleBrokenError):
        levers(ILLUSTRATION, 0.05, LeverTerms(later_years=31))
    with pytest.raises(RuleBrokenError):
        risk_bearing([1.0], [1.0], window=2)
