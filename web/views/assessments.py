"""An evaluator's own form: one criterion after the other, saved as one types, blind to everyone else."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response as JsonAnswer
from flask import flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.assessments import decline as decline_assessment
from portfolio.actions.assessments import hand_in, save_answers
from portfolio.actions.assessments import take_back as take_back_assessment
from portfolio.errors import InnohusError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.calibration import must_calibrate
from portfolio.queries.evaluation_rounds import find_first_round
from portfolio.queries.evaluations import Task, get_own_assessment, list_own_answers
from portfolio.queries.funders import people_of_funders
from portfolio.queries.projects import get_project_sheet
from portfolio.reference.rubric import rubric
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.panel import AnswersRefusedError
from portfolio.rounds.phases import Phase
from web.access import house_blueprint
from web.database import now, reading, today, writing
from web.evaluation_rounds import first_round_words
from web.forms.assessments import AnswersForm, DeclineForm, read_answers, show_answers, typed_answers
from web.saving import progress_words, refused_answer, saved_answer, saved_words

bp = house_blueprint("assessments", __name__, "evaluations/assessments")

Typed = Mapping[str, Mapping[str, str]]


@bp.get("/<uuid:assessment_id>")
def edit(assessment_id: UUID) -> str | Response:
    """Show the form, or what was handed in; one who is new in the house scores the calibration cases first."""
    task = _own(assessment_id)
    if must_calibrate(reading(), g.viewer, g.house):
        return redirect(url_for("calibration.index"))
    answers = list_own_answers(reading(), g.viewer, task.assessment)
    return _page(task, _form(task, show_answers(answers), task.assessment.comment))


@bp.post("/<uuid:assessment_id>")
def save(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Save the whole form as a draft, and hand it in when that button was pressed."""
    typed, comment = typed_answers(request.form.items()), request.form.get("comment", "")
    wants_hand_in = request.form.get("do") == "hand_in"
    try:
        _keep(assessment_id, typed, comment)
        # In a transaction of its own: an incomplete form is refused, and yet kept as a draft.
        if wants_hand_in:
            with writing() as session:
                hand_in(
                    session,
                    g.viewer,
                    get_own_assessment(session, g.viewer, g.house.id, assessment_id).assessment,
                    at=now(),
                )
    except AnswersRefusedError as refusal:
        task = _own(assessment_id)
        return _page(task, _form(task, typed, comment, refusal.problems)), 422
    flash(_("Handed in. Thank you.") if wants_hand_in else _("Saved as a draft."))
    return redirect(url_for(".edit", assessment_id=assessment_id))


@bp.post("/<uuid:assessment_id>/autosave")
def autosave(assessment_id: UUID) -> tuple[JsonAnswer, int]:
    """Save the criteria that were sent; answers with a sentence for a reader and one for each field that is wrong."""
    try:
        _keep(assessment_id, typed_answers(request.form.items()), request.form.get("comment"))
    except AnswersRefusedError as refusal:
        return refused_answer(refusal)
    except InnohusError as refusal:
        return jsonify(status=str(refusal), problems={}), 409
    task = _own(assessment_id)
    return saved_answer(task.assessment.saved_at, task.answered, task.asked)


@bp.post("/<uuid:assessment_id>/take-back")
def take_back(assessment_id: UUID) -> Response:
    """Make a draft again of what was handed in."""
    with writing() as session:
        take_back_assessment(
            session, g.viewer, get_own_assessment(session, g.viewer, g.house.id, assessment_id).assessment
        )
    flash(_("Taken back. You can change it, and hand it in again."))
    return redirect(url_for(".edit", assessment_id=assessment_id))


@bp.route("/<uuid:assessment_id>/decline", methods=["GET", "POST"])
def decline(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Ask for a reason, and say no."""
    task = _own(assessment_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return render_template("assessments/decline.html", form=form, task=task)
    try:
        with writing() as session:
            mine = get_own_assessment(session, g.viewer, g.house.id, assessment_id).assessment
            why, has_interest = form.reason.data or "", form.has_interest.data
            decline_assessment(session, g.viewer, mine, reason=why, has_interest=has_interest, at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return render_template("assessments/decline.html", form=form, task=task), 422
    flash(_("You have declined. The lead can see it, and why."))
    return redirect(url_for("evaluations.index"))


def _own(assessment_id: UUID) -> Task:
    return get_own_assessment(reading(), g.viewer, g.house.id, assessment_id)


def _keep(assessment_id: UUID, typed: Typed, comment: str | None) -> None:
    with writing() as session:
        mine = get_own_assessment(session, g.viewer, g.house.id, assessment_id).assessment
        save_answers(session, g.viewer, mine, read_answers(typed), at=now(), comment=comment)


def _form(task: Task, typed: Typed, comment: str, problems: Mapping[str, str] | None = None) -> AnswersForm:
    is_second = task.assessment.round > 1
    first = find_first_round(reading(), g.viewer, task.evaluation) if is_second else None
    earlier = first_round_words(first) if first else {}
    return AnswersForm(rubric(task.evaluation.rubric_version), typed, comment, problems or {}, earlier)


def _page(task: Task, form: AnswersForm) -> str:
    takes_answers = (
        task.evaluation.state is EvaluationState.OPEN
        and task.evaluation.phase is not Phase.TALK
        and task.assessment.round == task.evaluation.round
    )
    payer = people_of_funders(reading(), g.viewer, task.project.id).get(g.viewer.person_id, "")
    writable = takes_answers and not payer and task.assessment.state in (AssessmentState.INVITED, AssessmentState.DRAFT)
    return render_template(
        "assessments/edit.html" if writable else "assessments/show.html",
        task=task,
        sheet=get_project_sheet(reading(), g.viewer, task.project.id, today=today()),
        form=form,
        progress=progress_words(form.answered, task.asked),
        saved=saved_words(task.assessment.saved_at),
        payer=payer,
        can_take_back=not payer and takes_answers and task.assessment.state is AssessmentState.HANDED_IN,
    )
