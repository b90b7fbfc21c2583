"""Projects and what lies around them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import CheckConstraint, Field, UniqueConstraint

from portfolio.models.base import Row, one_of
from portfolio.reference.novelty import Barometer, Facet, OsborneType
from portfolio.rounds.cadence import Uncertainty
from portfolio.rounds.lifecycle import Stage


class Sector(StrEnum):
    """The three sectors a partner may come from; unknown when the source of an import does not tell."""

    PUBLIC = "public"
    PRIVATE = "private"
    CIVIL_SOCIETY = "civil_society"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    """How a project is paid."""

    GRANT = "grant"
    OWN_FUNDS = "own_funds"
    PAYMENT_BY_RESULTS = "payment_by_results"
    SOCIAL_IMPACT_BOND = "social_impact_bond"


class Project(Row, table=True):
    """A project of a house, kept apart from operations."""

    __table_args__ = (
        UniqueConstraint("house_id", "number"),
        UniqueConstraint("house_id", "source_key"),
        CheckConstraint("budget_minor IS NULL OR budget_minor >= 0", name="budget_not_negative"),
    )

    house_id: UUID = Field(foreign_key="house.id", index=True)
    number: int = Field(description="Counts from 1 in each house and is never used again")
    name: str = Field(max_length=300)
    summary: str = Field(default="", description="One sentence")
    target_group: str = Field(default="", description="Who it is for; never data about a citizen")
    stage: Stage = Field(default=Stage.IDEA, sa_type=one_of(Stage))
    horizon_year: int | None = Field(default=None, description="The year its people should be in that work")
    response_years: int = Field(default=1, description="Years the project needs to change course")
    uncertainty: Uncertainty = Field(default=Uncertainty.MEDIUM, sa_type=one_of(Uncertainty))
    funding: Funding = Field(default=Funding.GRANT, sa_type=one_of(Funding))
    budget_minor: int | None = None
    currency: str = Field(default="DKK", max_length=3)
    solutions_in_five_years: str = ""
    people_in_five_years: str = ""
    barometer: Barometer | None = Field(default=None, sa_type=one_of(Barometer))
    facet: Facet | None = Field(default=None, sa_type=one_of(Facet))
    osborne: OsborneType | None = Field(default=None, sa_type=one_of(OsborneType))
    lead_id: UUID | None = Field(default=None, foreign_key="person.id")
    source_key: str | None = Field(
        default=None, max_length=120, description="Where it was imported from, as `indigo:…`"
    )
    created_at: datetime
    updated_at: datetime
    version: int = Field(default=1, description="Rises with every edit, so that nobody overwrites another's edit")


class ProjectPartner(Row, table=True):
    """An organisation that takes part in a project."""

    __tablename__ = "project_partner"

    project_id: UUID = Field(foreign_key="project.id", index=True)
    name: str = Field(max_length=300)
    sector: Sector = Field(sa_type=one_of(Sector))
    is_funder: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": sa.false()},
        description="Helps to pay, so that nobody from there may score the project",
    )


class OccupationShare(Row, table=True):
    """A share of the people of a project who are prepared for an occupation."""

    __tablename__ = "occupation_share"
    __table_args__ = (
        UniqueConstraint("project_id", "occupation"),
        CheckConstraint("basis_points > 0 AND basis_points <= 10000", name="share_in_range"),
    )

    project_id: UUID = Field(foreign_key="project.id", index=True)
    occupation: str = Field(max_length=4, description="ISCO-08 unit group, as text")
    basis_points: int = Field(description="Ten-thousandths; those of a project sum to 10,000")


class StopCriterion(Row, table=True):
    """A sign, agreed in advance, at which the project stops."""

    __tablename__ = "stop_criterion"

    project_id: UUID = Field(foreign_key="project.id", index=True)
    position: int
    text: str
    met_on: date | None = None
