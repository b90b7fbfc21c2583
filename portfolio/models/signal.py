"""Technology signals, where they come from, and what the model says of projects under them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, UniqueConstraint

from portfolio.models.base import Row, one_of
from portfolio.resilience.signals import Direction, SignalEffect, Strength


class SignalState(StrEnum):
    """Where a signal is: a feed suggests it, a lead takes it up or not, and may take it back."""

    SUGGESTED = "suggested"
    IN_FORCE = "in_force"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class SignalOrigin(StrEnum):
    """How a signal came into the house."""

    FORM = "form"
    FILE = "file"
    FEED = "feed"


class Signal(Row, table=True):
    """Something seen in the world that may change how long people do some work."""

    __table_args__ = (UniqueConstraint("house_id", "source_key"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    source_key: str = Field(max_length=64, description="Digest of what makes it the same signal: never there twice")
    title: str = Field(max_length=300)
    note: str = Field(default="", description="What it says, in the lead's words")
    source_url: str = Field(default="", max_length=2000)
    noticed_on: date = Field(description="The day of the source")
    occupations: list[str] = Field(
        default_factory=list, sa_type=sa.JSON, description="ISCO-08 codes of one to four digits, in order"
    )
    parameter: str = Field(default="", max_length=60, description="Empty while it is only suggested")
    strength: Strength = Field(default=Strength.MODERATE, sa_type=one_of(Strength))
    direction: Direction = Field(default=Direction.SOONER, sa_type=one_of(Direction))
    state: SignalState = Field(sa_type=one_of(SignalState))
    origin: SignalOrigin = Field(sa_type=one_of(SignalOrigin))
    added_at: datetime
    added_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, description="When it was taken up, dismissed or withdrawn")

    @property
    def effect(self) -> SignalEffect:
        """What it does to the model."""
        return SignalEffect(tuple(self.occupations), self.parameter, self.strength, self.direction)


class SignalFeed(Row, table=True):
    """A news feed (RSS or Atom) that a house follows; only jobs read it."""

    __tablename__ = "signal_feed"
    __table_args__ = (UniqueConstraint("house_id", "url"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    url: str = Field(max_length=2000)
    name: str = Field(max_length=300)
    added_at: datetime
    tried_at: datetime | None = None
    read_at: datetime | None = Field(default=None, description="When it last gave entries that could be read")
    problem: str = Field(default="", max_length=60, description="Key of why the last try failed; empty when it did not")


class SignalRun(Row, table=True):
    """What the model says of a project under the signals in force, beside its base run; written once."""

    __tablename__ = "signal_run"
    __table_args__ = (Index("ix_signal_run_project_at", "project_id", "at"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id")
    base_run_id: UUID = Field(foreign_key="resilience_run.id")
    at: datetime
    signals: list[str] = Field(sa_type=sa.JSON, description="Ids of the signals in force that touch it; may be none")
    p10: float = Field(description="Share of 1 of today's tasks still done by people at the horizon")
    p50: float
    p90: float
    watch_year: int | None = None
    base_p10: float = Field(description="The base run's, for comparison")
    base_p50: float
    base_watch_year: int | None = None
    band_before: str = Field(max_length=20, description="The band of p10 before these signals")
    band_after: str = Field(max_length=20)
    raises: bool = Field(description="Whether new signals changed the band, which calls for a re-evaluation")
    reasons: list[str] = Field(sa_type=sa.JSON, description="Ids of the signals that are new or gone in this run")
    basis: str = Field(max_length=64, description="Digest of base run and effects: same basis, same run")
    result: dict[str, Any] = Field(sa_type=sa.JSON)
