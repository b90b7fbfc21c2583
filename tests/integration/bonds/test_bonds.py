"""Bonds that are kept: drawn, repaid in order, made good, amended, and as they stood on a day."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from portfolio.actions.bond_money import call, repay
from portfolio.actions.bonds import amend_bond, end_sight, give_sight
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.finance.bond_book import EntryKind
from portfolio.language import speaking
from portfolio.models import BondEntry, BondPosting, HistoryEntry
from portfolio.queries.bonds import get_bond_sheet, get_tranche_sheet, list_own_tranches
from portfolio.rounds.visibility import Role, clerk
from tests.bonds import (
    ENDS,
    SIGNED,
    a_bond,
    a_bond_document,
    asked,
    balances,
    bond_sheet,
    bond_terms,
    called,
    drawn,
    repaid,
)
from tests.contracts import TODAY, a_contract
from tests.factories import NOON, a_house, a_member, a_project


def refused(action, field, words):
    with speaking("en"), pytest.raises(RuleBrokenError) as broken:
        action()
    assert broken.value.field == field
    assert words in str(broken.value)


def test_money_goes_in_to_the_provider_and_out_in_the_agreed_order(session, house, bond, earn):
    drawn(session, house, bond, 300_000)
    drawn(session, house, bond, 150_000, tranche="Junior")
    earn(8)

    repaid(session, house, bond, 320_000)

    sheet = bond_sheet(session, house, bond)
    assert balances([row for entry in sheet.entries for row in sheet.postings[entry.id]]) == {  # Senior: all back
        "investor/Junior": -130_000_00,
        "provider/Mødrenes Hus": 450_000_00,
        "bond": -320_000_00,
    }
    assert sheet.cash_minor() == 0
    assert sheet.book().accounts["Junior"].outstanding == 130_000_00


def test_interest_runs_between_entries_and_across_an_amendment(session, house, contract, earn):
    bond = a_bond(session, house, contract)
    drawn(session, house, bond, 300_000, SIGNED)
    changed = bond_terms()
    changed["tranches"][0] |= {"coupon": 0.04}
    half = SIGNED + timedelta(days=200)
    document = a_bond_document(tranches=changed["tranches"])
    amend_bond(
        session, clerk(house.id), house, bond, document=document, valid_from=half, reason="dearer money", at=NOON
    )

    interest = bond_sheet(session, house, bond).book(SIGNED + timedelta(days=365)).accounts["Senior"].interest_due()

    assert interest == round(300_000_00 * 0.02 * 200 / 365) + round(300_000_00 * 0.04 * 165 / 365)


def test_a_form_sent_twice_books_once_and_another_under_its_key_is_refused(session, house, bond):
    first = drawn(session, house, bond, 100_000, key="form-1")
    again = drawn(session, house, bond, 100_000, key="form-1")

    assert first.id == again.id
    assert len(session.exec(select(BondEntry)).all()) == 1
    refused(lambda: drawn(session, house, bond, 90_000, key="form-1"), None, "This form is used up")


def test_what_may_not_be_drawn_gets_a_sentence_at_its_field(session, house, bond):
    attempt = lambda *given, **facts: lambda: drawn(session, house, bond, *given, **facts)  # noqa: E731  # six of them

    refused(attempt(600_001), "amount", "600,000")
    refused(attempt(0), "amount", "up to that")
    refused(attempt(1, tranche="Mezzanine"), "tranche", "tranches")
    refused(attempt(1, tranche="Junior", purpose="hold 2"), "purpose", "hold 1")
    refused(attempt(1, TODAY + timedelta(days=1)), "on", "not come yet")
    refused(attempt(1, SIGNED - timedelta(days=1)), "on", "was signed on")
    refused(attempt(1, currency="EUR"), "amount", "DKK")
    drawn(session, house, bond, 10)
    refused(attempt(1, TODAY - timedelta(days=1)), "on", "already")


def test_no_more_is_paid_out_than_came_in_by_the_day(session, house, bond, earn):
    drawn(session, house, bond, 100_000, SIGNED)
    refused(lambda: repaid(session, house, bond, 1), "amount", "at most")
    earn(1)
    refused(lambda: repaid(session, house, bond, 40_000.01), "amount", "40,000")
    refused(lambda: repaid(session, house, bond, 40_000, TODAY - timedelta(days=1)), "amount", "at most")

    repaid(session, house, bond, 40_000)

    assert bond_sheet(session, house, bond).cash_minor() == 0


def test_the_guarantee_covers_its_share_of_the_loss_once_and_late_money_goes_back_to_it(
    session, house, contract, bond, earn
):
    drawn(session, house, bond, 300_000, SIGNED)
    refused(lambda: called(session, house, bond, 10, TODAY), "on", "31 January 2033")
    refused(lambda: called(session, house, bond, 100_000.01, ENDS), "amount", "100,000")

    called(session, house, bond, 60_000, ENDS)
    called(session, house, bond, 40_000, ENDS)  # what is left of its maximum

    refused(lambda: called(session, house, bond, 1, ENDS), "amount", "At most")
    senior = bond_sheet(session, house, bond, ENDS).book().accounts["Senior"]
    assert (senior.guaranteed, senior.outstanding) == (100_000_00, 300_000_00)
    later = ENDS + timedelta(days=10)
    book = bond_sheet(session, house, bond, later).book(later)
    lines = book.pay(later, 350_000_00).lines
    assert [(line.step.value, line.payee, line.minor) for line in lines] == [
        ("principal", "Northern Pension", 200_000_00),
        ("reimbursement", "Bikuben", 100_000_00),
        ("residual", "commissioner", 50_000_00),
    ]
    assert not any(book.may_call(line.step) for line in lines[:0])
    at = NOON.replace(year=2033, month=2, day=1)
    refused(lambda: drawn(session, house, bond, 1, date(2033, 2, 1), at=at), "on", "ended")


def test_protection_is_made_good_before_the_guarantee(session, house, contract):
    tranches = bond_terms()["tranches"]
    tranches[0] |= {"protected_share": 0.9}
    bond = a_bond(session, house, contract, tranches=tranches)
    drawn(session, house, bond, 100_000, SIGNED)

    called(session, house, bond, 90_000, ENDS, EntryKind.PROTECTION)
    called(session, house, bond, 5_000, ENDS)

    refused(lambda: called(session, house, bond, 1, ENDS), "amount", "At most")


def test_a_bond_stays_as_it_stood(session, house, contract, bond, earn):
    drawn(session, house, bond, 100_000, SIGNED)
    before = bond_sheet(session, house, bond)
    past = (before.received_minor(), before.book().accounts["Senior"].outstanding, len(before.entries))
    later = NOON + timedelta(days=40)

    earn(2, later.date(), later)
    repaid(session, house, bond, 80_000, later.date(), at=later)
    amend_bond(
        session,
        clerk(house.id),
        house,
        bond,
        document=a_bond_document(guarantee=None),
        valid_from=later.date() + timedelta(days=1),
        reason="the foundation left",
        at=later,
    )

    then, now = bond_sheet(session, house, bond), bond_sheet(session, house, bond, later.date() + timedelta(days=1))
    assert (then.received_minor(), then.book().accounts["Senior"].outstanding, len(then.entries)) == past
    assert then.in_force.guarantee is not None
    assert now.in_force.guarantee is None
    assert now.book().accounts["Senior"].outstanding < 100_000_00


def test_an_amendment_may_not_undo_what_is_booked_or_signed(session, house, bond, earn):
    drawn(session, house, bond, 300_000, SIGNED)
    earn(8)
    repaid(session, house, bond, 320_000)
    senior, junior = bond_terms()["tranches"]

    def attempt(day=TODAY + timedelta(days=1), **changed):
        return lambda: amend_bond(
            session,
            clerk(house.id),
            house,
            bond,
            document=a_bond_document(**changed),
            valid_from=day,
            reason="why not",
            at=NOON,
        )

    refused(attempt(day=SIGNED - timedelta(days=1), cap=1), "valid_from", "before the bond was signed")
    refused(attempt(day=TODAY, cap=1), "valid_from", "Money moved")
    refused(attempt(tranches=[senior | {"commitment": 299_999}, junior], drawdowns=[]), "document", "drawdowns")
    less = [{"tranche": "Senior", "year": 0, "amount": 1}]
    refused(attempt(tranches=[senior | {"commitment": 299_999}, junior], drawdowns=less), "document", "More is drawn")
    low = senior | {"coupon": 0, "cap_rate": 0}
    refused(attempt(tranches=[low, junior]), "document", "The cap of Senior lies below")
    one_time = {name: value for name, value in senior.items() if name != "cap_rate"} | {"cap_multiple": 1}
    refused(attempt(tranches=[one_time, junior]), "document", "The cap of Senior lies below")
    refused(attempt(tranches=[senior | {"investor": "Another"}, junior]), "document", "Senior stays")
    refused(attempt(currency="EUR"), "document", "Currency")
    refused(attempt(), "document", "Nothing differs")


def test_a_contract_has_one_bond_in_its_currency(session, house, contract, bond):
    other = a_contract(session, house, a_project(session, house), currency="EUR", name="Euro")
    elsewhere = a_house(session)
    foreign = a_contract(session, elsewhere, a_project(session, elsewhere))

    refused(lambda: a_bond(session, house, contract), "contracts", "has a bond already")
    refused(lambda: a_bond(session, house, other), "contracts", "EUR")
    refused(lambda: a_bond(session, house, foreign), "contracts", "offered")
    refused(lambda: a_bond(session, house), "contracts", "at least one")
    refused(lambda: a_bond(session, house, other, signed=None), "document", "signed")
    refused(lambda: a_bond(session, house, other, ends=SIGNED), "document", "end after")


def test_an_investors_person_sees_their_own_tranche_and_nothing_else(session, house, bond, lead):
    person, viewer = a_member(session, house, Role.INVESTOR, organisation="Fonden Langt Lys")
    other, _viewer = a_member(session, house, Role.EVALUATOR)
    see = lambda number: get_tranche_sheet(session, viewer, house, bond.id, number, on=TODAY)  # noqa: E731  # often
    with pytest.raises(NotFoundError):
        see(2)
    refused(
        lambda: give_sight(session, lead[1], house, bond, tranche=2, person_id=other.id, at=NOON), "person", "investor"
    )

    holder = give_sight(session, lead[1], house, bond, tranche=2, person_id=person.id, at=NOON)

    assert see(2).tranche.name == "Junior"
    assert [tranche.name for _bond, tranche in list_own_tranches(session, viewer, house)] == ["Junior"]
    with pytest.raises(NotFoundError):
        see(1)
    with pytest.raises(NotFoundError):
        get_bond_sheet(session, viewer, house, bond.id, on=TODAY)
    with pytest.raises(NotAllowedError):
        repay(session, viewer, house, bond, asked(1), at=NOON)
    end_sight(session, lead[1], house, bond, holder.id, at=NOON)
    with pytest.raises(NotFoundError):
        see(2)
    assert list_own_tranches(session, viewer, house) == []


def test_only_a_lead_moves_money_and_history_says_who(session, house, bond, lead):
    _board, reader = a_member(session, house, Role.BOARD_MEMBER)
    with pytest.raises(NotAllowedError):
        call(session, reader, house, bond, asked(1), kind=EntryKind.GUARANTEE, at=NOON)

    drawn(session, house, bond, 5)

    kinds = session.exec(select(HistoryEntry.kind).where(HistoryEntry.subject_id == bond.id)).all()
    assert sorted(kinds) == ["bond.drawdown", "bond.signed"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bond_posting SET amount_minor = 1",
        "DELETE FROM bond_posting",
        "UPDATE bond_entry SET purpose = 'x'",
        "UPDATE bond_version SET document = 'x'",
        "DELETE FROM bond_tranche",
        "UPDATE bond SET name = 'x'",
        "DELETE FROM bond_contract",
    ],
)
def test_what_is_written_can_neither_be_changed_nor_removed(session, engine, house, bond, statement):
    drawn(session, house, bond, 5)
    session.commit()

    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_a_posting_in_another_currency_is_refused_by_the_database(session, house, bond):
    entry = drawn(session, house, bond, 5)
    row = session.exec(select(BondPosting).where(BondPosting.entry_id == entry.id)).first()

    session.add(BondPosting(**row.model_dump(exclude={"id", "currency", "position"}), currency="EUR", position=9))
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()
