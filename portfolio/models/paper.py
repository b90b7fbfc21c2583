"""Papers that are made on demand and can be made again: a draft as it would be printed, and the project book."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

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
    """Where a project book is."""

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
