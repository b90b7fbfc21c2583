"""A project as a form or a file states it, and what must hold before it is stored."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from babel.numbers import list_currencies
from pydantic import BaseModel, ConfigDict, Field

from portfolio.clock import day_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import Funding, House, Project, Sector
from portfolio.reference.novelty import Barometer, Facet, OsborneType
from portfolio.reference.occupations import get_occupation
from portfolio.rounds.cadence import Uncertainty
from portfolio.rounds.lifecycle import Stage
from portfolio.text import clean_line, clean_text

WHOLE = 10_000  # basis points
LARGEST_BUDGET = 10**15  # minor units; beyond any house, within 64 bits
FURTHEST_HORIZON = 60  # years, as far as the resilience model goes
LONGEST_RESPONSE = 30  # years
MOST_ROWS = 200  # partners, occupations or stop criteria; beyond any project
LONGEST_SENTENCE = 500  # characters

LINES = {"name": {"required": True}, "summary": {"longest": LONGEST_SENTENCE}}
TEXTS = ("target_group", "solutions_in_five_years", "people_in_five_years")
NOVELTY = {"barometer", "facet", "osborne"}
PLAIN = {
    *("stage", "horizon_year", "response_years", "uncertainty", "funding", "budget_minor", "currency", "lead_id"),
    *NOVELTY,
}


class PartnerInput(BaseModel):
    """A partner as a form or a file states it."""

    model_config = ConfigDict(extra="forbid")
    name: str
    sector: Sector
    is_funder: bool = False


class ProjectInput(BaseModel):
    """A project as a form or a file states it; nothing else can be set from outside."""

    model_config = ConfigDict(extra="forbid")

    name: str
    summary: str = ""
    target_group: str = ""
    stage: Stage = Stage.IDEA
    horizon_year: int | None = None
    response_years: int = 1
    uncertainty: Uncertainty = Uncertainty.MEDIUM
    funding: Funding = Funding.GRANT
    budget_minor: int | None = None
    currency: str = "DKK"
    solutions_in_five_years: str = ""
    people_in_five_years: str = ""
    barometer: Barometer | None = None
    facet: Facet | None = None
    osborne: OsborneType | None = None
    lead_id: UUID | None = None
    partners: list[PartnerInput] = Field(default_factory=list)
    occupations: dict[str, int] = Field(default_factory=dict, description="ISCO-08 code → basis points")
    stop_criteria: list[str] = Field(default_factory=list)


def check_project(given: ProjectInput, *, house: House, at: datetime, edited: Project | None = None) -> dict[str, Any]:
    """Return the clean facts of a project, or raise RuleBrokenError naming the first field to mend."""
    for problem in project_problems(given, house=house, at=at, edited=edited):
        raise problem
    return {
        **{name: clean_line(getattr(given, name), field=name, **limits) for name, limits in LINES.items()},  # type: ignore[arg-type]  # a table of keyword arguments
        **{name: clean_text(getattr(given, name), field=name) for name in TEXTS},
        **given.model_dump(include=PLAIN),
    }


def project_problems(
    given: ProjectInput, *, house: House, at: datetime, edited: Project | None = None
) -> Iterator[RuleBrokenError]:
    """Yield everything that is to be mended, each with its field; a horizon that was stored before may be past."""
    keeps_horizon = edited is not None and edited.horizon_year == given.horizon_year
    this_year = day_at(at, house.zone).year
    for check in _checks(given, None if keeps_horizon else this_year):
        try:
            check()
        except RuleBrokenError as problem:
            yield problem


def check_shares(shares: Mapping[str, int]) -> None:
    """Raise RuleBrokenError unless occupations are known and their basis points sum to the whole (or are none)."""
    for code, basis_points in shares.items():
        _known_code(code)
        if basis_points <= 0:
            raise RuleBrokenError(_("Each share must be above 0 per cent."), field="occupations")
    total = sum(shares.values())
    if shares and total != WHOLE:
        raise RuleBrokenError(
            _("The shares add up to %(total)s %%. They must add up to 100 %%.", total=_percent(total)),
            field="occupations",
        )


def clean_partners(given: ProjectInput) -> list[PartnerInput]:
    """Return each partner with its name made safe."""
    _check_rows(given.partners, "partners")
    return [
        row.model_copy(update={"name": clean_line(row.name, field="partners", required=True)}) for row in given.partners
    ]


def clean_shares(given: ProjectInput) -> dict[str, int]:
    """Return basis points by ISCO-08 unit group; longer Danish codes become the group they belong to."""
    _check_rows(list(given.occupations), "occupations")
    check_shares(given.occupations)
    shares: dict[str, int] = {}
    for code, basis_points in given.occupations.items():
        known = _known_code(code)
        shares[known] = shares.get(known, 0) + basis_points
    return shares


def clean_criteria(given: ProjectInput) -> list[str]:
    """Return the text of each stop criterion."""
    _check_rows(given.stop_criteria, "stop_criteria")
    limits = {"field": "stop_criteria", "required": True, "longest": LONGEST_SENTENCE}
    return [clean_line(text, **limits) for text in given.stop_criteria]  # type: ignore[arg-type]  # keyword arguments


def _checks(given: ProjectInput, this_year: int | None) -> list[Callable[[], object]]:
    return [
        *(partial(clean_line, getattr(given, name), field=name, **limits) for name, limits in LINES.items()),  # type: ignore[arg-type]  # a table of keyword arguments
        *(partial(clean_text, getattr(given, name), field=name) for name in TEXTS),
        partial(_check_horizon, given.horizon_year, this_year),
        partial(_check_response, given.response_years),
        partial(_check_money, given.budget_minor, given.currency),
        partial(clean_partners, given),
        partial(clean_shares, given),
        partial(clean_criteria, given),
    ]


def _check_horizon(year: int | None, this_year: int | None) -> None:
    if year is None or this_year is None:
        return
    if year <= this_year:
        raise RuleBrokenError(_("The horizon must be a year after %(year)s.", year=this_year), field="horizon_year")
    if year > this_year + FURTHEST_HORIZON:
        raise RuleBrokenError(
            _("The horizon can be %(year)s at the latest.", year=this_year + FURTHEST_HORIZON), field="horizon_year"
        )


def _check_response(years: int) -> None:
    if not 0 <= years <= LONGEST_RESPONSE:
        raise RuleBrokenError(_("Write a number of years from 0 to 30."), field="response_years")


def _check_money(minor: int | None, currency: str) -> None:
    if minor is not None and minor < 0:
        raise RuleBrokenError(_("Write an amount of 0 or more."), field="budget")
    if minor is not None and minor > LARGEST_BUDGET:
        raise RuleBrokenError(_("This amount is larger than any project. Check the zeros."), field="budget")
    if currency not in list_currencies():
        raise RuleBrokenError(_("Choose a currency."), field="currency")


def _check_rows(rows: list[Any], field: str) -> None:
    if len(rows) > MOST_ROWS:
        raise RuleBrokenError(_("There is room for %(most)s here.", most=MOST_ROWS), field=field)


def _known_code(code: str) -> str:
    try:
        return get_occupation(code).code
    except NotFoundError as unknown:
        raise RuleBrokenError(str(unknown), field="occupations") from unknown


def _percent(basis_points: int) -> str:
    decimals = 0 if basis_points % 100 == 0 else 1 if basis_points % 10 == 0 else 2
    return format_number(basis_points / 100, decimals)
