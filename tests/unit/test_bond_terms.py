"""Terms of a bond through its amendments: the lowered binds at once, the raised opens nothing before its day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portfolio.errors import RuleBrokenError
from portfolio.finance.accounts import Account
from portfolio.finance.bond_book import BondBook, EntryKind, Held
from portfolio.finance.bond_document import read_bond
from portfolio.finance.bond_terms import check_amended, held
from portfolio.finance.tranches import Drawdown, Guarantee, Step, Terms, Tranche
from portfolio.finance.versions import Version
from portfolio.language import speaking
from tests.bonds import ENDS, SIGNED, a_bond_document, bond_terms

LATER = SIGNED + timedelta(days=400)


def through(**changed):
    """The terms of the bond as signed and of an amendment of its senior tranche and guarantee."""
    senior, junior = bond_terms()["tranches"]
    guarantee = bond_terms()["guarantee"] | changed.pop("guarantee", {})
    small = [{"tranche": "Senior", "year": 0, "amount": 1}]
    after = a_bond_document(tranches=[senior | changed, junior], guarantee=guarantee, drawdowns=small)
    return held([Version(SIGNED, "", a_bond_document()), Version(LATER, "fewer", after)])


def test_a_lowered_commitment_cap_and_guarantee_bind_before_their_day():
    first = through(commitment=200_000, cap_rate=0.03, guarantee={"maximum": 10_000})[0].terms

    senior = first.tranches[0]
    assert (senior.commitment_minor, senior.cap_rate) == (200_000_00, Decimal("0.03"))
    assert first.guarantee.maximum_minor == 10_000_00
    with pytest.raises(RuleBrokenError):
        BondBook([Held(SIGNED, first)]).draw(Drawdown("Senior", SIGNED, 200_001_00))


def test_a_raised_commitment_cap_and_guarantee_open_nothing_before_their_day():
    first, second = (one.terms for one in through(commitment=900_000, cap_rate=0.2, guarantee={"maximum": 500_000}))

    assert (first.tranches[0].commitment_minor, first.tranches[0].cap_rate) == (600_000_00, Decimal("0.06"))
    assert first.guarantee.maximum_minor == 100_000_00
    assert (second.tranches[0].commitment_minor, second.guarantee.maximum_minor) == (900_000_00, 500_000_00)


def test_a_tranche_capped_anew_may_get_no_more_than_that_over_its_whole_life():
    tranche = Tranche("Senior", 100_000_00, coupon=Decimal("0.05"))
    account = Account(tranche)
    account.draw(SIGNED, 100_000_00)
    account.run_to(SIGNED + timedelta(days=365))
    account.interest += 5_000_00
    account.take(SIGNED + timedelta(days=365), 5_000_00)

    account.amend(replace(tranche, coupon=Decimal(0), cap_rate=Decimal("0.05")))
    assert account.is_within_cap()
    account.amend(replace(tranche, coupon=Decimal(0), cap_rate=Decimal("0.04")))
    assert not account.is_within_cap()
    assert account.room() == 0


def test_a_cap_below_what_was_paid_is_refused_even_if_the_days_until_it_holds_would_make_room():
    senior, junior = bond_terms()["tranches"]
    signed = Version(SIGNED, "", a_bond_document())
    small = [{"tranche": "Senior", "year": 0, "amount": 1}]
    lower = a_bond_document(tranches=[senior | {"cap_rate": 0.02, "coupon": 0.02}, junior], drawdowns=small)
    book, paid_on = BondBook(held([signed])), SIGNED + timedelta(days=45)
    entries = [book.draw(Drawdown("Senior", SIGNED, 150_000_00)), book.pay(paid_on, 90_000_00)]

    # Simple interest of 2 % is a little more than 2 % compounded within the year.
    with pytest.raises(RuleBrokenError, match="lies below what its investor has got"), speaking("en"):
        check_amended([signed], Version(paid_on + timedelta(days=1), "fewer", lower), entries)


def test_a_guarantor_never_pays_more_than_promised_though_losses_change():
    tranches = (Tranche("A", 100_00), Tranche("B", 100_00))
    book = BondBook([Held(SIGNED, Terms(tranches, guarantee=Guarantee("G", 60_00), loss_order=("guarantee", 1)))])
    for name in "AB":
        book.draw(Drawdown(name, SIGNED, 100_00))
    book.call(ENDS, EntryKind.GUARANTEE, 50_00)

    assert sum(book.may_call(Step.GUARANTEE).values()) == 10_00
    book.call(ENDS, EntryKind.GUARANTEE, 10_00)
    assert book.may_call(Step.GUARANTEE) == {}


def test_an_earmark_holds_in_a_document_that_is_tried():
    with pytest.raises(RuleBrokenError, match="hold 1"):
        read_bond(a_bond_document(drawdowns=[{"tranche": "Junior", "year": 0, "amount": 1, "purpose": "hold 2"}]))
    assert read_bond(a_bond_document()).drawdowns[1].purpose == "hold 1"
    assert date(2026, 2, 1) == read_bond(a_bond_document()).signed
