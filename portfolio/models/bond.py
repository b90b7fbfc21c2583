"""Social impact bonds around contracts: dated terms, tranches, what was drawn, repaid and called, in double entry.

All of it is written once, as contracts are. What payers pay stands in the contracts' own ledger and is not repeated:
a bond pays out what came in there.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import CheckConstraint, Field, UniqueConstraint

from portfolio.finance.bond_book import EntryKind
from portfolio.models.base import Row, one_of


class Bond(Row, table=True):
    """A social impact bond; what it says is in its versions."""

    __table_args__ = (UniqueConstraint("house_id", "number"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    number: int = Field(description="Counts from 1 in each house")
    name: str = Field(max_length=300, description="As signed")
    currency: str = Field(max_length=3)
    created_at: datetime
    created_by: UUID | None = Field(default=None, description="No foreign key: erasable")


class BondContract(Row, table=True):
    """A contract that a bond stands around; each contract has at most one bond."""

    __tablename__ = "bond_contract"
    __table_args__ = (UniqueConstraint("contract_id"),)

    bond_id: UUID = Field(foreign_key="bond.id", index=True)
    contract_id: UUID = Field(foreign_key="contract.id")


class BondVersion(Row, table=True):
    """The terms of a bond from a day on, complete, as the document that was signed."""

    __tablename__ = "bond_version"
    __table_args__ = (UniqueConstraint("bond_id", "sequence"),)

    bond_id: UUID = Field(foreign_key="bond.id", index=True)
    sequence: int = Field(description="1 as signed, then one more for each amendment")
    valid_from: date
    reason: str = ""
    document: str = Field(description="YAML")
    entered_at: datetime
    entered_by: UUID | None = None


class BondTranche(Row, table=True):
    """A tranche by its name, which never changes; its terms are in the versions."""

    __tablename__ = "bond_tranche"
    __table_args__ = (UniqueConstraint("bond_id", "number"), UniqueConstraint("bond_id", "name"))

    bond_id: UUID = Field(foreign_key="bond.id", index=True)
    number: int = Field(description="Counts from 1 in each bond; stands in addresses")
    name: str = Field(max_length=200)
    entered_at: datetime


class TrancheHolder(Row, table=True):
    """A person of an investor who may see one tranche; the sight ends, it is never deleted."""

    __tablename__ = "tranche_holder"
    __table_args__ = (UniqueConstraint("tranche_id", "person_id"),)

    tranche_id: UUID = Field(foreign_key="bond_tranche.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    since: datetime
    ended_at: datetime | None = None


class BondEntry(Row, table=True):
    """Something booked in a bond; its postings hold the money."""

    __tablename__ = "bond_entry"
    __table_args__ = (
        UniqueConstraint("bond_id", "number"),
        UniqueConstraint("bond_id", "key"),
        UniqueConstraint("reverses"),
        CheckConstraint("(kind = 'reversal') = (reverses IS NOT NULL)", name="reversal_reverses"),
    )

    bond_id: UUID = Field(foreign_key="bond.id", index=True)
    number: int
    kind: EntryKind = Field(sa_type=one_of(EntryKind))
    on: date
    purpose: str = Field(default="", max_length=200, description="Of a drawdown; of a reversal: why")
    key: str = Field(max_length=64, description="Of the form it came in: sent twice, it is booked once")
    asked: str = Field(max_length=64, description="SHA-256 of what was asked, to tell a repetition from a mistake")
    booked_at: datetime
    booked_by: UUID | None = None
    reverses: UUID | None = Field(default=None, foreign_key="bond_entry.id", description="The entry it takes back")


class BondPostingKind(StrEnum):
    """What moved: paid in and handed on, or the step of the waterfall."""

    DRAWN = "drawn"
    SPENT = "spent"
    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    RETURN = "return"
    RESIDUAL = "residual"
    PROTECTION = "protection"
    GUARANTEE = "guarantee"
    REIMBURSEMENT = "reimbursement"


class BondPosting(Row, table=True):
    """An amount moved from one account to another: both sides are one row, so it can never be unbalanced."""

    __tablename__ = "bond_posting"
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
    )

    bond_id: UUID = Field(foreign_key="bond.id", index=True)
    entry_id: UUID = Field(foreign_key="bond_entry.id")
    position: int
    kind: BondPostingKind = Field(sa_type=one_of(BondPostingKind))
    tranche: str = Field(default="", max_length=200)
    debit: str = Field(max_length=220, description="bond, or investor/, provider/, manager/ … and a name")
    credit: str = Field(max_length=220)
    amount_minor: int = Field(sa_type=sa.BigInteger)
    currency: str = Field(max_length=3)
