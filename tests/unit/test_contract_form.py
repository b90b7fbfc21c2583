"""A contract field by field: the form and the document are two views of the same terms."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, read_contract
from portfolio.finance.contract_parts import Cohort, Counterfactual, Fee, Guarantee, Payer, Planned, Termination
from portfolio.finance.metric import Metric, Price, Row
from portfolio.finance.templates import TEMPLATES, contract_template
from portfolio.frames.numbers import parse_number
from portfolio.language import speaking
from tests.contracts import a_document, terms
from web.contract_writing import Writing, blank_writing, writing_of
from web.forms.contract_cells import shown_number
from web.forms.contract_changes import changes
from web.forms.contract_fields import COHORT, COHORTS, EVERY, LIMITS, METRIC, PARTIES, PLAN, PRICES, TABLE, TERMINATION
from web.forms.contract_inputs import Group, Rows, named

DAY, DAY_ONE = date(2026, 1, 1), date(2026, 2, 1)
EVERYTHING = terms(
    commissioners=["Havblik Kommune", "Region Nord"],
    indigo_id="INDIGO-POJ-0001",
    payment_days=14,
    cap=1_000_000.5,
    cap_per_person=90_000,
    fees=[{"amount": 1000, "from": date(2026, 2, 1), "to": date(2026, 12, 31)}],
    index={2026: 100, 2027: 102.125},
    guarantee={"guarantor": "Fonden", "maximum": 500_000, "share": 0.8, "drawn": 2_000_000},
    cohorts=[{"id": "1", "planned": 40, "counterfactual": {"method": "historic", "value": 0.31, "frozen_on": DAY}}],
    metrics=[
        {
            "id": "job_12",
            "definition": "Mindst 26 uger\ni ordinært job",
            "direction": "down",
            "occupation": "9333",
            "window_days": 730,
            "most_units_per_person": None,
            "prices": [
                {
                    "from": date(2026, 2, 1),
                    "to": date(2027, 1, 31),
                    "price": 40_000,
                    "above": 10,
                    "accelerated": 45_000,
                },
                {"from": date(2027, 2, 1), "price": 38_000.125},
            ],
        },
        {"id": "saving", "kind": "guaranteed_share", "at_stake": 10, "guaranteed": 0.4, "extra": 1.5, "clawback": True},
        {"id": "rate", "kind": "steps", "table": [{"at": -0.5, "to": 1, "pays": 0}, {"at": 1, "pays": 10}]},
    ],
    plan=[
        {"by": date(2027, 2, 1), "metric": "job_12", "units": 20},
        {"by": date(2028, 2, 1), "metric": "rate", "value": 2},
    ],
    termination={"last_day": date(2028, 6, 30), "kind": "policy", "reason": "Reformen"},
)
DOCUMENTS = {
    **{name: contract_template(name, today=DAY, currency="DKK") for name in TEMPLATES},
    "everything": yaml.safe_dump(EVERYTHING, allow_unicode=True, sort_keys=False),
}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_form_gives_the_same_contract_and_leaves_untouched_fields_as_they_were_written(name, language):
    with speaking(language):
        shown = writing_of(DOCUMENTS[name])
        alone = Writing(shown.cells)

        assert yaml.safe_load(shown.document()) == yaml.safe_load(DOCUMENTS[name])
        assert read_contract(alone.document()) == read_contract(DOCUMENTS[name])


def test_the_form_has_every_field_that_a_contract_may_hold():
    groups = {
        field.name: field for field in named((*EVERY, *COHORT, *LIMITS, *PARTIES)) if isinstance(field, (Group, Rows))
    }
    parts = {
        Contract: EVERY,
        Metric: METRIC,
        Price: PRICES.fields,
        Row: TABLE.fields,
        Cohort: COHORTS.fields,
        Counterfactual: groups["counterfactual"].fields,
        Payer: groups["payers"].fields,
        Fee: groups["fees"].fields,
        Guarantee: groups["guarantee"].fields,
        Planned: PLAN.fields,
        Termination: TERMINATION.fields,
    }

    for model, fields in parts.items():
        known = {field.alias or name for name, field in model.model_fields.items()} - {"amendments"}
        assert {field.name for field in named(fields)} == known, model


@given(st.decimals(-(10**12), 10**12, places=5), st.sampled_from(["da", "en"]))
def test_a_shown_number_reads_back_as_itself(number, language):
    with speaking(language):
        assert parse_number(shown_number(number), field="x") == number


def test_three_decimals_are_not_taken_for_thousands():
    with speaking("da"):
        assert shown_number(Decimal("0.125")) == "0,1250"
        assert shown_number(Decimal("1234.5")) == "1.234,5"


def test_amendments_pass_through_the_form():
    later = {"from": date(2027, 1, 1), "reason": "Lavere loft", "terms": {"cap": 500_000}}
    written = writing_of(a_document(cap=900_000, amendments=[later]))
    written.cells["cap"] = "800.000"

    contract = read_contract(written.document())

    assert contract.cap == 800_000
    assert contract.on(date(2027, 1, 1)).cap == 500_000


@pytest.mark.parametrize(
    ("place", "text", "mended_at"),
    [
        ("payers.0.share", "59,9", "payers"),
        ("payers.0.share", "many", "payers.0.share"),
        ("metrics.0.prices.0.price", "-1", "metrics.0.prices.0.price"),
        ("metrics.0.prices.0.from", "1. maj", "metrics.0.prices.0.from"),
        ("metrics.0.prices.0.from", "2020-01-01", "metrics"),
        ("metrics.1.after", "housing", "metrics"),
        ("metrics.0.kind", "steps", "metrics.0"),
        ("verifier", "Mødrenes Hus", "verifier"),
        ("service_to", "2025-01-01", "service_to"),
        ("currency", "kr", "currency"),
        ("name", "", "name"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_at_its_field(place, text, mended_at):
    written = writing_of(a_document())
    cell, last = written.cells, place.split(".")[-1]
    for part in place.split(".")[:-1]:
        cell = cell[int(part) if part.isdecimal() else part]
    cell[last] = text

    with pytest.raises(RuleBrokenError):
        written.document()

    assert list(written.errors) == [mended_at]
    assert len(written.errors[mended_at]) == 1
    assert written.labelled_errors()[0][1] != ""


def test_rows_come_and_go_and_what_cannot_be_is_no_mistake():
    written = blank_writing("DKK", DAY)
    for button in (
        "add:payers",
        "add:metrics.0.prices",
        "remove:payers.0",
        "add:name",
        "add:metrics.9.prices",
        "remove:x.1",
    ):
        assert written.answer_button(button)

    assert not written.answer_button("save")
    assert len(written.cells["payers"]) == 1
    assert len(written.cells["metrics"][0]["prices"]) == 2


def test_what_an_amendment_changes_is_said_in_words():
    before = read_contract(a_document(cap=900_000))
    after = read_contract(
        a_document(
            cap=1_200_000,
            payers=[
                {"name": "Staten", "purse": "stat", "share": 0.4},
                {"name": "Kysten", "purse": "region", "share": 0.6},
            ],
        )
    )

    found = {(one.where, one.before, one.after) for one in changes(before, after)}

    assert ("Kontraktens loft", "900.000", "1.200.000") in found
    assert ("Betaler Kysten · Andel i procent", "", "60 %") in found
    assert ("Betaler Havblik Kommune · Andel i procent", "60 %", "") in found
    assert not any("Staten" in where for where, _before, _after in found)
    assert changes(before, before) == []
