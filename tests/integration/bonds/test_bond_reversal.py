"""An entry that was a mistake is taken back by another one, once, and nothing said before changes."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from portfolio.actions.bond_reversal import take_back
from portfolio.actions.bonds import amend_bond
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.frames.bond_exports import bond_ledger_tables
from portfolio.language import speaking
from portfolio.models import BondEntry, HistoryEntry
from portfolio.queries.bond_plans import plan_of
from portfolio.rounds.visibility import Role, clerk
from tests.bonds import (
    ENDS,
    SIGNED,
    a_bond_document,
    balances,
    bond_sheet,
    bond_terms,
    called,
    drawn,
    repaid,
    taken_back,
)
from tests.contracts import TODAY
from tests.factories import NOON, a_member

LATER = NOON + timedelta(days=3)


def refused(action, field, words):
    with speaking("en"), pytest.raises(RuleBrokenError) as broken:
        action()
    assert broken.value.field == field
    assert words in str(broken.value)


def figures(sheet):
    """What the pages compute of a bond: accounts, flows and cash, booked and to come."""
    book = sheet.book()
    stands = {
        name: (one.drawn, one.principal, one.interest, one.guaranteed, one.interest_due(), list(one.flows))
        for name, one in book.accounts.items()
    }
    return stands, book.paid_out, book.stood_in, book.settled, sheet.cash_minor(), sheet.last_on, plan_of(sheet).flows


def every_row(sheet):
    return [row for entry in sheet.entries for row in sheet.postings[entry.id]]


def test_the_latest_entry_goes_back_once_and_all_sums_are_as_before_it(session, house, bond, earn):
    drawn(session, house, bond, 300_000, SIGNED)
    earn(2)
    before = bond_sheet(session, house, bond)
    was, owed = figures(before), balances(every_row(before))
    contracts = [(one.paid_minor, len(one.postings)) for one in before.contracts]
    wrong = repaid(session, house, bond, 80_000)

    entry = taken_back(session, house, bond, wrong.number)

    after = bond_sheet(session, house, bond)
    assert (entry.number, entry.reverses, entry.purpose, entry.on) == (3, wrong.id, "typed twice", TODAY)
    assert figures(after) == was
    assert balances(every_row(after)) == owed
    mirrored = [(row.kind, row.tranche, row.credit, row.debit, row.amount_minor) for row in after.postings[wrong.id]]
    mirror = [(row.kind, row.tranche, row.debit, row.credit, row.amount_minor) for row in after.postings[entry.id]]
    assert mirror == mirrored
    assert [(one.paid_minor, len(one.postings)) for one in after.contracts] == contracts
    tables = bond_ledger_tables(session, clerk(house.id), house, bond.id, on=TODAY)
    assert [row["takes_back"] for row in tables[0].rows] == ["", ""] + [""] * len(mirrored) + [2] * len(mirror)


def test_only_the_latest_that_holds_goes_back_and_only_once(session, house, bond):
    drawn(session, house, bond, 100_000, SIGNED)
    drawn(session, house, bond, 50_000)
    back = lambda number, **facts: lambda: taken_back(session, house, bond, number, **facts)  # noqa: E731  # often

    refused(back(1), None, "That is entry 2.")
    refused(back(2, reason=" "), "reason", "")
    refused(back(2, reason="x" * 201), "reason", "200 characters")
    with pytest.raises(NotFoundError):
        back(7)()
    taken_back(session, house, bond, 2)
    refused(back(2), None, "That is entry 1.")
    refused(back(3), None, "That is entry 1.")
    taken_back(session, house, bond, 1)

    refused(back(1), None, "Everything booked is taken back already.")
    assert bond_sheet(session, house, bond).book().accounts["Senior"].drawn == 0


def test_sent_twice_it_books_once_and_its_key_serves_nothing_else(session, house, bond):
    drawn(session, house, bond, 100_000, SIGNED)
    drawn(session, house, bond, 50_000)

    first = taken_back(session, house, bond, 2, key="form-1")
    again = taken_back(session, house, bond, 2, key="form-1")

    assert first.id == again.id
    assert len(session.exec(select(BondEntry)).all()) == 3
    refused(lambda: taken_back(session, house, bond, 1, key="form-1"), None, "This form is used up")


def test_the_day_before_still_shows_it_and_the_right_one_is_booked_on_its_own_day(session, house, bond):
    drawn(session, house, bond, 300_000)
    was = figures(bond_sheet(session, house, bond))

    taken_back(session, house, bond, 1, at=LATER)
    drawn(session, house, bond, 30_000, TODAY, at=LATER)

    then, now = bond_sheet(session, house, bond), bond_sheet(session, house, bond, LATER.date())
    assert figures(then) == was
    assert [entry.number for entry in then.standing] == [1]
    assert [entry.number for entry in now.standing] == [3]
    assert now.book().accounts["Senior"].drawn == 30_000_00


def test_a_call_goes_back_and_what_may_be_called_is_there_again(session, house, bond):
    drawn(session, house, bond, 300_000, SIGNED)
    called(session, house, bond, 100_000, ENDS)
    refused(lambda: called(session, house, bond, 1, ENDS), "amount", "At most")

    taken_back(session, house, bond, 2, at=NOON.replace(year=ENDS.year, month=ENDS.month, day=ENDS.day))

    called(session, house, bond, 100_000, ENDS)
    assert bond_sheet(session, house, bond, ENDS).book().accounts["Senior"].guaranteed == 100_000_00


def test_an_entry_on_which_a_lowered_cap_counts_stays(session, house, bond, earn):
    drawn(session, house, bond, 10_000, SIGNED)
    earn(1)
    repaid(session, house, bond, 10_500)
    drawn(session, house, bond, 100_000)
    senior, junior = bond_terms()["tranches"]
    low = {name: value for name, value in senior.items() if name != "cap_rate"} | {"cap_multiple": 1.01}
    terms = {"document": a_bond_document(tranches=[low, junior]), "valid_from": TODAY + timedelta(days=1)}
    amend_bond(session, clerk(house.id), house, bond, **terms, reason="cheaper money", at=NOON)

    refused(lambda: taken_back(session, house, bond, 3), None, "Senior would have got more than its cap")


def test_only_a_lead_takes_back_and_history_says_so(session, house, bond):
    drawn(session, house, bond, 5)
    _board, reader = a_member(session, house, Role.BOARD_MEMBER)

    with pytest.raises(NotAllowedError):
        take_back(session, reader, house, bond, number=1, reason="mine", key="k", at=NOON)

    taken_back(session, house, bond, 1)

    entry = session.exec(select(HistoryEntry).where(HistoryEntry.kind == "bond.reversal")).one()
    assert (entry.subject_id, entry.detail["entry"]) == (bond.id, 2)


def test_the_database_takes_an_entry_back_once_and_only_as_a_reversal(session, house, bond):
    wrong = drawn(session, house, bond, 5)
    back = taken_back(session, house, bond, 1)
    session.commit()
    facts = back.model_dump(exclude={"id", "number", "key"})

    for changed in ({}, {"reverses": None}, {"kind": "drawdown", "reverses": back.id}):
        session.add(BondEntry(**(facts | changed), number=9, key="k"))
        with pytest.raises(DatabaseError):
            session.flush()
        session.rollback()
    assert wrong.id == bond_sheet(session, house, bond).entries[1].reverses
