"""Money paid, fees, and what stays written: sealed rows, and nothing of a person in the history."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portfolio.actions.contracts import amend_contract, book_due, sign_contract
from portfolio.actions.outcomes import claim_outcomes, correct_claim, evidence_of
from portfolio.actions.payouts import pay_out
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.frames.contract_exports import house_contract_tables
from portfolio.models import HistoryEntry, LedgerPosting
from portfolio.queries.contracts import list_contract_sheets
from portfolio.rounds.visibility import Role, clerk
from tests.contracts import TODAY, a_contract, a_document, a_result, claimed, sheet_of, verified
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite

pytestmark = pytest.mark.usefixtures("in_english")
SEALED = (
    "contract",
    "contract_version",
    "outcome_claim",
    "outcome_verification",
    "outcome_correction",
    "payment_line",
    "ledger_posting",
)


@pytest.fixture
def amend(session, house, contract):
    """Other terms from a day: `amend(day, cap=…)`."""

    def change(valid_from=date(2027, 3, 1), at=NOON, **changed):
        facts = {"document": a_document(**changed), "valid_from": valid_from, "reason": "fewer than planned"}
        return amend_contract(session, clerk(house.id), house, contract, **facts, at=at)

    return change


@on_sqlite
def test_nothing_is_paid_before_it_is_owed_nor_more_nor_in_another_currency(session, house, contract):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)

    def pay(**facts):
        given = {"payer": "Staten", "amount_minor": 1_600_000, "currency": "DKK", "on": TODAY, "at": NOON, **facts}
        return pay_out(session, clerk(house.id), house, contract, **given)

    for facts, field in (
        ({"currency": "EUR"}, "amount"),
        ({"amount_minor": 1_600_001}, "amount"),
        ({"amount_minor": 0}, "amount"),
        ({"on": TODAY - timedelta(days=1)}, "amount"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"payer": "Regionen"}, "payer"),
    ):
        with pytest.raises(RuleBrokenError) as refusal:
            pay(**facts)
        assert refusal.value.field == field
    pay()
    assert sheet_of(session, house, contract).owed_minor("Staten") == 0


def test_what_was_paid_too_much_comes_back(session, house, contract):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    facts = {"payer": "Staten", "amount_minor": 1_600_000, "currency": "DKK", "on": TODAY, "at": NOON}
    pay_out(session, clerk(house.id), house, contract, **facts)
    correct_claim(session, clerk(house.id), house, contract, 1, reason="wrong", at=NOON)
    assert sheet_of(session, house, contract).owed_minor("Staten") == -1_600_000

    posting = pay_out(session, clerk(house.id), house, contract, **facts)

    assert (posting.kind.value, posting.debit, posting.credit) == ("paid_back", "bank/Staten", "owed/Staten")
    sheet = sheet_of(session, house, contract)
    assert (sheet.owed_minor("Staten"), sheet.paid_minor, sheet.booked_minor) == (0, 0, 0)


@on_sqlite
def test_fees_are_booked_when_their_month_has_ended_and_once(session, house, project):
    fee = {"amount": 1000, "from": date(2027, 1, 1), "to": date(2027, 12, 31)}
    contract = a_contract(session, house, project, fees=[fee])

    assert book_due(session, clerk(house.id), house, contract, at=NOON) == 2
    assert book_due(session, clerk(house.id), house, contract, at=NOON) == 0
    assert sheet_of(session, house, contract).booked_minor == 200_000


@on_sqlite
def test_evidence_is_known_by_its_hash_alone(session, house, contract):
    evidence = evidence_of("lønsedler.pdf", b"payslips")

    (claim,) = claim_outcomes(session, clerk(house.id), house, contract, [a_result()], evidence=evidence, at=NOON)

    assert claim.evidence_name == "lønsedler.pdf"
    assert claim.evidence_sha256 == hashlib.sha256(b"payslips").hexdigest()


@pytest.mark.parametrize("table", SEALED)
@pytest.mark.parametrize("change", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_what_is_written_stays(session, house, contract, table, change):
    claimed(session, house, contract, a_result(), a_result("b"))
    verified(session, house, contract, 1)
    correct_claim(session, clerk(house.id), house, contract, 2, reason="wrong", at=NOON)
    session.commit()

    with pytest.raises(DBAPIError, match="written once"):
        session.execute(sa.text(change.format(table=table)))
    session.rollback()


def test_the_ledger_takes_no_other_currency(session, house, contract):
    session.add(
        LedgerPosting(
            contract_id=contract.id, entry=1, position=1, kind="owed", on=TODAY, debit="cost/A", credit="owed/A",
            amount_minor=1, currency="EUR", booked_at=NOON,
        )
    )  # fmt: skip

    with pytest.raises(DBAPIError, match="currency"):
        session.flush()
    session.rollback()


@on_sqlite
def test_only_a_lead_signs_claims_and_pays(session, house, project, contract, verifier):
    for action in (
        lambda: sign_contract(session, verifier[1], house, project, document=a_document(), at=NOON),
        lambda: claimed(session, house, contract, a_result(), viewer=verifier[1]),
        lambda: correct_claim(session, verifier[1], house, contract, 1, reason="x", at=NOON),
        lambda: book_due(session, verifier[1], house, contract, at=NOON),
    ):
        with pytest.raises(NotAllowedError):
            action()


def test_a_neighbour_sees_no_contract(session, house, contract):
    other = a_house(session)
    _person, neighbour = a_member(session, other, Role.LEAD)
    a_contract(session, other, a_project(session, other))

    assert len(list_contract_sheets(session, neighbour, other, on=TODAY)) == 1
    with pytest.raises(NotFoundError):
        list_contract_sheets(session, neighbour, house, on=TODAY)
    with pytest.raises(NotFoundError):
        verified(session, house, contract, 1, viewer=neighbour)


@on_sqlite
def test_the_history_holds_no_token_and_no_free_text(session, house, contract, amend):
    claimed(session, house, contract, a_result("hemmelig-7"))
    verified(session, house, contract, 1, accepted=Decimal(0), reason="kun for os")
    amend(cap=90_000)

    details = json.dumps([entry.detail for entry in session.exec(sa.select(HistoryEntry)).scalars()])

    assert "hemmelig" not in details
    assert "kun for os" not in details
    assert "fewer" not in details


def test_what_no_database_could_hold_is_refused_and_nothing_is_kept(session, house, project):
    dear = [{"id": "job_12", "most_units_per_person": None, "prices": [{"from": "2026-02-01", "price": 10**15}]}]
    contract = a_contract(session, house, project, metrics=dear)
    claimed(session, house, contract, a_result("", units=10**6, cohort="1"))

    with pytest.raises(RuleBrokenError, match="too large"):
        verified(session, house, contract, 1)
    with pytest.raises(RuleBrokenError, match="shown"):
        a_contract(session, house, project, name="a\0b")


@on_sqlite
def test_everything_of_a_house_holds_its_contracts_and_no_token(session, house, contract):
    claimed(session, house, contract, a_result("secret-7"))
    verified(session, house, contract, 1)

    contracts, ledger, results = house_contract_tables(session, clerk(house.id), house, on=TODAY)

    assert read_contract(contracts.rows[0]["document"]) == sheet_of(session, house, contract).terms
    assert [(row["contract"], row["amount"]) for row in ledger.rows] == [(1, 24_000), (1, 16_000)]
    assert [row["accepted"] for row in results.rows] == ["<5"]
    assert "secret-7" not in str([*contracts.rows, *ledger.rows, *results.rows])
