"""The portfolio's robustness by money: the fan, what is discovered in time, the most exposed work, the watch years."""

from flask import g, render_template

from portfolio.queries.projects import list_project_sheets
from portfolio.queries.scenarios import find_scenario
from portfolio.queries.signals import list_signals
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import reading, today
from web.occupation_page import switched_off
from web.portfolio_outlook import House
from web.portfolio_resilience import portfolio_page
from web.project_words import project_address

bp = house_blueprint("portfolio_resilience", __name__, "resilience")


@bp.get("/")
@roles(*READERS)
def show() -> str:
    """Show how long the work lasts that the house's money goes to."""
    sheets = list_project_sheets(reading(), g.viewer, g.house.id, today=today())
    kept = [sheet for sheet in sheets if sheet.project.stage in ACTIVE_STAGES]
    house = House(
        switched_off(),
        find_scenario(reading(), g.viewer, g.house.id),
        list_signals(reading(), g.viewer, g.house.id),
    )
    return render_template(
        "resilience/portfolio.html",
        page=portfolio_page(kept, house, g.house.currency, today()),
        project_address=project_address,
    )
