"""Runs of the robustness analysis."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row


class RobustnessRun(Row, table=True):
    """What many plausible weightings said of a house's portfolio at a moment; written once."""

    __tablename__ = "robustness_run"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    at: datetime
    draws: int
    seed: int
    basis: str = Field(max_length=64, description="Digest of answers, draws and seed: same basis, same run")
    result: dict[str, Any] = Field(sa_type=sa.JSON, description="By axis, as `scoring.survey` writes it")
