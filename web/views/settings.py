"""How a house works: its name, language, briefing and answers to the two five-year questions."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.houses import HouseInput, edit_house
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, writing
from web.forms.houses import SettingsForm

bp = house_blueprint("settings", __name__, "settings")


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def edit() -> str | Response:
    """Change how the house works."""
    form = SettingsForm(obj=g.house)
    if form.validate_on_submit():
        try:
            with writing() as session:
                edit_house(session, g.viewer, g.house, HouseInput(**form.values()), at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The settings are saved."))
            return redirect(url_for(".edit"))
    return render_template("settings/edit.html", form=form)
