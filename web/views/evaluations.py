"""Evaluations of a house: what waits, opening, following, closing, and the result."""

from datetime import timedelta
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.evaluations import (
    LONGEST_WHY,
    cancel_evaluation,
    close_evaluation,
    invite_more,
    move_last_day,
)
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.models import Evaluation, Person, Project
from portfolio.queries.calibration import count_unscored
from portfolio.queries.evaluation_rounds import outsider_warning
from portfolio.queries.evaluations import (
    find_cancel_reason,
    find_own_assessment,
    find_snapshot,
    find_snapshot_before,
    get_evaluation,
    list_evaluations,
    list_own_tasks,
    list_panel,
    list_remarks,
    panel_progress,
)
from portfolio.queries.forecasts import count_unanswered
from portfolio.queries.funders import people_of_funders
from portfolio.queries.people import list_members
from portfolio.queries.projects import get_project, list_project_sheets
from portfolio.rounds.lifecycle import ACTIVE_STAGES, AssessmentState, EvaluationState
from portfolio.rounds.panel import Progress, check_closing, panel_warning
from portfolio.rounds.phases import Phase, check_may_close
from portfolio.rounds.visibility import READERS, Role
from portfolio.scoring.change import minimal_detectable_change
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, settings, today, writing
from web.evaluation_rounds import rounds_page
from web.forms.evaluations import CancelForm, ChangeForm, CloseForm, OpenForm
from web.opening import open_all
from web.results import result_of

bp = house_blueprint("evaluations", __name__, "evaluations")

USUAL_LENGTH = timedelta(days=14)  # offered, not required


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Show what waits for the one who asks, then what is open and closed."""
    lines = list_evaluations(reading(), g.viewer, g.house.id)
    tasks = list_own_tasks(reading(), g.viewer, g.house.id)
    to_do = (AssessmentState.INVITED, AssessmentState.DRAFT)
    leads = has_role(Role.LEAD)
    is_open = [line for line in lines if line.evaluation.state is EvaluationState.OPEN]
    return render_template(
        "evaluations/index.html",
        waiting=[task for task in tasks if task.assessment.state in to_do and task.evaluation.phase is not Phase.TALK],
        tasks=tasks,
        open_lines=[line for line in is_open if leads or line.own is None],  # one's own stand above already
        closed_lines=[line for line in lines if line.snapshot],
        leads=leads,
        may_calibrate=has_role(Role.LEAD, Role.EVALUATOR),
        questions=count_unanswered(reading(), g.viewer, g.house.id, today=today()),
        cases=count_unscored(reading(), g.viewer, g.house.id, year=today().year),
        days_left=lambda evaluation: (evaluation.closes_on - today()).days,
        day_of=lambda moment: day_at(moment, g.house.zone),
    )


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Open evaluations of one or several projects with one panel."""
    form = OpenForm(
        projects=_asked_projects(),
        closes_on=today() + USUAL_LENGTH,
        reason=request.args.get("reason", "")[:LONGEST_WHY],
    )
    evaluators = list_members(reading(), g.viewer, g.house.id, Role.EVALUATOR)
    form.offer(_projects_to_choose(), evaluators)
    if not form.validate_on_submit():
        return _rejected("evaluations/new.html", form, few=len(evaluators) < 2)
    try:
        with writing() as session:
            opened, told = open_all(session, form)
    except RuleBrokenError as error:
        form.reject(error)
        return _rejected("evaluations/new.html", form, few=len(evaluators) < 2)
    flash(
        ngettext(
            "The evaluation is open, and the invitations are on their way.",
            "%(num)s evaluations are open, and the invitations are on their way.",
            len(opened),
        )
    )
    for sentence in told:
        flash(sentence, "warning")
    return redirect(url_for(".show", evaluation_id=opened[0].id) if len(opened) == 1 else url_for(".index"))


@bp.get("/<uuid:evaluation_id>")
@roles(*READERS)
def show(evaluation_id: UUID) -> str:
    """Show how far an evaluation is, or its result; what may be seen is decided in the statements."""
    evaluation = get_evaluation(reading(), g.viewer, g.house.id, evaluation_id)
    snapshot = find_snapshot(reading(), g.viewer, evaluation)
    before = find_snapshot_before(reading(), g.viewer, snapshot) if snapshot else None
    remarks = list_remarks(reading(), g.viewer, evaluation)
    leads = has_role(Role.LEAD)
    progress = panel_progress(reading(), g.viewer, evaluation) if leads else None
    return render_template(
        "evaluations/show.html",
        evaluation=evaluation,
        project=get_project(reading(), g.viewer, evaluation.project_id),
        own=find_own_assessment(reading(), g.viewer, evaluation),
        panel=list_panel(reading(), g.viewer, evaluation) if leads else None,
        progress=progress,
        warnings=_warnings(evaluation, progress) if progress else (),
        closed_on=day_at(snapshot.closed_at, g.house.zone) if snapshot else None,
        result=result_of(snapshot, before, remarks) if snapshot else None,
        rounds=rounds_page(reading(), g.viewer, evaluation, snapshot, remarks),
        cancel_reason=find_cancel_reason(reading(), g.viewer, evaluation),
        days_left=(evaluation.closes_on - today()).days,
    )


