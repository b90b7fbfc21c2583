"""What survives other plausible weightings: bands, places and pairs, from the newest stored draws."""

from flask import g, render_template, request

from portfolio.models import RobustnessRun, WeightAgreement
from portfolio.queries.robustness import find_robustness_run, is_out_of_date, read_survey
from portfolio.queries.weights import find_weight_agreement
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import reading
from web.robustness_page import robustness_page
from web.weights_page import asked_axis, shown_weighting, what_moves

AGREED = "agreed"  # in the address: draw from what the house has agreed, not without preference

bp = house_blueprint("robustness", __name__, "robustness")


@bp.get("/")
@roles(*READERS)
def show() -> str:
    """Show what the draws say of one axis; they are made by the jobs, never here."""
    axis = asked_axis()
    run = find_robustness_run(reading(), g.viewer, g.house.id)
    agreement = find_weight_agreement(reading(), g.viewer, g.house.id, axis)
    plain = read_survey(reading(), g.viewer, run, axis) if run else None
    agreed = read_survey(reading(), g.viewer, run, axis, agreed=True) if run and _is_of(run, agreement, axis) else None
    survey = agreed if agreed and request.args.get("weights") == AGREED else plain
    return render_template(
        "robustness/show.html",
        axis=axis.value,
        axes=[one.value for one in Axis],
        run=run,
        survey=survey,
        has_agreed=agreed is not None,
        not_yet_agreed=agreement is not None and agreed is None,
        is_agreed=agreed is not None and survey is agreed,
        weighting=shown_weighting(agreement if survey is agreed else None),
        moves=what_moves(run, axis, plain) if run and plain and agreed else "",
        page=robustness_page(survey, run.draws) if run and survey else None,
        out_of_date=run is not None and is_out_of_date(reading(), g.viewer, run),
    )


def _is_of(run: RobustnessRun, agreement: WeightAgreement | None, axis: Axis) -> bool:
    """Tell whether a run was drawn under the agreement in force, so that the page names the right one."""
    return agreement is not None and run.result.get("agreed", {}).get(axis.value, {}).get("weights") == {
        "kind": agreement.kind.value,
        "values": agreement.weights,
    }
