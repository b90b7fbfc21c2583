"""Contracts pay what published cases paid, cut in the agreed order, and never more than a cap."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, read_contract
from portfolio.finance.money import rounded, shared_out
from portfolio.finance.outcomes import Outcome
from portfolio.finance.payments import CutRule, Payment, statement
from portfolio.finance.payoff import Knot, Measured, guaranteed_share, interpolated, reduction
from portfolio.language import speaking

FIRST = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def a_contract(metrics: Sequence[dict[str, Any]], **terms: Any) -> Contract:
    document = {
        "name": "Test",
        "currency": "DKK",
        "signed": date(2026, 1, 15),
        "service_from": FIRST,
        "service_to": date(2029, 1, 31),
        "repayment_to": date(2033, 1, 31),
        "payers": [{"name": "Kommunen", "purse": "kommune", "share": 1}],
        "metrics": list(metrics),
        **terms,
    }
    return read_contract(yaml.safe_dump(document))


def a_metric(price: object = 25_000, **terms: Any) -> dict[str, Any]:
    return {"id": "job", "prices": [{"from": FIRST, "price": price}], **terms}


def an_outcome(line: int = 2, **facts: Any) -> Outcome:
    return Outcome(**{"line": line, "on": date(2026, 6, 30), "metric": "job", **facts})


def people(count: int, **facts: Any) -> list[Outcome]:
    return [an_outcome(number, person=f"p{number}", **facts) for number in range(1, count + 1)]


def cut_rules(payment: Payment) -> list[CutRule]:
    return [cut.rule for cut in payment.cuts]


def test_zero_outcomes_without_a_floor_pay_exactly_nothing():
    assert statement(a_contract([a_metric()]), []).net_minor == 0


def test_a_unit_price_pays_to_the_minor_unit():
    paid = statement(a_contract([a_metric("1234.567")]), people(3))

    assert [payment.net_minor for payment in paid.payments] == [123_457] * 3  # each line is rounded half up


def test_the_uk_innovation_fund_never_pays_more_than_its_cap_per_person():
    # DWP Innovation Fund, round 1: at most 8,200 GBP a person over all outcomes
    ladder = [
        {"id": "behaviour", "prices": [{"from": FIRST, "price": 1_300}]},
        {"id": "attendance", "prices": [{"from": FIRST, "price": 1_400}]},
        {"id": "level_3", "prices": [{"from": FIRST, "price": 3_300}]},
        {"id": "first_job", "prices": [{"from": FIRST, "price": 3_500}]},
    ]
    contract = a_contract(ladder, currency="GBP", cap_per_person=8_200)

    paid = statement(contract, [an_outcome(n, metric=m["id"], person="a") for n, m in enumerate(ladder, start=2)])

    assert paid.gross_minor == 950_000
    assert paid.net_minor == 820_000
    assert cut_rules(paid.payments[-1]) == [CutRule.PERSON_CAP]


def test_care_leavers_are_paid_for_by_bands_of_cumulative_earnings():
    # UK Care Leavers SIB rate card: 2,750 GBP at each of 768, 1,631, 3,350 and 8,155 GBP earned in all
    bands = [{"at": at, "pays": 2_750} for at in (768, 1_631, 3_350, 8_155)]
    contract = a_contract([{"id": "job", "kind": "bands", "table": bands}], currency="GBP")

    paid = statement(
        contract,
        [an_outcome(n, person="a", value=Decimal(earned)) for n, earned in enumerate((700, 1_000, 200, 9_000))],
    )

    assert [payment.net_minor for payment in paid.payments] == [0, 550_000, 0, 550_000]


def test_peterborough_pays_by_the_pooled_threshold_when_no_cohort_reaches_its_own():
    # Cohort thresholds 10 %, pooled 7.5 %; found: 8.39 % and 9.7 %, pooled about 9.0 % (MoJ, 2014 and 2017)
    metric = a_metric(1, kind="reduction", each_cohort="0.10", pooled="0.075")
    first = an_outcome(2, cohort="1", value=Decimal("1.4180"), counterfactual=Decimal("1.5479"), people=936)
    second = an_outcome(3, cohort="2", value=Decimal("1.30"), counterfactual=Decimal("1.44"), people=1000)

    after_one = statement(a_contract([{**metric, "pooled": None}]), [first])
    after_both = statement(a_contract([metric]), [first, second])

    assert after_one.net_minor == 0
    assert after_both.net_minor > 0


def test_a_cohort_over_its_own_threshold_pays_alone():
    metric = a_metric(100, kind="reduction", each_cohort="0.10")
    good = an_outcome(2, cohort="1", value=Decimal("0.40"), counterfactual=Decimal("0.50"), people=100)
    bad = an_outcome(3, cohort="2", value=Decimal("0.50"), counterfactual=Decimal("0.50"), people=100)

    paid = statement(a_contract([metric]), [good, bad])

    assert [payment.net_minor for payment in paid.payments] == [100_000, 0]  # ten avoided at 100.00


def test_a_pooled_reduction_is_not_the_mean_of_the_cohorts():
    cohorts = {"small": Measured(Decimal("0"), Decimal("1"), 1), "large": Measured(Decimal("1"), Decimal("1"), 99)}

    assert reduction(cohorts) == Decimal("0.01")


def test_a_danish_ladder_pays_each_step_once_and_only_after_the_one_before():
    # Rate per goal at each follow-up (12, 18, 24 months); a foundation guarantees 3 of 23 million
    steps = [
        {"id": "job_12", "prices": [{"from": FIRST, "price": 40_000}]},
        {"id": "job_18", "after": "job_12", "prices": [{"from": FIRST, "price": 20_000}]},
        {"id": "job_24", "after": "job_18", "prices": [{"from": FIRST, "price": 20_000}]},
    ]
    guarantee = {"guarantor": "Fonden", "maximum": 3_000_000, "drawn": 23_000_000}
    contract = a_contract(steps, guarantee=guarantee)
    claims = [
        an_outcome(2, metric="job_18", person="b", on=date(2027, 1, 1)),
        an_outcome(3, metric="job_12", person="a", on=date(2027, 2, 1)),
        an_outcome(4, metric="job_12", person="a", on=date(2027, 3, 1)),
        an_outcome(5, metric="job_18", person="a", on=date(2027, 8, 1)),
    ]

    paid = statement(contract, claims)

    assert [payment.net_minor for payment in paid.payments] == [0, 4_000_000, 0, 2_000_000]
    assert [cut_rules(payment) for payment in paid.payments] == [[CutRule.AFTER], [], [CutRule.UNITS_PER_PERSON], []]
    assert paid.guarantee_minor == 300_000_000


def test_caps_cut_in_the_order_units_person_metric_contract():
    contract = a_contract(
        [a_metric(10_000, most_units=3, most_units_per_person=5, cap=25_000)], cap_per_person=26_000, cap=24_000
    )

    paid = statement(contract, [an_outcome(person="a", units=Decimal(4))])

    assert [(cut.rule, cut.minor) for cut in paid.payments[0].cuts] == [
        (CutRule.UNITS, 1_000_000),
        (CutRule.PERSON_CAP, 400_000),
        (CutRule.METRIC_CAP, 100_000),
        (CutRule.CONTRACT_CAP, 100_000),
    ]
    assert paid.net_minor == 2_400_000


def test_a_price_rises_beyond_its_volume_even_within_one_claim():
    prices = [{"from": FIRST, "price": 100, "above": 2, "accelerated": 150}]
    contract = a_contract([{"id": "job", "prices": prices, "most_units_per_person": None}])

    paid = statement(contract, [an_outcome(units=Decimal(1)), an_outcome(3, units=Decimal(3))])

    assert [payment.net_minor for payment in paid.payments] == [10_000, 10_000 + 2 * 15_000]


def test_an_amended_price_holds_from_its_day_and_changes_nothing_before():
    prices = [{"from": FIRST, "price": 100}, {"from": date(2027, 1, 1), "price": 80}]
    contract = a_contract([{"id": "job", "prices": prices}])
    before, after = an_outcome(person="a", on=date(2026, 12, 31)), an_outcome(3, person="b", on=date(2027, 1, 1))

    assert [payment.net_minor for payment in statement(contract, [before, after]).payments] == [10_000, 8_000]


def test_prices_follow_the_index_of_the_year():
    contract = a_contract([a_metric(1_000)], index={2026: 100, 2027: "102.5"})

    paid = statement(contract, [an_outcome(person="a"), an_outcome(3, person="b", on=date(2028, 5, 1))])

    assert [payment.net_minor for payment in paid.payments] == [100_000, 102_500]


def test_a_fixed_fee_is_paid_at_the_end_of_each_whole_month_within_the_contracts_cap():
    fees = [{"amount": 1_000, "from": FIRST, "to": date(2026, 4, 30)}]

    paid = statement(a_contract([], fees=fees, cap=2_500), [])

    assert [(payment.on, payment.net_minor) for payment in paid.payments] == [
        (date(2026, 2, 28), 100_000),
        (date(2026, 3, 31), 100_000),
        (date(2026, 4, 30), 50_000),
    ]


def test_a_result_outside_its_window_counts_for_nothing_and_says_so():
    contract = a_contract([a_metric(window_days=90)])

    late = statement(contract, [an_outcome(person="a", started_on=date(2026, 3, 1))]).payments[0]

    assert (late.net_minor, cut_rules(late)) == (0, [CutRule.WINDOW])
    assert "90" in late.cuts[0].sentence


def test_a_rejected_claim_is_shown_with_its_reason_and_uses_up_nothing():
    claims = [an_outcome(2, person="a", accepted=False, reason="no payslip"), an_outcome(3, person="a")]

    rejected, accepted = statement(a_contract([a_metric()]), claims).payments

    assert (rejected.net_minor, accepted.net_minor) == (0, 2_500_000)
    assert "no payslip" in rejected.cuts[0].sentence


def test_a_guaranteed_share_is_a_floor_a_share_and_a_capped_return():
    def pays(saving: int) -> Decimal:
        return guaranteed_share(Decimal(saving), at_stake=Decimal(100), guaranteed=Decimal("0.4"), extra=Decimal("0.1"))

    assert [pays(saving) for saving in (-5, 0, 50, 100, 105, 500)] == [40, 40, 70, 100, 105, 110]


def test_a_line_between_knots_has_no_gap_and_no_end():
    knots = [Knot(Decimal(0), Decimal(0)), Knot(Decimal("0.5"), Decimal(100))]

    assert [interpolated(Decimal(value), knots) for value in ("-1", "0", "0.25", "0.5", "9")] == [0, 0, 50, 100, 100]


def test_steps_pay_the_difference_as_the_cohort_climbs_and_take_nothing_back():
    table = [{"at": "0.3", "pays": 100}, {"at": "0.5", "pays": 250}]
    contract = a_contract([{"id": "job", "kind": "steps", "table": table}])

    paid = statement(
        contract, [an_outcome(n, cohort="1", value=Decimal(v)) for n, v in enumerate(("0.2", "0.35", "0.6", "0.4"))]
    )

    assert [payment.net_minor for payment in paid.payments] == [0, 10_000, 15_000, 0]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"payers": [{"name": "A", "purse": "kommune", "share": "0.999"}]}, r"99\.9"),
        ({"metrics": [a_metric(), a_metric()]}, "twice"),
        ({"metrics": [a_metric(after="other")]}, "other"),
        ({"metrics": [{"id": "job"}]}, "prices"),
        ({"metrics": [{"id": "job", "kind": "steps"}]}, "table"),
        ({"metrics": [{"id": "job", "kind": "steps", "table": [{"at": 2, "pays": 1}, {"at": 1, "pays": 2}]}]}, "rise"),
        ({"metrics": [{"id": "job", "prices": [{"from": date(2025, 1, 1), "price": 1}]}]}, "signed"),
        ({"service_to": date(2020, 1, 1)}, "ends before"),
        ({"colour": "blue"}, "colour"),
        ({"currency": "kroner"}, "currency"),
        ({"cap": -1}, "cap"),
    ],
)
def test_a_contract_that_does_not_hold_together_says_where(terms, sentence):
    with pytest.raises(RuleBrokenError, match=sentence):
        a_contract(**{"metrics": [a_metric()], **terms})


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: [", "&a [*a]", "name: !!python/object:os.system x"])
def test_what_is_no_contract_at_all_is_refused_with_a_sentence(text):
    with pytest.raises(RuleBrokenError):
        read_contract(text)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"metric": "other"}, "other"),
        ({"on": date(2026, 1, 1)}, "before"),
        ({"on": date(2040, 1, 1)}, "after"),
        ({"units": Decimal(-1)}, "negative"),
    ],
)
def test_an_outcome_that_cannot_be_paid_names_its_line(facts, sentence):
    with pytest.raises(RuleBrokenError, match=f"(?s)7.*{sentence}"):
        statement(a_contract([a_metric()]), [an_outcome(7, **facts)])


amounts = st.integers(0, 10**12)


@given(minor=amounts, parts=st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_the_payers_parts_sum_to_the_payment(minor, parts):
    shares = {number: Decimal(part) / sum(parts) for number, part in enumerate(parts)}
    if sum(shares.values()) != 1:  # a share without an end in decimals is given as the rest, as contracts do
        shares[0] += 1 - sum(shares.values())

    assert sum(shared_out(minor, shares).values()) == minor


@given(
    claims=st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from("abc"), st.integers(0, 4), st.booleans()), max_size=30
    ),
    caps=st.tuples(st.integers(0, 200_000), st.integers(0, 100_000), st.integers(0, 150_000)),
)
def test_no_sequence_of_claims_exceeds_a_cap_or_pays_what_was_rejected(claims, caps):
    whole, person, metric = caps
    contract = a_contract(
        [a_metric("9999.99", cap=metric, most_units_per_person=None)], cap=whole, cap_per_person=person
    )
    outcomes = [
        Outcome(line, date.fromordinal(FIRST.toordinal() + day), "job", who, units=Decimal(units), accepted=accepted)
        for line, (day, who, units, accepted) in enumerate(claims)
    ]

    paid = statement(contract, outcomes)

    assert 0 <= paid.net_minor <= min(whole, metric) * 100
    assert sum(paid.by_payer.values()) == paid.net_minor
    for payment in paid.payments:
        assert payment.net_minor >= 0
        assert payment.gross_minor - sum(cut.minor for cut in payment.cuts) == payment.net_minor
    for who in "abc":
        assert sum(payment.net_minor for payment in paid.payments if payment.person == who) <= person * 100


@pytest.mark.parametrize(("exact", "whole"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("2.49", 2)])
def test_half_a_minor_unit_is_rounded_up(exact, whole):
    assert rounded(Decimal(exact)) == whole
