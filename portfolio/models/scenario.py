"""A house's own scenario beside slow, central and fast."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row


class HouseScenario(Row, table=True):
    """What a house itself assumes: parameters moved within their ranges, each with its basis and reason."""

    __tablename__ = "house_scenario"

    house_id: UUID = Field(foreign_key="house.id", unique=True)
    name: str = Field(max_length=100)
    employees: str = Field(
        default="50-249", max_length=10, description="Size of the workplaces: small ones adopt later"
    )
    moved: dict[str, Any] = Field(
        sa_type=sa.JSON, description="By parameter: `value`, `basis` (measured, published, judgement) and `reason`"
    )
    changed_at: datetime
