"""What a house has agreed about the weights of criteria."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row, one_of
from portfolio.reference.rubric import Axis
from portfolio.scoring.agreed import Agreed, WeightKind


class WeightAgreement(Row, table=True):
    """An agreement on the criteria of one axis; written once, and the newest of an axis is in force."""

    __tablename__ = "weight_agreement"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    at: datetime
    by: UUID | None = Field(default=None, foreign_key="person.id", description="Who wrote it down")
    axis: Axis = Field(sa_type=one_of(Axis))
    kind: WeightKind = Field(sa_type=one_of(WeightKind))
    weights: dict[str, Any] = Field(sa_type=sa.JSON, description="By criterion: its place from 1, or its weight")
    rubric_version: str = Field(max_length=20)
    decided_on: date = Field(description="The day it was agreed")
    reason: str = Field(default="", description="Who agreed, and why")

    @property
    def agreed(self) -> Agreed | None:
        """What weights are drawn from, None where nothing is agreed any more."""
        return None if self.kind is WeightKind.NONE else Agreed(self.kind, self.weights)
