"""Houses."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row, one_of
from portfolio.scoring.corridor import Corridor, corridor_of


class Sending(StrEnum):
    """How a month's briefing leaves the house."""

    AUTOMATIC = "automatic"
    AFTER_APPROVAL = "after_approval"


class House(Row, table=True):
    """A house for long-horizon social innovation, with its own walls, language, zone and month."""

    short_name: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=300)
    language: str = Field(default="da", max_length=2)
    zone: str = Field(default="Europe/Copenhagen", max_length=60)
    currency: str = Field(default="DKK", max_length=3)
    briefing_day: int = Field(default=1, description="Day of the month, 1–28, on which the board gets its briefing")
    briefing_hour: int = Field(default=8, description="Hour of that day, 4–23, in the house's zone")
    draft_days: int = Field(
        default=5,
        sa_column_kwargs={"server_default": "5"},
        description="Working days before that day on which the draft is there, 0–15; 0 is none",
    )
    sending: Sending = Field(default=Sending.AUTOMATIC, sa_type=one_of(Sending))
    solutions_in_five_years: str = Field(default="", description="The house's answer to the first five-year question")
    people_in_five_years: str = Field(default="", description="The house's answer to the second five-year question")
    calibrate_first: bool = Field(default=False, description="New evaluators score the calibration cases first")
    corridor_incremental: int | None = Field(default=None, description="Wanted share in per cent; all three or none")
    corridor_substantial: int | None = None
    corridor_radical: int | None = None
    indices_off: list[str] = Field(
        default_factory=list,
        sa_type=sa.JSON,
        sa_column_kwargs={"server_default": "[]"},
        description="Columns of the occupation figures that the house does not use",
    )
    logo_sha256: str | None = Field(default=None, max_length=64, description="Digest of the stored file that is shown")
    logo_text: str = Field(
        default="",
        max_length=200,
        sa_column_kwargs={"server_default": ""},
        description="What the logo shows, for those who do not see it",
    )
    is_demo: bool = False
    created_at: datetime

    @property
    def corridor(self) -> Corridor | None:
        """What the board wants the portfolio to be, None until it has said so."""
        return corridor_of(self.corridor_incremental, self.corridor_substantial, self.corridor_radical)
