"""Reading bonds with their terms, ledger and contracts, as they stood at the end of a day.

An investor's person reads single tranches that a lead has given them sight of; everything else of a bond does not exist
for them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.finance.bond_book import CALLS, BondBook, Entry, EntryKind
from portfolio.finance.bond_document import BondDocument
from portfolio.finance.bond_terms import held, read_kept_bond, signed_on
from portfolio.finance.tranches import Drawdown, Step
from portfolio.finance.versions import Version
from portfolio.finance.waterfall import Line
from portfolio.language import gettext as _
from portfolio.models import (
    Bond,
    BondContract,
    BondEntry,
    BondPosting,
    BondPostingKind,
    BondTranche,
    BondVersion,
    House,
    Person,
    PostingKind,
    TrancheHolder,
)
from portfolio.queries.contracts import ContractSheet, end_of, list_contract_sheets
from portfolio.rounds.visibility import Role, Viewer, clerk

Dated = TypeVar("Dated", BondVersion, BondTranche, BondEntry)


@dataclass(frozen=True)
class BondSheet:
    """A bond with all that was known of it, and of its contracts, at the end of a day."""

    bond: Bond
    on: date
    contracts: list[ContractSheet]
    versions: list[BondVersion]
    tranches: list[BondTranche]
    entries: list[BondEntry]
    postings: dict[UUID, list[BondPosting]]
    indices_off: tuple[str, ...] = ()  # of its house, for what technology may do

    @property
    def in_force(self) -> BondDocument:
        """The terms that hold on the day."""
        since = [version for version in self.versions if version.valid_from <= self.on]
        return read_kept_bond((since or self.versions)[-1 if since else 0].document)

    @property
    def booked(self) -> list[Entry]:
        """What is booked and holds, as the rules take it."""
        return [entry_of(entry, self.postings[entry.id]) for entry in self.standing]

    @property
    def reversals(self) -> dict[UUID, BondEntry]:
        """The entries that take another one back, by the entry they take back."""
        return {entry.reverses: entry for entry in self.entries if entry.reverses is not None}

    @property
    def standing(self) -> list[BondEntry]:
        """The entries that hold: neither taken back by the day nor the taking back of another."""
        gone = self.reversals
        return [entry for entry in self.entries if entry.reverses is None and entry.id not in gone]

    def entry(self, entry_id: UUID) -> BondEntry:
        """Return an entry of the bond by its id."""
        return next(entry for entry in self.entries if entry.id == entry_id)

    def book(self, until: date | None = None) -> BondBook:
        """Return the accounts as they stand on a day, today's unless told."""
        book = BondBook(held(versions_of(self.versions)), self.booked)
        book.run_to(until or self.on)
        return book

    def receipts(self) -> list[tuple[date, int]]:
        """Return what payers paid for results since the bond was signed, in their contracts' ledgers."""
        signed = signed_on(read_kept_bond(self.versions[0].document))
        signs = {PostingKind.PAID: 1, PostingKind.PAID_BACK: -1}
        return [
            (row.on, signs[row.kind] * row.amount_minor)
            for sheet in self.contracts
            for row in sheet.postings
            if row.kind in signs and row.on >= signed
        ]

    def received_minor(self, until: date | None = None) -> int:
        """Return what came in for results, less what payers got back; up to a day if one is given."""
        return sum(minor for on, minor in self.receipts() if until is None or on <= until)

    def cash_minor(self, until: date | None = None) -> int:
        """Return what came in and was not paid out; negative when payers got back what was paid out already."""
        return self.received_minor(until) - self.book().paid_out

    @property
    def last_on(self) -> date | None:
        """The day of the last entry that holds; what was taken back may be booked anew on its own day."""
        return max((entry.on for entry in self.standing), default=None)


@dataclass(frozen=True)
class TrancheSheet:
    """One tranche of a bond, for somebody who may see it."""

    sheet: BondSheet
    tranche: BondTranche


def versions_of(rows: Sequence[BondVersion]) -> list[Version]:
    """Return stored versions as the rules take them."""
    return [Version(row.valid_from, row.reason, row.document) for row in rows]


def entry_of(entry: BondEntry, postings: Sequence[BondPosting]) -> Entry:
    """Return a booked entry as the rules take it."""
    if entry.kind is EntryKind.DRAWDOWN:
        drawn = next(row for row in postings if row.kind is BondPostingKind.DRAWN)
        return Entry(entry.on, entry.kind, Drawdown(drawn.tranche, entry.on, drawn.amount_minor, entry.purpose))
    return Entry(entry.on, entry.kind, lines=tuple(_line(entry.on, row) for row in postings))


def _line(on: date, row: BondPosting) -> Line:
    step = Step(row.kind.value)
    payer = row.credit.partition("/")[2] if step in CALLS.values() else "bond"
    return Line(on, step, row.tranche, row.debit.partition("/")[2], payer, row.amount_minor)


def get_bond(session: Session, viewer: Viewer, house_id: UUID, bond_id: UUID) -> Bond:
    """Return a bond; one of a house the viewer may not read does not exist for them."""
    bond = session.get(Bond, bond_id)
    if bond is None or bond.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such bond."))
    return bond


def get_bond_sheet(session: Session, viewer: Viewer, house: House, bond_id: UUID, *, on: date) -> BondSheet:
    """Return a bond as it stood at the end of a day; before it was entered it does not exist."""
    return _one(session, house, get_bond(session, viewer, house.id, bond_id), on)


