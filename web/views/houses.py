"""All houses one belongs to, and founding another."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.houses import add_house, is_administrator
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.houses import list_houses
from web.access import personal_blueprint
from web.addresses import first_page
from web.database import now, reading, writing
from web.forms.houses import HouseForm

bp = personal_blueprint("houses", __name__, "/houses")


@bp.get("/")
def index() -> str:
    """List the houses one belongs to."""
    houses = [(house, first_page(house)) for house in list_houses(reading(), g.viewer)]
    return render_template("houses/index.html", houses=houses, may_found=is_administrator(g.viewer))


@bp.route("/new", methods=["GET", "POST"])
def new() -> str | Response:
    """Found a house; for administrators."""
    if not is_administrator(g.viewer):
        raise NotAllowedError(_("Only an administrator can make a house."))
    form = HouseForm(language=g.viewer.language)
    if form.validate_on_submit():
        try:
            with writing() as session:
                house = add_house(session, g.viewer, **form.values(), at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The house is founded. Invite its lead now; you yourself do not see its content."))
            return redirect(url_for("members.new", house=house.short_name))
    return render_template("houses/new.html", form=form)
