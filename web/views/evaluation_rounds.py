"""Between two private rounds: reveal the first, note what is said, start the second."""

from datetime import timedelta
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.evaluation_rounds import reveal_first_round, start_second_round, write_talk_note
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Evaluation
from portfolio.queries.evaluation_rounds import list_second_panel
from portfolio.queries.evaluations import get_evaluation, panel_progress
from portfolio.queries.projects import get_project
from portfolio.rounds.lifecycle import EvaluationState, check_open
from portfolio.rounds.panel import SMALLEST_PANEL
from portfolio.rounds.phases import Phase, check_revealing, check_second_panel, check_talking
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, settings, today, writing
from web.evaluation_rounds import rounds_page
from web.forms.evaluations import RevealForm, SecondRoundForm, TalkForm

bp = house_blueprint("evaluation_rounds", __name__, "evaluations")

USUAL_SECOND_ROUND = timedelta(days=7)  # offered, not required


@bp.route("/<uuid:evaluation_id>/reveal", methods=["GET", "POST"])
@roles(Role.LEAD)
def reveal(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Say what revealing means and how many are missing, then reveal."""
    evaluation = _evaluation(reading(), evaluation_id)
    progress = panel_progress(reading(), g.viewer, evaluation)
    form = RevealForm(missing_accepted=progress.missing)
    if not form.validate_on_submit():
        return render_template(
            "evaluations/reveal.html",
            form=form,
            progress=progress,
            smallest=SMALLEST_PANEL,
            hindrance=_hindrance_to_reveal(evaluation),
            **_page(evaluation),
        )
    try:
        with writing() as session:
            reveal_first_round(
                session,
                g.viewer,
                g.house,
                _evaluation(session, evaluation_id),
                missing_accepted=form.missing_accepted.data or 0,
                at=now(),
                base_url=settings().base_url,
            )
    except RuleBrokenError as error:
        flash(str(error), "error")
        return redirect(url_for("evaluations.show", evaluation_id=evaluation_id))
    flash(_("The first round is revealed. Those who handed in get a mail."))
    return redirect(url_for("evaluations.show", evaluation_id=evaluation_id))


@bp.route("/<uuid:evaluation_id>/talk", methods=["GET", "POST"])
@roles(Role.LEAD)
def talk(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Note what is said about the widest criteria: the lowest and the highest reasoning first."""
    evaluation = _evaluation(reading(), evaluation_id)
    if evaluation.state is not EvaluationState.OPEN or evaluation.phase is not Phase.TALK:
        return redirect(url_for("evaluations.show", evaluation_id=evaluation_id))
    form = TalkForm()
    if not form.validate_on_submit():
        return _talk_page(evaluation, form)
    try:
        with writing() as session:
            write_talk_note(
                session,
                g.viewer,
                _evaluation(session, evaluation_id),
                form.criterion.data or "",
                lowest=form.lowest.data or "",
                highest=form.highest.data or "",
                other=form.other.data or "",
                at=now(),
            )
    except NotFoundError as error:
        return _talk_page(evaluation, form, str(error)), 422
    except RuleBrokenError as error:
        form.reject(error)
        return _talk_page(evaluation, form), 422
    flash(_("Noted."))
    return redirect(url_for(".talk", evaluation_id=evaluation_id))


@bp.route("/<uuid:evaluation_id>/second-round", methods=["GET", "POST"])
@roles(Role.LEAD)
def second(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Say who answers once more, ask until when, and start."""
    evaluation = _evaluation(reading(), evaluation_id)
    form = SecondRoundForm(closes_on=today() + USUAL_SECOND_ROUND)
    if not form.validate_on_submit():
        return _second_page(evaluation, form), 422 if form.errors else 200
    try:
        with writing() as session:
            start_second_round(
                session,
                g.viewer,
                g.house,
                _evaluation(session, evaluation_id),
                closes_on=form.closes_on.data,
                at=now(),
                base_url=settings().base_url,
            )
    except RuleBrokenError as error:
        form.reject(error)
        return _second_page(evaluation, form), 422
    flash(_("The second round has begun, and the panel is asked by mail."))
    return redirect(url_for("evaluations.show", evaluation_id=evaluation_id))


def _evaluation(session: Session, evaluation_id: UUID) -> Evaluation:
    return get_evaluation(session, g.viewer, g.house.id, evaluation_id)


def _page(evaluation: Evaluation) -> dict[str, object]:
    return {"evaluation": evaluation, "project": get_project(reading(), g.viewer, evaluation.project_id)}


def _talk_page(evaluation: Evaluation, form: TalkForm, problem: str = "") -> str:
    if problem:
        form.form_errors.append(problem)
    shown = rounds_page(reading(), g.viewer, evaluation, None, ())
    asked = form.criterion.data if request.method == "POST" else None
    forms = []
    for talked in shown.talk:
        is_sent = talked.criterion.id == asked
        own = form if is_sent else TalkForm(formdata=None, prefix="", obj=talked.note)
        own.criterion.data = talked.criterion.id
        forms.append((talked, own))
    return render_template("evaluations/talk.html", form=form, forms=forms, first=shown.first, **_page(evaluation))


def _second_page(evaluation: Evaluation, form: SecondRoundForm) -> str:
    panel = [person for person, _part in list_second_panel(reading(), g.viewer, evaluation)]
    hindrance = None
    try:
        check_open(evaluation.state)
        check_talking(evaluation.phase)
        check_second_panel(len(panel))
    except RuleBrokenError as error:
        hindrance = str(error)
    return render_template(
        "evaluations/second_round.html", form=form, panel=panel, hindrance=hindrance, **_page(evaluation)
    )


def _hindrance_to_reveal(evaluation: Evaluation) -> str | None:
    """Return why the first round cannot be revealed now, whatever the lead confirms."""
    progress = panel_progress(reading(), g.viewer, evaluation)
    try:
        check_open(evaluation.state)
        check_revealing(evaluation.phase, progress, past_last_day=True, missing_accepted=progress.missing)
    except RuleBrokenError as error:
        return str(error)
    return None