def list_bond_sheets(session: Session, viewer: Viewer, house: House, *, on: date) -> list[BondSheet]:
    """Return the bonds of a house as they stood at the end of a day, by number."""
    if not viewer.may_read(house.id):
        raise NotFoundError(_("There is no such house."))
    bonds = session.exec(select(Bond).where(Bond.house_id == house.id).order_by(col(Bond.number))).all()
    return _sheets(session, house, bonds, on)


def list_own_tranches(session: Session, viewer: Viewer, house: House) -> list[tuple[Bond, BondTranche]]:
    """Return the tranches that the viewer was given sight of, by bond and number."""
    if not viewer.is_a(Role.INVESTOR, house.id):
        return []
    statement = (
        select(Bond, BondTranche)
        .join(BondTranche, col(BondTranche.bond_id) == Bond.id)
        .join(TrancheHolder, col(TrancheHolder.tranche_id) == BondTranche.id)
        .where(
            Bond.house_id == house.id,
            TrancheHolder.person_id == viewer.person_id,
            col(TrancheHolder.ended_at).is_(None),
        )
    )
    return list(session.exec(statement.order_by(col(Bond.number), col(BondTranche.number))))


def get_tranche_sheet(
    session: Session, viewer: Viewer, house: House, bond_id: UUID, number: int, *, on: date
) -> TrancheSheet:
    """Return a tranche as it stood at the end of a day, for a reader of the house or one who was given sight of it."""
    statement = (
        select(Bond, BondTranche)
        .join(BondTranche, col(BondTranche.bond_id) == Bond.id)
        .where(Bond.house_id == house.id, Bond.id == bond_id, BondTranche.number == number)
    )
    if not viewer.may_read(house.id):
        person = viewer.person_id if viewer.is_a(Role.INVESTOR, house.id) else None
        statement = statement.join(TrancheHolder, col(TrancheHolder.tranche_id) == BondTranche.id).where(
            TrancheHolder.person_id == person, col(TrancheHolder.ended_at).is_(None)
        )
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError(_("There is no such tranche."))
    bond, tranche = found
    sheet = _one(session, house, bond, on)
    if tranche.name not in {row.name for row in sheet.tranches}:
        raise NotFoundError(_("This bond did not stand in the house on that day."))
    return TrancheSheet(sheet, tranche)


def list_holders(session: Session, viewer: Viewer, bond: Bond) -> list[tuple[TrancheHolder, BondTranche, Person]]:
    """Return who may see which tranche now, by tranche and name."""
    if not viewer.may_read(bond.house_id):
        raise NotFoundError(_("There is no such bond."))
    statement = (
        select(TrancheHolder, BondTranche, Person)
        .join(BondTranche, col(TrancheHolder.tranche_id) == BondTranche.id)
        .join(Person, col(TrancheHolder.person_id) == Person.id)
        .where(BondTranche.bond_id == bond.id, col(TrancheHolder.ended_at).is_(None))
    )
    return list(session.exec(statement.order_by(col(BondTranche.number), col(Person.name))))


def _one(session: Session, house: House, bond: Bond, on: date) -> BondSheet:
    if not (sheets := _sheets(session, house, [bond], on)):
        raise NotFoundError(_("This bond did not stand in the house on that day."))
    return sheets[0]


def _sheets(session: Session, house: House, bonds: Sequence[Bond], on: date) -> list[BondSheet]:
    """Return bonds as they stood; who may see them was asked before, so their contracts are read as the clerk does."""
    until, ids = end_of(on, house.zone), [bond.id for bond in bonds]
    if not ids:
        return []
    versions = _known(session, BondVersion, ids, "entered_at", until, "sequence")
    tranches = _known(session, BondTranche, ids, "entered_at", until, "number")
    entries = _known(session, BondEntry, ids, "booked_at", until, "number")
    postings: dict[UUID, list[BondPosting]] = defaultdict(list)
    statement = select(BondPosting).where(col(BondPosting.bond_id).in_(ids))
    for row in session.exec(statement.order_by(col(BondPosting.position))):
        postings[row.entry_id].append(row)
    around: dict[UUID, set[UUID]] = defaultdict(set)
    for tie in session.exec(select(BondContract).where(col(BondContract.bond_id).in_(ids))):
        around[tie.bond_id].add(tie.contract_id)
    contracts = list_contract_sheets(session, clerk(house.id), house, on=on)
    return [
        BondSheet(
            bond=bond,
            on=on,
            contracts=[sheet for sheet in contracts if sheet.contract.id in around[bond.id]],
            versions=versions[bond.id],
            tranches=tranches[bond.id],
            entries=entries[bond.id],
            postings={entry.id: postings[entry.id] for entry in entries[bond.id]},
            indices_off=tuple(house.indices_off),
        )
        for bond in bonds
        if versions[bond.id]
    ]


def _known(
    session: Session, table: type[Dated], ids: Sequence[UUID], moment: str, until: datetime, order: str
) -> dict[UUID, list[Dated]]:
    """Return the rows of a table that were there before a moment, by bond."""
    found: dict[UUID, list[Dated]] = defaultdict(list)
    statement = select(table).where(col(table.bond_id).in_(ids), getattr(table, moment) < until)
    for row in session.exec(statement.order_by(getattr(table, order))):
        found[row.bond_id].append(row)
    return found
