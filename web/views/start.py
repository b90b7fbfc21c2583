"""The first page: the only house one belongs to, or the choice between several."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.queries.houses import list_houses
from portfolio.queries.people import is_anyone_here
from web.access import require_sign_in
from web.addresses import first_page
from web.database import reading

bp = Blueprint("start", __name__)


@bp.get("/")
def show() -> str | Response:
    """Go to the only house, or list the houses; before anyone exists, say how to begin."""
    if g.viewer is None and not is_anyone_here(reading()):
        return render_template("start/first.html")
    if (answer := require_sign_in()) is not None:
        return answer
    houses = list_houses(reading(), g.viewer)
    if len(houses) == 1:
        return redirect(first_page(houses[0]))
    return redirect(url_for("houses.index"))
