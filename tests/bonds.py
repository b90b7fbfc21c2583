"""Bonds that tests need: a document whose terms a test changes, kept around a contract, and money in it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import yaml
from sqlmodel import Session

from portfolio.actions.bond_money import Asked, call, draw, repay
from portfolio.actions.bond_reversal import take_back
from portfolio.actions.bonds import keep_bond
from portfolio.finance.bond_book import EntryKind
from portfolio.models import Bond, BondEntry, BondPosting, Contract, House
from portfolio.queries.bonds import BondSheet, get_bond_sheet
from portfolio.rounds.visibility import Viewer, clerk
from tests.contracts import TODAY
from tests.factories import NOON

SIGNED, ENDS = date(2026, 2, 1), date(2033, 1, 31)


def bond_terms(**changed: Any) -> dict[str, Any]:
    """The fields of a bond with a senior and a junior tranche; a field that is None is left out."""
    document = {
        "name": "Omsorgsobligationen",
        "currency": "DKK",
        "signed": SIGNED,
        "ends": ENDS,
        "tranches": [
            {
                "name": "Senior",
                "investor": "Northern Pension",
                "rank": 1,
                "commitment": 600_000,
                "coupon": 0.02,
                "cap_rate": 0.06,
            },
            {
                "name": "Junior",
                "investor": "Fonden Langt Lys",
                "rank": 2,
                "commitment": 300_000,
                "cap_multiple": 1.4,
                "fee": 0.005,
                "earmark": "hold 1",
            },
        ],
        "drawdowns": [
            {"tranche": "Senior", "year": 0, "amount": 300_000},
            {"tranche": "Junior", "year": 0, "amount": 150_000, "purpose": "hold 1"},
            {"tranche": "Senior", "year": 2, "amount": 300_000},
        ],
        "metrics": [
            {
                "id": "job_12",
                "people": [30, 40],
                "success": 0.6,
                "price": 40_000,
                "occupations": {"8344": 0.6, "9333": 0.4},
                "savings": [{"purse": "kommune", "amount": 30_000, "years": 10, "dropoff": 0.1}],
            }
        ],
        "payers": [{"purse": "kommune", "share": 0.6}, {"purse": "stat", "share": 0.4}],
        "guarantee": {"guarantor": "Bikuben", "maximum": 100_000, "share": 0.5},
        **changed,
    }
    return {name: value for name, value in document.items() if value is not None}


def a_bond_document(**changed: Any) -> str:
    """A bond as YAML."""
    return yaml.safe_dump(bond_terms(**changed), allow_unicode=True, sort_keys=False)


def a_bond(session: Session, house: House, *contracts: Contract, at: datetime = NOON, **changed: Any) -> Bond:
    """A bond kept around contracts."""
    ids = [contract.id for contract in contracts]
    return keep_bond(session, clerk(house.id), house, contracts=ids, document=a_bond_document(**changed), at=at)


def asked(kroner: float, on: date = TODAY, key: str | None = None, currency: str = "DKK") -> Asked:
    """What a form asks for."""
    return Asked(round(kroner * 100), currency, on, key or uuid4().hex)


def drawn(session: Session, house: House, bond: Bond, kroner: float, on: date = TODAY, **facts: Any) -> BondEntry:
    """Money drawn of a tranche, the senior one unless told."""
    tranche = facts.pop("tranche", "Senior")
    purpose = facts.pop("purpose", "hold 1" if tranche == "Junior" else "")
    at = facts.pop("at", NOON)
    wanted = asked(kroner, on, **facts)
    return draw(session, clerk(house.id), house, bond, wanted, tranche=tranche, purpose=purpose, at=at)


def repaid(session: Session, house: House, bond: Bond, kroner: float, on: date = TODAY, **facts: Any) -> BondEntry:
    """Money paid out."""
    return repay(session, clerk(house.id), house, bond, asked(kroner, on), at=facts.get("at", NOON))


def called(
    session: Session, house: House, bond: Bond, kroner: float, on: date, kind: EntryKind = EntryKind.GUARANTEE
) -> BondEntry:
    """A loss made good by the guarantor, on the day itself."""
    at = NOON.replace(year=on.year, month=on.month, day=on.day)
    return call(session, clerk(house.id), house, bond, asked(kroner, on), kind=kind, at=at)


def taken_back(session: Session, house: House, bond: Bond, number: int, **facts: Any) -> BondEntry:
    """An entry that was a mistake, taken back."""
    facts = {"reason": "typed twice", "key": uuid4().hex, "at": NOON, **facts}
    return take_back(session, clerk(house.id), house, bond, number=number, **facts)


def bond_sheet(
    session: Session, house: House, bond: Bond | UUID, on: date = TODAY, viewer: Viewer | None = None
) -> BondSheet:
    """A bond as it stood at the end of a day."""
    bond_id = bond.id if isinstance(bond, Bond) else bond
    return get_bond_sheet(session, viewer or clerk(house.id), house, bond_id, on=on)


def balances(rows: list[BondPosting]) -> dict[str, int]:
    """Debit less credit of each account, without those at nought."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.debit] = sums.get(row.debit, 0) + row.amount_minor
        sums[row.credit] = sums.get(row.credit, 0) - row.amount_minor
    return {account: minor for account, minor in sums.items() if minor}
