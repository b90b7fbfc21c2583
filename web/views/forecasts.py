"""Forecasts: questions that are settled within a year, blind until one's own probability is given."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.forecasts import ask_forecast, give_probability, settle_forecast
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.forecasts import ForecastLine, get_forecast, list_forecasts, list_lacking
from portfolio.queries.projects import get_project
from portfolio.rounds.forecasting import Outcome
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, today, writing
from web.forecasts import record_of
from web.forms.forecasts import AskForm, ProbabilityForm, SettleForm

bp = house_blueprint("forecasts", __name__, "forecasts")


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Show what waits for the one who asks, what is open, how it came out, and how good the house is at it."""
    lines = list_forecasts(reading(), g.viewer, g.house.id, today=today())
    return render_template(
        "forecasts/index.html",
        waiting=[line for line in lines if line.may_answer and line.own is None],
        open_lines=[line for line in lines if not line.is_settled],
        settled=[line for line in lines if line.is_settled],
        record=record_of(lines),
        lacking=list_lacking(reading(), g.viewer, g.house.id, lines, today=today()),
        leads=has_role(Role.LEAD),
        is_evaluator=has_role(Role.EVALUATOR),
        today=today(),
    )


@bp.route("/new/<uuid:project_id>", methods=["GET", "POST"])
@roles(Role.LEAD)
def new(project_id: UUID) -> str | Response | tuple[str, int]:
    """Ask a question about a project."""
    project = _project(reading(), project_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _page("forecasts/new.html", form, project=project)
    try:
        with writing() as session:
            ask_forecast(
                session,
                g.viewer,
                g.house,
                _project(session, project_id),
                question=form.question.data or "",
                resolves_on=form.resolves_on.data,
                at=now(),
            )
    except RuleBrokenError as error:
        form.reject(error)
        return _page("forecasts/new.html", form, project=project)
    flash(_("The question is asked. Evaluators find it under forecasts."))
    return redirect(url_for("projects.show", project_id=project_id))


@bp.route("/<uuid:forecast_id>", methods=["GET", "POST"])
@roles(*READERS)
def show(forecast_id: UUID) -> str | Response | tuple[str, int]:
    """Show a question; an evaluator says how likely it is, and only then sees what the others hold."""
    line = _line(reading(), forecast_id)
    form = ProbabilityForm(percent=line.own)
    if not form.validate_on_submit():
        return _page("forecasts/show.html", form, line=line, leads=has_role(Role.LEAD))
    try:
        with writing() as session:
            found = _line(session, forecast_id).forecast
            give_probability(session, g.viewer, g.house, found, percent=form.percent.data, at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _page("forecasts/show.html", form, line=line, leads=has_role(Role.LEAD))
    flash(_("Kept. You may change your mind until the day; the last answer counts."))
    return redirect(url_for(".show", forecast_id=forecast_id))


@bp.route("/<uuid:forecast_id>/settle", methods=["GET", "POST"])
@roles(Role.LEAD)
def settle(forecast_id: UUID) -> str | Response | tuple[str, int]:
    """Say how a question came out, and what shows it."""
    line = _line(reading(), forecast_id)
    form = SettleForm()
    if not form.validate_on_submit():
        return _page("forecasts/settle.html", form, line=line)
    try:
        with writing() as session:
            found = _line(session, forecast_id).forecast
            outcome, source = Outcome(form.outcome.data), form.source.data or ""
            settle_forecast(session, g.viewer, g.house, found, outcome=outcome, source=source, at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _page("forecasts/settle.html", form, line=line)
    flash(_("Settled. It no longer changes."))
    return redirect(url_for(".show", forecast_id=forecast_id))


def _page(template: str, form: AskForm | ProbabilityForm | SettleForm, **shown: object) -> str | tuple[str, int]:
    page = render_template(template, form=form, **shown)
    return (page, 422) if request.method == "POST" else page


def _line(session: Session, forecast_id: UUID) -> ForecastLine:
    return get_forecast(session, g.viewer, g.house.id, forecast_id, today=today())


def _project(session: Session, project_id: UUID) -> Project:
    project = get_project(session, g.viewer, project_id)
    if project.house_id != g.house.id:
        raise NotFoundError(_("There is no such project."))
    return project