@bp.route("/<uuid:evaluation_id>/close", methods=["GET", "POST"])
@roles(Role.LEAD)
def close(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Say what closing means and who many are missing, then close."""
    evaluation = get_evaluation(reading(), g.viewer, g.house.id, evaluation_id)
    progress = panel_progress(reading(), g.viewer, evaluation)
    form = CloseForm(missing_accepted=progress.missing)
    page = {"evaluation": evaluation, "project": get_project(reading(), g.viewer, evaluation.project_id)}
    if not form.validate_on_submit():
        return render_template(
            "evaluations/close.html", form=form, progress=progress, hindrance=_hindrance(evaluation), **page
        )
    try:
        with writing() as session:
            close_evaluation(
                session,
                g.viewer,
                get_evaluation(session, g.viewer, g.house.id, evaluation_id),
                at=now(),
                missing_accepted=form.missing_accepted.data or 0,
                base_url=settings().base_url,
            )
    except RuleBrokenError as error:
        flash(str(error), "error")
        return redirect(url_for(".show", evaluation_id=evaluation_id))
    flash(_("The evaluation is closed. Its scores no longer change."))
    return redirect(url_for(".show", evaluation_id=evaluation_id))


@bp.route("/<uuid:evaluation_id>/change", methods=["GET", "POST"])
@roles(Role.LEAD)
def change(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Move the last day, and invite more evaluators."""
    evaluation = get_evaluation(reading(), g.viewer, g.house.id, evaluation_id)
    form = ChangeForm(closes_on=evaluation.closes_on)
    form.offer(_people_to_add(evaluation))
    may_invite = evaluation.phase in (Phase.ONLY_ROUND, Phase.FIRST_ROUND)
    project = get_project(reading(), g.viewer, evaluation.project_id)
    page = {"evaluation": evaluation, "project": project, "may_invite": may_invite}
    if not form.validate_on_submit():
        return _rejected("evaluations/change.html", form, **page)
    try:
        with writing() as session:
            _change(session, get_evaluation(session, g.viewer, g.house.id, evaluation_id), form)
    except RuleBrokenError as error:
        form.reject(error)
        return _rejected("evaluations/change.html", form, **page)
    flash(_("Changed."))
    return redirect(url_for(".show", evaluation_id=evaluation_id))


@bp.route("/<uuid:evaluation_id>/cancel", methods=["GET", "POST"])
@roles(Role.LEAD)
def cancel(evaluation_id: UUID) -> str | Response | tuple[str, int]:
    """Ask why, and cancel."""
    evaluation = get_evaluation(reading(), g.viewer, g.house.id, evaluation_id)
    form = CancelForm()
    page = {"evaluation": evaluation, "project": get_project(reading(), g.viewer, evaluation.project_id)}
    if not form.validate_on_submit():
        return _rejected("evaluations/cancel.html", form, **page)
    try:
        with writing() as session:
            current = get_evaluation(session, g.viewer, g.house.id, evaluation_id)
            cancel_evaluation(session, g.viewer, current, reason=form.reason.data or "", at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _rejected("evaluations/cancel.html", form, **page)
    flash(_("The evaluation is cancelled. Nobody sees what was answered."))
    return redirect(url_for(".index"))


@bp.get("/figures")
@roles(*READERS)
def figures() -> str:
    """Explain each figure: what it says, how it is made, and what it does not say."""
    return render_template("evaluations/figures.html", threshold=minimal_detectable_change())


def _rejected(template: str, form: OpenForm | ChangeForm | CancelForm, **page: object) -> str | tuple[str, int]:
    shown = render_template(template, form=form, **page)
    return (shown, 422) if form.errors else shown


def _asked_projects() -> list[UUID]:
    asked = request.args.get("project", type=UUID)
    return [asked] if asked else []


def _projects_to_choose() -> list[Project]:
    asked = _asked_projects()
    sheets = list_project_sheets(reading(), g.viewer, g.house.id, today=today())
    return [
        sheet.project
        for sheet in sheets
        if sheet.open_evaluation is None and (sheet.project.stage in ACTIVE_STAGES or sheet.project.id in asked)
    ]


def _people_to_add(evaluation: Evaluation) -> list[Person]:
    panel = {panellist.person.id for panellist in list_panel(reading(), g.viewer, evaluation) if not panellist.declined}
    lead_id = get_project(reading(), g.viewer, evaluation.project_id).lead_id
    members = list_members(reading(), g.viewer, g.house.id, Role.EVALUATOR)
    barred = panel | {lead_id} | people_of_funders(reading(), g.viewer, evaluation.project_id).keys()
    return [person for person in members if person.id not in barred]


def _change(session: Session, evaluation: Evaluation, form: ChangeForm) -> None:
    if form.closes_on.data != evaluation.closes_on:
        move_last_day(session, g.viewer, g.house, evaluation, closes_on=form.closes_on.data, at=now())
    if form.evaluators.data:
        invite_more(
            session,
            g.viewer,
            g.house,
            evaluation,
            evaluator_ids=form.evaluators.data,
            at=now(),
            base_url=settings().base_url,
        )


def _warnings(evaluation: Evaluation, progress: Progress) -> list[str]:
    outsider = outsider_warning(reading(), g.viewer, [evaluation])
    return [sentence for sentence in (panel_warning(progress.panel), outsider) if sentence]


def _hindrance(evaluation: Evaluation) -> str | None:
    """Return why an evaluation cannot be closed now, whatever the lead confirms."""
    progress = panel_progress(reading(), g.viewer, evaluation)
    try:
        check_may_close(evaluation.phase)
        check_closing(progress, past_last_day=True, missing_accepted=progress.missing)
    except RuleBrokenError as error:
        return str(error)
    return None
