"""What survives other plausible weightings: bands, places and pairs, from the newest stored draws."""

from flask import g, render_template, request

from portfolio.queries.robustness import find_robustness_run, is_out_of_date, read_survey
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import reading
from web.robustness_page import robustness_page

bp = house_blueprint("robustness", __name__, "robustness")


@bp.get("/")
@roles(*READERS)
def show() -> str:
    """Show what the draws say of one axis; they are made by the jobs, never here."""
    asked = request.args.get("axis", "")
    axis = next((one for one in Axis if one.value == asked), Axis.RADICALITY)
    run = find_robustness_run(reading(), g.viewer, g.house.id)
    survey = read_survey(reading(), g.viewer, run, axis) if run else None
    return render_template(
        "robustness/show.html",
        axis=axis.value,
        axes=[one.value for one in Axis],
        run=run,
        survey=survey,
        page=robustness_page(survey, run.draws) if run and survey else None,
        out_of_date=run is not None and is_out_of_date(reading(), g.viewer, run),
    )
