"""Papers that are made on demand and can be made again: proofs of drafts, project books, what single readers want."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import CheckConstraint, Field, SQLModel

from portfolio.models.base import Row, one_of


class BriefingProof(SQLModel, table=True):
    """The PDF of a draft as it was last laid out; wiped when the briefing is frozen."""

    __tablename__ = "briefing_proof"

    briefing_id: UUID = Field(foreign_key="briefing.id", primary_key=True)
    wanted_at: datetime = Field(description="When somebody last changed what it says")
    made_at: datetime | None = Field(default=None, description="When it was begun; older than `wanted_at` is stale")
    pages: int = 0
    problem: str = Field(default="", description="Why it could not be sent, in the house's language")
    pdf: bytes | None = Field(default=None, sa_type=sa.LargeBinary)

    @property
    def is_stale(self) -> bool:
        """Whether it has to be laid out."""
        return self.made_at is None or self.made_at < self.wanted_at


GIVEN_UP = timedelta(minutes=20)  # after which whoever was making a book is taken to be dead


class BookState(StrEnum):
    """Where a project book or another paper is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class ProjectBook(Row, table=True):
    """A sheet for every project of a house, asked for by a reader and made by the jobs."""

    __tablename__ = "project_book"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    language: str = Field(max_length=2)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime
    state: BookState = Field(default=BookState.WAITING, sa_type=one_of(BookState))
    done: int = Field(default=0, description="Sheets laid out so far")
    total: int = 0
    pages: int = 0
    problem: str = ""
    begun_at: datetime | None = None
    finished_at: datetime | None = None
    pdf: bytes | None = Field(default=None, sa_type=sa.LargeBinary)


class Paper(Row, table=True):
    """A tranche's report or a contract's statement as a PDF, asked for by one reader and made by the jobs."""

    __table_args__ = (CheckConstraint("(tranche_id IS NULL) <> (contract_id IS NULL)", name="of_one"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    tranche_id: UUID | None = Field(default=None, foreign_key="bond_tranche.id", index=True)
    contract_id: UUID | None = Field(default=None, foreign_key="contract.id", index=True)
    language: str = Field(max_length=2)
    on: date = Field(description="As whose end everything stands")
    scenario: str = Field(default="", max_length=20, description="Of a report: how technology comes")
    required: str = Field(default="0", max_length=40, description="Of a report: the return asked for, of 1 a year")
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime
    state: BookState = Field(default=BookState.WAITING, sa_type=one_of(BookState))
    problem: str = ""
    begun_at: datetime | None = None
    pdf: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
