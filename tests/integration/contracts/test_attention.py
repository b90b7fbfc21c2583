"""What waits on contracts: unpaid sums and unverified results, each with its money and its day; and their story."""

from datetime import date, timedelta

import pytest

from portfolio.actions.payouts import pay_out
from portfolio.language import speaking
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind, Target
from portfolio.queries.contract_attention import unpaid
from portfolio.queries.project_history import list_happenings
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import clerk
from tests.contracts import TODAY, a_contract, a_result, claimed, sheet_of, verified
from tests.factories import NOON, a_project
from tests.guard import counted_statements

MONEY = {AttentionKind.PAYMENT_OVERDUE, AttentionKind.PAYMENT_DUE, AttentionKind.RESULTS_WAITING}
DUE = TODAY + timedelta(days=30)


def waiting(session, house, on=TODAY):
    found = list_attention(session, clerk(house.id), house.id, today=on)
    return {item.kind: item for item in found if item.kind in MONEY}


@pytest.fixture
def owed(session, house, contract):
    """40,000 owed, 24,000 of it by the municipality."""
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)


def paid(session, house, contract, payer, kroner):
    facts = {"payer": payer, "amount_minor": kroner * 100, "currency": "DKK", "on": TODAY}
    pay_out(session, clerk(house.id), house, contract, **facts, at=NOON)


def test_results_wait_with_their_worth_and_the_day_of_the_first(session, house, contract):
    claimed(session, house, contract, a_result(), a_result("p2", on=date(2027, 2, 9)))

    item = waiting(session, house)[AttentionKind.RESULTS_WAITING]

    assert (item.count, item.amount, item.since) == (2, (8_000_000, "DKK"), date(2027, 2, 1))
    assert item.target is Target.CONTRACT
    assert item.contract_id == contract.id
    with speaking("da"):
        words = "2 resultater siden den 1. februar 2027 venter på at blive verificeret; værdi 80.000\xa0kr."
        assert item.reason == words


def test_results_that_build_on_each_other_are_worth_what_they_would_pay_together(session, house, contract, owed):
    claimed(session, house, contract, a_result("p2"))
    claimed(session, house, contract, a_result("p2", metric="job_18", on=date(2027, 2, 20)))

    assert waiting(session, house)[AttentionKind.RESULTS_WAITING].amount == (6_000_000, "DKK")


def test_a_sum_is_due_soon_then_overdue_then_gone_when_it_is_paid(session, house, contract, owed):
    early = waiting(session, house, DUE - timedelta(days=15))
    soon = waiting(session, house, DUE)
    late = waiting(session, house, DUE + timedelta(days=1))
    paid(session, house, contract, "Staten", 16_000)
    part = waiting(session, house, DUE + timedelta(days=1))
    paid(session, house, contract, "Havblik Kommune", 24_000)

    assert early == {}
    assert soon.keys() == {AttentionKind.PAYMENT_DUE}
    assert soon[AttentionKind.PAYMENT_DUE].since == DUE
    assert not soon[AttentionKind.PAYMENT_DUE].is_pressing
    assert late[AttentionKind.PAYMENT_OVERDUE].amount == (4_000_000, "DKK")
    assert late[AttentionKind.PAYMENT_OVERDUE].since == DUE
    assert late[AttentionKind.PAYMENT_OVERDUE].is_pressing
    assert part[AttentionKind.PAYMENT_OVERDUE].amount == (2_400_000, "DKK")
    assert waiting(session, house, DUE + timedelta(days=1)) == {}


def test_what_was_paid_counts_towards_the_oldest_first(session, house, contract, owed):
    paid(session, house, contract, "Staten", 16_000)
    paid(session, house, contract, "Havblik Kommune", 24_000)
    claimed(session, house, contract, a_result("p2", on=date(2027, 2, 2)))
    verified(session, house, contract, 2, at=NOON + timedelta(days=5))
    sheet = sheet_of(session, house, contract, TODAY + timedelta(days=40))

    assert unpaid(sheet, DUE) == (0, None)
    assert unpaid(sheet, DUE + timedelta(days=5)) == (4_000_000, DUE + timedelta(days=5))


def test_a_project_that_has_left_needs_nothing_and_more_contracts_ask_no_more_questions(
    session, house, project, contract
):
    claimed(session, house, contract, a_result())
    with counted_statements(session.get_bind()) as one:
        waiting(session, house)
    for number in range(2):
        another = a_contract(session, house, a_project(session, house, name=f"Nr. {number}"))
        claimed(session, house, another, a_result())
    with counted_statements(session.get_bind()) as three:
        waiting(session, house)
    project.stage = Stage.STOPPED
    session.flush()

    assert len(three) == len(one)
    assert all(
        item.project.id != project.id for item in list_attention(session, clerk(house.id), house.id, today=TODAY)
    )


def test_the_projects_history_tells_of_its_contracts(session, house, project, contract, owed):
    paid(session, house, contract, "Staten", 16_000)

    with speaking("en"):
        told = [one.sentence for one in list_happenings(session, clerk(house.id), project.id)]

    assert told[:4] == [
        "Omsorgslinjen: Staten paid DKK\xa016,000.",
        "Omsorgslinjen: one result was verified. DKK\xa040,000 came to be owed.",
        "Omsorgslinjen: one result was claimed.",
        "Omsorgslinjen: the contract was signed.",
    ]
