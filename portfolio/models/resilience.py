"""Runs of the resilience model."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row


class ResilienceRun(Row, table=True):
    """What the model said of a project at a moment, with all that is needed to say it again; written once."""

    __tablename__ = "resilience_run"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", index=True)
    at: datetime
    horizon_year: int
    p10: float = Field(description="Share of 1 of today's tasks still done by people at the horizon")
    p50: float
    p90: float
    watch_year: int | None = None
    half_life_years: float | None = None
    data_version: str = Field(max_length=60)
    seed: int
    basis: str = Field(
        max_length=64, description="Digest of shares, horizon, parameters and data: same basis, same run"
    )
    result: dict[str, Any] = Field(sa_type=sa.JSON)
