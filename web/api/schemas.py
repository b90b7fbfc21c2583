"""What the JSON interface says; amounts are whole minor units, shares basis points, moments UTC."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from portfolio.models import Funding, House, Sector
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.novelty import Barometer, Facet, OsborneType
from portfolio.rounds.cadence import DueState, Uncertainty
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role


class HouseItem(BaseModel):
    """A house the reader belongs to."""

    short_name: str
    name: str
    language: str
    roles: list[Role]


class HouseList(BaseModel):
    """The houses the reader belongs to."""

    houses: list[HouseItem]


class PartnerItem(BaseModel):
    """An organisation that takes part; a funder helps to pay."""

    name: str
    sector: Sector
    is_funder: bool


class OccupationItem(BaseModel):
    """A share of the people, prepared for an ISCO-08 unit group."""

    isco_08: str
    basis_points: int


class FigureItem(BaseModel):
    """A score from 0 to 100 with its interval; no value when too little could be assessed."""

    value: float | None
    low: float
    high: float


class ScoresItem(BaseModel):
    """The scores of the last closed evaluation; open ones are blind and not here."""

    closed_at: datetime
    rubric_version: str
    evaluators: int
    zone: str | None
    radicality: FigureItem
    decoupling: FigureItem
    connection: FigureItem


class ResilienceItem(BaseModel):
    """Shares of one of today's work that is still people's in the horizon year."""

    p10: float
    p50: float
    p90: float
    watch_year: int | None


class ProjectItem(BaseModel):
    """A project."""

    number: int
    name: str
    summary: str
    target_group: str
    stage: Stage
    horizon_year: int | None
    response_years: int
    uncertainty: Uncertainty
    funding: Funding
    budget_minor: int | None
    currency: str
    barometer: Barometer | None
    facet: Facet | None
    osborne: OsborneType | None
    partners: list[PartnerItem]
    occupations: list[OccupationItem]
    scores: ScoresItem | None
    resilience: ResilienceItem | None
    reevaluation: DueState
    reevaluation_due_on: date | None

    @classmethod
    def of(cls, sheet: ProjectSheet) -> Self:
        """Return what the interface says about a project."""
        project = sheet.project
        return cls(
            **project.model_dump(include=set(cls.model_fields) & set(type(project).model_fields)),
            partners=[
                PartnerItem(name=partner.name, sector=partner.sector, is_funder=partner.is_funder)
                for partner in sheet.partners
            ],
            occupations=[
                OccupationItem(isco_08=share.occupation, basis_points=share.basis_points) for share in sheet.occupations
            ],
            scores=_scores(sheet),
            resilience=_resilience(sheet),
            reevaluation=sheet.due.state,
            reevaluation_due_on=sheet.due.on,
        )


class ProjectList(BaseModel):
    """The projects of a house, by name."""

    projects: list[ProjectItem]


def house_item(house: House, roles: frozenset[Role]) -> HouseItem:
    """Return what the interface says about a house."""
    held = [role for role in Role if role in roles]
    return HouseItem(short_name=house.short_name, name=house.name, language=house.language, roles=held)


def _scores(sheet: ProjectSheet) -> ScoresItem | None:
    if sheet.scores is None:
        return None
    return ScoresItem(
        closed_at=sheet.scores.closed_at,
        rubric_version=sheet.scores.rubric_version,
        evaluators=sheet.scores.evaluators,
        zone=sheet.scores.zone,
        radicality=_figure(sheet, "radicality"),
        decoupling=_figure(sheet, "decoupling"),
        connection=_figure(sheet, "connection"),
    )


def _figure(sheet: ProjectSheet, axis: str) -> FigureItem:
    figure = sheet.score(axis)
    if figure is None:
        return FigureItem(value=None, low=0, high=100)
    return FigureItem(value=figure.value, low=figure.low, high=figure.high)


def _resilience(sheet: ProjectSheet) -> ResilienceItem | None:
    if (run := sheet.resilience) is None:
        return None
    return ResilienceItem(p10=run.p10, p50=run.p50, p90=run.p90, watch_year=run.watch_year)
