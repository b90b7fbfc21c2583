"""Questions about a project that are settled within a year, and the probabilities given before."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Field

from portfolio.models.base import Row, one_of
from portfolio.rounds.forecasting import Outcome


class Forecast(Row, table=True):
    """A question with a day on which it can be answered; once settled it never changes."""

    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", index=True)
    question: str = Field(max_length=300)
    resolves_on: date
    asked_at: datetime
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    outcome: Outcome | None = Field(default=None, sa_type=one_of(Outcome))
    source: str = Field(default="", description="What shows how it came out")
    settled_at: datetime | None = None
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")


class ForecastProbability(Row, table=True):
    """What an evaluator held likely at a moment; the last before settling counts, and none is ever changed."""

    __tablename__ = "forecast_probability"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),)

    forecast_id: UUID = Field(foreign_key="forecast.id", index=True)
    evaluator_id: UUID = Field(foreign_key="person.id", index=True)
    percent: int
    given_at: datetime
