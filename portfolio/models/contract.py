"""Contracts that pay for results: dated terms, outcomes and what came of them, payments and the ledger.

Everything here is written once: an amendment is a new version, a correction a new line. Exact numbers are kept as text,
because a decimal would become a binary fraction on SQLite; money is whole minor units of the contract's currency.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import CheckConstraint, Field, UniqueConstraint

from portfolio.models.base import Row, one_of


class Contract(Row, table=True):
    """A Payment-by-Results contract of a project; what it says is in its versions."""

    __table_args__ = (UniqueConstraint("house_id", "number"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", index=True)
    number: int = Field(description="Counts from 1 in each house")
    name: str = Field(max_length=300, description="As signed")
    currency: str = Field(max_length=3)
    created_at: datetime
    created_by: UUID | None = Field(default=None, description="No foreign key: erasable")


class ContractVersion(Row, table=True):
    """The terms of a contract from a day on, complete, as the document that was signed."""

    __tablename__ = "contract_version"
    __table_args__ = (UniqueConstraint("contract_id", "sequence"),)

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    sequence: int = Field(description="1 as signed, then one more for each amendment")
    valid_from: date
    reason: str = ""
    document: str = Field(description="YAML, without amendments")
    entered_at: datetime
    entered_by: UUID | None = None


class OutcomeClaim(Row, table=True):
    """Results that somebody says were reached: a count or one pseudonymous token, never a citizen."""

    __tablename__ = "outcome_claim"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    number: int
    metric: str = Field(max_length=60)
    measured_on: date
    person: str = Field(default="", max_length=60, description="A token that only the provider can resolve")
    cohort: str = Field(default="", max_length=60)
    units: str = Field(max_length=40)
    value: str | None = Field(default=None, max_length=40)
    started_on: date | None = None
    counterfactual: str | None = Field(default=None, max_length=40)
    people: int | None = None
    evidence_name: str = Field(default="", max_length=200)
    evidence_sha256: str = Field(default="", max_length=64, description="Of a file that stays with the provider")
    claimed_at: datetime
    claimed_by: UUID | None = None


class OutcomeVerification(Row, table=True):
    """What a verifier found of a claim; accepted and rejected units sum to the claimed ones."""

    __tablename__ = "outcome_verification"
    __table_args__ = (UniqueConstraint("claim_id"),)

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    claim_id: UUID = Field(foreign_key="outcome_claim.id")
    verifier: str = Field(max_length=200, description="The organisation that looked")
    accepted_units: str = Field(max_length=40)
    rejected_units: str = Field(max_length=40)
    reason: str = Field(default="", max_length=500)
    verified_on: date
    verified_at: datetime
    verified_by: UUID | None = None


class OutcomeCorrection(Row, table=True):
    """A claim found wrong after verification: it no longer counts, and what follows is booked as new lines."""

    __tablename__ = "outcome_correction"
    __table_args__ = (UniqueConstraint("claim_id"),)

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    claim_id: UUID = Field(foreign_key="outcome_claim.id")
    reason: str = Field(max_length=500)
    corrected_at: datetime
    corrected_by: UUID | None = None


class LineKind(StrEnum):
    """Why a line of the statement was booked."""

    PAYMENT = "payment"
    FEE = "fee"
    ADJUSTMENT = "adjustment"
    REVERSAL = "reversal"


class PaymentLine(Row, table=True):
    """A line of a contract's statement: what is owed from now on beyond the lines before it."""

    __tablename__ = "payment_line"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    number: int
    key: str = Field(max_length=80, description="What is paid for; lines of one key add up")
    kind: LineKind = Field(sa_type=one_of(LineKind))
    claim_id: UUID | None = Field(default=None, foreign_key="outcome_claim.id")
    earned_on: date
    due_on: date
    metric: str = Field(max_length=60)
    cohort: str = Field(default="", max_length=60)
    units: str = Field(max_length=40)
    exact_minor: str = Field(max_length=80, description="The unrounded worth")
    gross_minor: int = Field(sa_type=sa.BigInteger)
    net_minor: int = Field(sa_type=sa.BigInteger)
    cuts: list[dict[str, Any]] = Field(sa_type=sa.JSON, description="rule, minor, and a sentence a language")
    payers: dict[str, int] = Field(sa_type=sa.JSON)
    booked_at: datetime


class PostingKind(StrEnum):
    """What moved."""

    OWED = "owed"
    TAKEN_BACK = "taken_back"
    PAID = "paid"
    PAID_BACK = "paid_back"


class LedgerPosting(Row, table=True):
    """An amount moved from one account to another: both sides are one row, so it can never be unbalanced."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        UniqueConstraint("contract_id", "entry", "position"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
    )

    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    entry: int = Field(description="Counts from 1; the postings of one happening")
    position: int
    kind: PostingKind = Field(sa_type=one_of(PostingKind))
    line_id: UUID | None = Field(default=None, foreign_key="payment_line.id")
    on: date
    debit: str = Field(max_length=220, description="cost/, owed/ or bank/ and the payer")
    credit: str = Field(max_length=220)
    amount_minor: int = Field(sa_type=sa.BigInteger)
    currency: str = Field(max_length=3)
    booked_at: datetime
