"""What the house has agreed about the weights of criteria: all of it, and a form for its leads."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.weights import agree_weights
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.weights import find_weight_agreement, list_weight_agreements
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import READERS, Role
from portfolio.scoring.agreed import WeightKind
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, writing
from web.forms.weights import WeightsForm, weights_form
from web.weights_page import agreement_words, asked_axis, criterion_names

bp = house_blueprint("weights", __name__, "weights")


@bp.get("/")
@roles(*READERS)
def edit() -> str:
    """Show what was agreed on one axis, and to leads the form."""
    axis = asked_axis()
    return _page(axis, weights_form(axis, find_weight_agreement(reading(), g.viewer, g.house.id, axis)))


@bp.post("/")
@roles(Role.LEAD)
def save() -> Response | tuple[str, int]:
    """Keep what was agreed."""
    axis = asked_axis()
    form = weights_form(axis, None)
    given = form.numbers(axis) if form.validate_on_submit() else None
    if given is None:
        return _page(axis, form), 422
    try:
        with writing() as session:
            agree_weights(
                session,
                g.viewer,
                g.house,
                axis,
                WeightKind(form.kind.data),
                given,
                decided_on=form.decided_on.data,
                reason=form.reason.data or "",
                at=now(),
            )
    except RuleBrokenError as error:
        form.reject(error)
        return _page(axis, form), 422
    flash(_("The agreement is kept. The draws are made anew within a quarter of an hour."))
    return redirect(url_for(".edit", axis=axis.value))


def _page(axis: Axis, form: WeightsForm) -> str:
    lines = list_weight_agreements(reading(), g.viewer, g.house.id, axis)
    return render_template(
        "weights/edit.html",
        axis=axis.value,
        axes=[one.value for one in Axis],
        form=form,
        criteria=list(criterion_names(axis)),
        lines=[(line, agreement_words(line.agreement)) for line in lines],
        may_change=has_role(Role.LEAD),
    )
