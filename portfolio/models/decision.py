"""What boards decided at their meetings."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from portfolio.models.base import Row, one_of


class Outcome(StrEnum):
    """What a board did with what it was asked."""

    ADOPTED = "adopted"
    CHANGED = "changed"
    REJECTED = "rejected"
    POSTPONED = "postponed"


# What somebody still has to do something about, until it is done.
STAYS_OPEN = frozenset({Outcome.ADOPTED, Outcome.CHANGED, Outcome.POSTPONED})


class BoardDecision(Row, table=True):
    """A decision as it was recorded from a meeting; only whether it is done may change afterwards."""

    __tablename__ = "board_decision"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    period: str = Field(max_length=7, description="Month of the briefing that asked for it")
    asked: int | None = Field(default=None, description="Place among the decisions asked for, from 1; None for others")
    text: str = Field(description="What was decided, in the meeting's own words")
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    dissent: str = Field(default="", description="Who disagreed and why, as they want it to stand")
    owner: str = Field(default="", max_length=300, description="Who acts")
    due_on: date | None = None
    decided_on: date
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    done_on: date | None = None
    done_note: str = Field(default="", description="What came of it")
    done_by: UUID | None = Field(default=None, foreign_key="person.id")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.outcome in STAYS_OPEN and self.done_on is None
