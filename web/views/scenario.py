"""The house's own scenario of technology, shown beside slow, central and fast."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.scenarios import save_scenario
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.queries.scenarios import find_scenario
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.forms.scenario import ScenarioForm, as_kept

bp = house_blueprint("scenario", __name__, "settings/scenario")


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def edit() -> str | Response | tuple[str, int]:
    """Change the scenario; no stored score changes with it."""
    form = ScenarioForm(data=as_kept(find_scenario(reading(), g.viewer, g.house.id)))
    form.offer()
    if not form.validate_on_submit():
        return render_template("scenario/edit.html", form=form)
    moved = form.moved()
    if not form.is_rejected:
        try:
            with writing() as session:
                house = session.get_one(House, g.house.id)
                save_scenario(
                    session,
                    g.viewer,
                    house,
                    name=form.name.data or "",
                    employees=form.employees.data or "",
                    moved=moved,
                    at=now(),
                )
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The scenario is saved. It stands beside the others on every project’s resilience page."))
            return redirect(url_for(".edit"))
    return render_template("scenario/edit.html", form=form), 422
