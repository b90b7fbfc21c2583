"""Briefings, and files that are kept byte for byte."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UniqueConstraint

from portfolio.models.base import Row, one_of


class BriefingState(StrEnum):
    """Where a month's briefing is."""

    PLANNED = "planned"
    FROZEN = "frozen"
    HELD = "held"
    SENT = "sent"


class Briefing(Row, table=True):
    """A house's briefing for a month in one language; frozen once rendered, corrected only by a new revision."""

    __table_args__ = (UniqueConstraint("house_id", "period", "language", "revision"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    period: str = Field(max_length=7, description="The month it goes out in, `YYYY-MM`")
    language: str = Field(max_length=2)
    revision: int = 1
    reason: str = Field(default="", description="Why there is a new revision")
    state: BriefingState = Field(default=BriefingState.PLANNED, sa_type=one_of(BriefingState))
    leads_word: str = ""
    problem: str = Field(default="", description="Why it is held, in the house's language")
    content: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    file_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    edited_by: UUID | None = Field(default=None, description="The lead who last wrote in it; named on its first page")
    approved_at: datetime | None = Field(default=None, description="When a lead let it go out on its day")
    approved_by: UUID | None = None
    planned_at: datetime
    frozen_at: datetime | None = None
    sent_at: datetime | None = None


class StoredFile(SQLModel, table=True):
    """A file kept byte for byte under its own digest; written once."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True, max_length=64)
    media_type: str = Field(max_length=100)
    content: bytes = Field(sa_type=sa.LargeBinary)
    stored_at: datetime
