"""Calibration: three invented cases that everyone scores first, and again each year, to hold their scale."""

from typing import Any

from flask import Response as JsonAnswer
from flask import flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.calibration import ask_new_evaluators, draft_case, replace_case, restore_case, score_case
from portfolio.errors import InnohusError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.calibration import (
    find_own_draft,
    get_case,
    list_cases,
    list_drift,
    list_own_calibration,
    must_calibrate,
)
from portfolio.reference.calibration_cases import Slot
from portfolio.reference.rubric import rubric
from portfolio.rounds.panel import AnswersRefusedError
from portfolio.rounds.visibility import Role
from web.access import has_role, house_blueprint, roles
from web.calibration import compared, pictures, title_of
from web.database import now, reading, today, writing
from web.forms.assessments import AnswersForm, typed_answers
from web.forms.calibration import CaseForm, read_levels, show_levels
from web.saving import progress_words, refused_answer, saved_answer, saved_words

bp = house_blueprint("calibration", __name__, "calibration")


@bp.get("/")
@roles(Role.EVALUATOR, Role.LEAD)
def index() -> str:
    """Show which cases wait, one's own levels beside the key once all are scored, and drift."""
    year = today().year
    own = list_own_calibration(reading(), g.viewer, g.house.id, year=year)
    is_complete = len(own) == len(Slot)
    scored = {answer.slot for answer in own}
    return render_template(
        "calibration/index.html",
        cases=list_cases(reading(), g.viewer, g.house.id),
        scored=scored,
        is_evaluator=has_role(Role.EVALUATOR),
        leads=has_role(Role.LEAD),
        is_first=must_calibrate(reading(), g.viewer, g.house),
        # The key stays hidden until all three are scored, so that the third is as blind as the first.
        answers=[(title_of(answer), compared(answer)) for answer in own] if is_complete else [],
        pictures=pictures(list_drift(reading(), g.viewer, g.house.id)),
        year=year,
    )


@bp.route("/<slot>", methods=["GET", "POST"])
@roles(Role.EVALUATOR)
def case(slot: str) -> str | Response | tuple[str, int]:
    """Show a case beside the rubric's levels, and keep what is answered, once a year."""
    shown = get_case(reading(), g.viewer, g.house.id, slot)
    answered = {one.slot for one in list_own_calibration(reading(), g.viewer, g.house.id, year=today().year)}
    if request.method == "GET":
        if shown.slot in answered:
            return redirect(url_for(".index"))
        draft = find_own_draft(reading(), g.viewer, g.house.id, shown.slot, year=today().year)
        return _case_page(shown, show_levels(draft.levels) if draft else {})
    typed = typed_answers(request.form.items())
    try:
        with writing() as session:
            draft_case(session, g.viewer, g.house, shown.slot, read_levels(typed), at=now())
        if request.form.get("do") == "save":
            flash(_("Saved as a draft."))
            return redirect(url_for(".case", slot=slot))
        # In a transaction of its own: an incomplete form is refused, and yet kept as a draft.
        with writing() as session:
            score_case(session, g.viewer, g.house, shown.slot, read_levels(typed), at=now())
    except AnswersRefusedError as refusal:
        return _case_page(shown, typed, refusal.problems), 422
    except RuleBrokenError as error:
        flash(str(error), "error")
        return redirect(url_for(".index"))
    flash(_("Scored. When you have scored all three, you see how close you are to the key."))
    return redirect(url_for(".index"))


@bp.post("/<slot>/autosave")
@roles(Role.EVALUATOR)
def autosave(slot: str) -> tuple[JsonAnswer, int]:
    """Keep the criteria that were sent as a draft; answers as the form of a project does."""
    shown = get_case(reading(), g.viewer, g.house.id, slot)
    try:
        with writing() as session:
            levels = read_levels(typed_answers(request.form.items()))
            draft = draft_case(session, g.viewer, g.house, shown.slot, levels, at=now())
    except AnswersRefusedError as refusal:
        return refused_answer(refusal)
    except InnohusError as refusal:
        return jsonify(status=str(refusal), problems={}), 409
    return saved_answer(draft.saved_at, len(draft.levels), len(rubric(shown.rubric_version).criteria))


@bp.route("/<slot>/replace", methods=["GET", "POST"])
@roles(Role.LEAD)
def replace(slot: str) -> str | Response | tuple[str, int]:
    """Put a case of the house's own in the place of the one used now."""
    shown = get_case(reading(), g.viewer, g.house.id, slot)
    form = CaseForm()
    typed = typed_answers(request.form.items())
    if not form.validate_on_submit():
        page = _replace_page(shown, form, typed)
        return (page, 422) if form.errors else page
    try:
        with writing() as session:
            replace_case(
                session,
                g.viewer,
                g.house,
                shown.slot,
                title=form.title.data or "",
                text=form.text.data or "",
                key=read_levels(typed),
                at=now(),
            )
    except AnswersRefusedError as refusal:
        return _replace_page(shown, form, typed, refusal.problems), 422
    except RuleBrokenError as error:
        form.reject(error)
        return _replace_page(shown, form, typed), 422
    flash(_("From now on evaluators score your case. What was scored before keeps its own key."))
    return redirect(url_for(".index"))


@bp.post("/<slot>/restore")
@roles(Role.LEAD)
def restore(slot: str) -> Response:
    """Use the shipped case again."""
    shown = get_case(reading(), g.viewer, g.house.id, slot)
    with writing() as session:
        restore_case(session, g.viewer, g.house, shown.slot, at=now())
    flash(_("The shipped case is used again."))
    return redirect(url_for(".index"))


@bp.post("/ask")
@roles(Role.LEAD)
def ask() -> Response:
    """Decide whether new evaluators score the cases before their first project."""
    with writing() as session:
        ask_new_evaluators(session, g.viewer, g.house, wanted=request.form.get("wanted") == "yes", at=now())
    flash(_("Changed."))
    return redirect(url_for(".index"))


def _case_page(shown: Any, typed: Any, problems: Any = None) -> str:
    asked = rubric(shown.rubric_version)
    form = AnswersForm(asked, typed, problems=problems or {})
    draft = find_own_draft(reading(), g.viewer, g.house.id, shown.slot, year=today().year)
    return render_template(
        "calibration/case.html",
        case=shown,
        form=form,
        progress=progress_words(form.answered, len(asked.criteria)),
        saved=saved_words(draft.saved_at if draft else None),
    )


def _replace_page(shown: Any, form: CaseForm, typed: Any, problems: Any = None) -> str:
    key = AnswersForm(rubric(), typed, problems=problems or {})
    return render_template("calibration/replace.html", case=shown, form=form, key=key)
