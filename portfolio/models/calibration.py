"""Cases by which evaluators hold their scale, and what each answered on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, UniqueConstraint

from portfolio.models.base import Row, one_of
from portfolio.reference.calibration_cases import Slot


class CalibrationCase(Row, table=True):
    """A house's own case in the place of a shipped one; it is retired, never deleted."""

    __tablename__ = "calibration_case"
    __table_args__ = (
        Index(
            "ix_calibration_case_one_used",
            "house_id",
            "slot",
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )

    house_id: UUID = Field(foreign_key="house.id", index=True)
    slot: Slot = Field(sa_type=one_of(Slot))
    title: str = Field(max_length=300)
    text: str
    key: dict[str, Any] = Field(sa_type=sa.JSON, description="The agreed level by criterion")
    rubric_version: str = Field(max_length=20)
    added_at: datetime
    added_by: UUID | None = Field(default=None, foreign_key="person.id")
    retired_at: datetime | None = None


class CalibrationAnswer(Row, table=True):
    """What an evaluator answered on one case in one year, beside the key it had then; written once."""

    __tablename__ = "calibration_answer"
    __table_args__ = (UniqueConstraint("house_id", "evaluator_id", "slot", "year"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    evaluator_id: UUID = Field(foreign_key="person.id", index=True)
    slot: Slot = Field(sa_type=one_of(Slot))
    year: int
    title: str = Field(max_length=300)
    rubric_version: str = Field(max_length=20)
    levels: dict[str, Any] = Field(sa_type=sa.JSON, description="Level by criterion; None is “cannot assess”")
    key: dict[str, Any] = Field(sa_type=sa.JSON)
    answered_at: datetime


class CalibrationDraft(Row, table=True):
    """What an evaluator has chosen on a case until now; gone once it is handed in."""

    __tablename__ = "calibration_draft"
    __table_args__ = (UniqueConstraint("house_id", "evaluator_id", "slot", "year"),)

    house_id: UUID = Field(foreign_key="house.id")
    evaluator_id: UUID = Field(foreign_key="person.id", index=True)
    slot: Slot = Field(sa_type=one_of(Slot))
    year: int
    levels: dict[str, Any] = Field(sa_type=sa.JSON, description="Level by criterion; None is “cannot assess”")
    saved_at: datetime
