"""The history of a house: one chain of entries, each sealed with the one before."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UniqueConstraint

from portfolio.models.base import Row


class HistoryEntry(Row, table=True):
    """Something that happened in a house; written once."""

    __tablename__ = "history_entry"
    __table_args__ = (UniqueConstraint("house_id", "sequence"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    sequence: int = Field(description="Counts from 1 in each house without a gap")
    at: datetime
    person_id: UUID | None = Field(default=None, description="Who did it; None for the clock. No foreign key: erasable")
    kind: str = Field(max_length=60)
    subject_id: UUID | None = Field(default=None, index=True)
    detail: dict[str, Any] = Field(sa_type=sa.JSON)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
