"""What a contract document can express, and what is said where it does not hold together."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.finance.outcome_file import read_outcomes
from portfolio.finance.payments import CutRule, statement
from portfolio.finance.plan import check_plan, planned_amounts, planned_results
from portfolio.finance.templates import TEMPLATES, contract_template
from portfolio.finance.versions import Version, amended, as_yaml, composed, composed_document, split
from portfolio.language import LANGUAGES, speaking
from tests.contracts import BEGINS, a_document, a_result, terms

LATER = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def a_contract(**changed):
    return read_contract(a_document(**changed))


def a_metric(**facts):
    return {"id": "job", "prices": [{"from": BEGINS, "price": 1000}], **facts}


def nets(contract, *results):
    numbered = [a_result(**{"metric": "job", **facts}, line=line) for line, facts in enumerate(results, start=1)]
    return [payment.net_minor for payment in statement(contract, numbered).payments]


def priced(*days):
    return [a_metric(prices=[{"from": first, "price": 1} | ({"to": last} if last else {}) for first, last in days])]


def stepped(*rows):
    return [{"id": "job", "kind": "steps", "table": [{"at": at, "to": to, "pays": at} for at, to in rows]}]


def amendment(day=LATER, **changed):
    return {"amendments": [{"from": day, "terms": changed}]}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"payers": [{"name": "A", "purse": "kommune", "share": 0.999}]}, r"99\.9"),
        ({"payers": [{"name": "A", "purse": "fund", "share": 0.5}] * 2}, "twice"),
        (
            {"metrics": priced((BEGINS, "2026-12-31"), ("2027-02-01", None))},
            "gap between 31 December 2026 and 1 February 2027",
        ),
        ({"metrics": priced((BEGINS, "2026-12-31"), ("2026-12-01", None))}, "Two prices hold"),
        ({"metrics": stepped((0, 5), (6, 7))}, "gap between 5 and 6"),
        ({"metrics": stepped((0, 5), (4, 7))}, "overlap"),
        ({"verifier": "northern  PENSION"}, "neither"),
        ({"verifier": "Mødrenes Hus"}, "neither"),
        ({"repayment_to": date(2226, 1, 1)}, "100 years"),
        ({"cohorts": [{"id": "1", "planned": 5}], "metrics": [a_metric(target=6)]}, "only 5"),
        ({"plan": [{"by": BEGINS, "metric": "other"}]}, "other"),
        ({"cap": ".nan"}, "cap"),
        ({"cap": "many"}, "number"),
        (amendment(date(2025, 1, 1), cap=1), "before the contract was signed"),
        (amendment(currency="EUR"), "new contract"),
        (amendment(payers=[]), "payers"),
        ({"amendments": amendment(cap=1)["amendments"] * 2}, "one a day"),
    ],
)
def test_a_contract_that_does_not_hold_together_says_why(changed, sentence):
    with pytest.raises(RuleBrokenError, match=sentence):
        a_contract(**changed)


def test_results_are_paid_by_the_terms_of_their_day():
    cheaper = [a_metric(prices=[{"from": BEGINS, "price": 800}])]
    contract = a_contract(metrics=[a_metric()], amendments=[{"from": LATER, "terms": {"metrics": cheaper}}])

    assert nets(contract, {"person": "a", "on": date(2026, 12, 31)}, {"person": "b", "on": LATER}) == [100_000, 80_000]


def test_a_lowered_cap_binds_late_claims_and_a_raised_one_opens_nothing_backwards():
    lowered = a_contract(metrics=[a_metric()], cap=3000, amendments=[{"from": LATER, "terms": {"cap": 1500}}])
    raised = a_contract(metrics=[a_metric()], cap=1500, amendments=[{"from": LATER, "terms": {"cap": 3000}}])
    results = [{"person": name, "on": date(2026, 6, 1)} for name in "ab"]

    assert nets(lowered, *results) == [100_000, 50_000]
    assert nets(raised, *results, {"person": "c", "on": LATER}) == [100_000, 50_000, 100_000]


def test_payers_may_change_from_a_day():
    other = [{"name": "Staten", "purse": "stat", "share": 1}]
    contract = a_contract(metrics=[a_metric()], amendments=[{"from": LATER, "terms": {"payers": other}}])

    paid = statement(contract, [a_result("a", "job", date(2026, 6, 1), line=1), a_result("b", "job", LATER, line=2)])

    assert [payment.payers for payment in paid.payments] == [
        {"Havblik Kommune": 60_000, "Staten": 40_000},
        {"Staten": 100_000},
    ]


def test_a_rejected_value_leaves_no_trace_for_those_after_it():
    bands = a_metric(kind="bands", prices=[], table=[{"at": 100, "pays": 10}])
    rejected = {"person": "a", "value": Decimal(100), "accepted": False, "reason": "no payslip"}

    assert nets(a_contract(metrics=[bands]), rejected, {"person": "a", "value": Decimal(100)}) == [0, 1000]


def test_of_a_counted_group_no_more_are_paid_than_reached_the_step_before():
    after = a_metric(id="kept", after="job")
    contract = a_contract(metrics=[a_metric(), after])
    results = [
        a_result("", "job", line=1, cohort="1", units=3),
        a_result("", "kept", line=2, cohort="1", units=5),
        a_result("", "kept", line=3, cohort="2", units=1),
    ]

    payments = statement(contract, results).payments

    assert [payment.net_minor for payment in payments] == [300_000, 300_000, 0]
    assert [cut.rule for cut in payments[1].cuts] == [CutRule.AFTER]
    assert "Only 3" in payments[1].cuts[0].sentence


def test_what_is_clawed_back_is_never_more_than_was_paid():
    table = [{"at": 1, "pays": 10}, {"at": 2, "pays": 20}]
    steps = a_metric(kind="steps", prices=[], clawback=True, cap=15, table=table)

    found = nets(a_contract(metrics=[steps]), *({"person": "", "cohort": "1", "value": Decimal(v)} for v in (2, 1, 0)))

    assert found == [1500, -1000, -500]


def test_the_return_beyond_break_even_waits_for_its_condition():
    saving = a_metric(
        id="saving", kind="guaranteed_share", prices=[], at_stake=100, guaranteed=0.4, extra=0.1, extra_after="job"
    )
    contract = a_contract(metrics=[saving, a_metric(prices=[{"from": BEGINS, "price": 0}])])
    reached = a_result("a", "job", date(2026, 8, 1), line=2)
    savings = [
        a_result("", "saving", day, line=line, value=Decimal(500))
        for line, day in ((1, date(2026, 7, 1)), (3, date(2026, 9, 1)))
    ]

    assert [payment.net_minor for payment in statement(contract, [reached, *savings]).payments] == [10_000, 0, 1_000]


def test_a_frozen_counterfactual_is_used_and_no_other_is_taken():
    cohort = {"id": "1", "planned": 100, "counterfactual": {"method": "matched", "value": 0.5, "frozen_on": BEGINS}}
    metric = a_metric(kind="reduction", each_cohort=0.1)
    contract = a_contract(metrics=[metric], cohorts=[cohort])
    found = {"person": "", "cohort": "1", "value": Decimal("0.4"), "people": 100}

    assert nets(contract, found) == [1_000_000]
    with pytest.raises(RuleBrokenError, match=r"frozen at 0\.5"):
        nets(contract, {**found, "counterfactual": Decimal("0.6")})


@pytest.mark.parametrize("person", ["0101701234", "010170-1234", "Bo Kragelund", "a" * 61])
def test_a_person_is_a_token_and_nothing_else(person):
    with pytest.raises(RuleBrokenError) as refusal:
        nets(a_contract(metrics=[a_metric()]), {"person": person})

    assert refusal.value.field == "person"


def test_nothing_is_paid_after_a_contract_was_ended():
    end = {"last_day": date(2026, 12, 31), "kind": "policy"}
    fee = {"amount": 10, "from": date(2026, 11, 1), "to": date(2027, 3, 31)}
    contract = a_contract(metrics=[a_metric()], termination=end, fees=[fee])

    assert len(statement(contract, []).payments) == 2
    with pytest.raises(RuleBrokenError, match="ended"):
        nets(contract, {"on": LATER})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_a_contract_that_can_be_tried_at_once(name, language):
    with speaking(language):
        text = contract_template(name, today=date(2027, 1, 31), currency="DKK")
        contract = read_contract(text)
        check_plan(contract)
        paid = statement(contract, read_outcomes(planned_results(contract), currency="DKK"))

    assert "&id" not in text
    assert paid.net_minor - sum(p.net_minor for p in paid.payments if p.line is None) >= 0
    assert bool(contract.plan) == bool(planned_amounts(contract).days)


def test_a_document_with_amendments_comes_apart_and_together_again():
    text = a_document(cap=900, amendments=[{"from": LATER, "reason": "fewer", "terms": {"cap": None, "fees": []}}])

    versions = split(text)

    assert [version.valid_from for version in versions] == [date(2026, 1, 15), LATER]
    assert read_contract(versions[1].text).cap is None
    together = composed(versions)
    assert (together.on(BEGINS).cap, together.on(LATER).cap) == (900, None)
    assert split(as_yaml(composed_document(versions))) == versions


@pytest.mark.parametrize(
    ("valid_from", "changed", "field"),
    [
        (date(2026, 1, 1), {"cap": 5}, "valid_from"),
        (LATER, {"currency": "EUR"}, "document"),
        (LATER, {}, "document"),
        (LATER, {"amendments": [{"from": LATER, "terms": {"cap": 1}}]}, "document"),
    ],
)
def test_an_amendment_that_does_not_fit_says_at_which_field(valid_from, changed, field):
    signed = Version(date(2026, 1, 15), "", a_document())

    with pytest.raises(RuleBrokenError) as refusal:
        amended([signed], Version(valid_from, "why", a_document(**changed)))

    assert refusal.value.field == field


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates()
nested = st.lists(plain, max_size=3) | st.dictionaries(st.text(max_size=8), plain, max_size=3)


@given(value=plain | nested | st.lists(nested, max_size=2), field=st.sampled_from(list(terms())))
def test_whatever_stands_in_a_field_is_read_or_refused_with_a_sentence(value, field):
    text = yaml.safe_dump({**terms(), field: value}, allow_unicode=True)

    try:
        said = read_contract(text).name
    except RuleBrokenError as refusal:
        said = str(refusal)

    assert said


# ten times ten times ten …: a billion values in nine lines
LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "a: &a\n  b: *a",
        "name: [",
    ],
)
def test_a_document_that_would_grow_without_end_is_refused(text):
    with pytest.raises(RuleBrokenError, match="readable"):
        read_contract(text)


@pytest.mark.parametrize("number", ["1e999999", "-1e999999", ".inf", "1e16"])
def test_a_number_beyond_all_budgets_is_refused(number):
    table = [{"at": number, "pays": 1}]

    with pytest.raises(RuleBrokenError, match="at"):
        a_contract(metrics=[a_metric(kind="steps", prices=[], table=table)])
