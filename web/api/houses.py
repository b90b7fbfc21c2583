"""Houses and their projects as JSON."""

from typing import Any

from apiflask import APIBlueprint
from flask import g

from portfolio.clock import day_at
from portfolio.language import gettext as _
from portfolio.queries.houses import get_house, list_houses
from portfolio.queries.projects import list_project_sheets
from web.api.schemas import HouseList, ProjectItem, ProjectList, house_item
from web.database import now, reading

bp = APIBlueprint("api", __name__, url_prefix="/api", tag="Houses")


@bp.before_request
def _require_sign_in() -> tuple[dict[str, Any], int] | None:
    return None if g.viewer else ({"message": _("Sign in first.")}, 401)


@bp.get("/houses")
@bp.output(HouseList)
@bp.doc(summary="The houses one belongs to", responses=[401])
def houses() -> HouseList:
    """Return the houses one belongs to, with one's roles."""
    viewer = g.viewer
    return HouseList(houses=[house_item(house, viewer.roles[house.id]) for house in list_houses(reading(), viewer)])


@bp.get("/houses/<house>/projects")
@bp.output(ProjectList)
@bp.doc(summary="The projects of a house", responses=[401, 404])
def projects(house: str) -> ProjectList:
    """Return a house's projects with their closed scores; a house one may not read does not exist."""
    found = get_house(reading(), g.viewer, house)
    today = day_at(now(), found.zone)
    sheets = list_project_sheets(reading(), g.viewer, found.id, today=today)
    return ProjectList(projects=[ProjectItem.of(sheet) for sheet in sheets])
