"""How far the evaluators of a house agree, from the newest stored run; and the levels, for whoever wants to check."""

from flask import abort, g, render_template, request
from werkzeug.wrappers import Response

from portfolio.frames.files import MEDIA_TYPES, as_csv
from portfolio.frames.levels import level_table
from portfolio.language import current_language
from portfolio.queries.robustness import find_robustness_run, is_out_of_date
from portfolio.queries.severity import read_severity
from portfolio.reference.rubric import CURRENT_VERSION, Axis, rubric
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, house_blueprint, roles
from web.agreement_page import agreement_page
from web.database import reading
from web.downloads import send_bytes
from web.weights_page import asked_axis

bp = house_blueprint("agreement", __name__, "agreement")


@bp.get("/")
@roles(*READERS)
def show() -> str:
    """Show alpha by criterion with its interval, and the panel's reliability by axis."""
    run = find_robustness_run(reading(), g.viewer, g.house.id)
    found = run.result.get("agreement") if run else None
    return render_template(
        "agreement/show.html",
        run=run,
        page=agreement_page(found) if found else None,
        out_of_date=run is not None and is_out_of_date(reading(), g.viewer, run),
        may_check=has_role(Role.LEAD),
        may_calibrate=has_role(Role.LEAD, Role.EVALUATOR),
    )


@bp.get("/severity")
@roles(Role.LEAD, Role.EVALUATOR)
def severity() -> str:
    """Show leads how severe each evaluator is, and each evaluator their own."""
    axis = asked_axis()
    return render_template(
        "agreement/severity.html",
        axis=axis.value,
        axes=[one.value for one in Axis],
        found=read_severity(reading(), g.viewer, g.house.id, axis),
        leads=has_role(Role.LEAD),
    )


@bp.get("/levels.csv")
@roles(Role.LEAD)
def levels() -> Response:
    """Hand out the levels of closed evaluations without names, of one criterion or of all."""
    criterion = request.args.get("criterion", "")
    if criterion and criterion not in {one.id for one in rubric(CURRENT_VERSION).criteria}:
        abort(404)
    table = level_table(reading(), g.viewer, g.house.id, criterion=criterion)
    content = as_csv(table, current_language())
    name = "-".join(part for part in (g.house.short_name, "levels", criterion) if part)
    return send_bytes(content, media_type=MEDIA_TYPES["csv"], name=f"{name}.csv", save=True)
