"""The portfolio and its projects: looked at, registered, edited and moved."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, session
from werkzeug.wrappers import Response

from portfolio.actions.projects import add_project, edit_project, move_project
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.attention import list_attention
from portfolio.queries.contracts import list_contract_sheets
from portfolio.queries.forecasts import lacking_of, list_forecasts
from portfolio.queries.project_history import list_happenings
from portfolio.queries.projects import (
    ProjectSheet,
    get_project,
    get_project_sheet,
    list_possible_leads,
    list_project_sheets,
)
from portfolio.queries.score_history import list_score_history
from portfolio.rounds.lifecycle import ACTIVE_STAGES, Stage
from portfolio.rounds.visibility import Role
from portfolio.words import sector_word, stage_word, zone_word
from web import project_words
from web.access import has_role, house_blueprint, roles
from web.contract_return import contract_returns
from web.database import now, reading, today, writing
from web.forms.projects import ProjectForm, as_filled_in
from web.pictures import portfolio_picture
from web.portfolio_table import Wish, chosen, filter_options
from web.project_editing import answer_button, occupation_rows
from web.project_page import project_page
from web.score_history import score_history_of
from web.signal_page import signals_of

bp = house_blueprint("projects", __name__, "projects")

SHOWN_AT_FIRST = 6  # rows of what needs attention; the rest unfolds
MOVED = "moved_project"  # in the browser's session: the move that can be undone on the next page


@bp.get("/")
def index() -> str:
    """Show the portfolio: what matters today, the picture, the table."""
    sheets = list_project_sheets(reading(), g.viewer, g.house.id, today=today())
    kept = [sheet for sheet in sheets if sheet.project.stage in ACTIVE_STAGES]
    attention = list_attention(reading(), g.viewer, g.house.id, today=today(), sheets=kept)
    wish = Wish.from_address(request.args)
    rows = chosen(sheets, wish, today=today())
    return render_template(
        "projects/index.html",
        any_project=bool(sheets),
        first_line=project_words.first_line(kept, attention),
        attention=attention,
        shown=SHOWN_AT_FIRST,
        picture_now=portfolio_picture(kept, lambda sheet: project_words.project_address(sheet.project)),
        left_out=sum(sheet.matrix_point() is None for sheet in kept),
        wish=wish,
        options=filter_options(),
        rows=rows,
        gone=len(sheets) - len(kept),
        unknown=any(sheet.scores is None or sheet.resilience is None for sheet in rows),
        may_change=has_role(Role.LEAD),
        **_words(),
    )


@bp.get("/<uuid:project_id>")
def show(project_id: UUID) -> str:
    """Show a project with all that lies around it."""
    sheet = _sheet(project_id)
    contracts = list_contract_sheets(reading(), g.viewer, g.house, on=today(), project_id=project_id)
    moved = session.pop(MOVED, None)
    forecasts = list_forecasts(reading(), g.viewer, g.house.id, today=today(), project_id=project_id)
    return render_template(
        "projects/show.html",
        sheet=sheet,
        page=project_page(sheet, today()),
        attention=list_attention(reading(), g.viewer, g.house.id, today=today(), sheets=[sheet]),
        score_history=score_history_of(list_score_history(reading(), g.viewer, g.house, sheet.project)),
        forecasts=forecasts,
        lacking=lacking_of(sheet.project, sum(not one.is_settled for one in forecasts), today()),
        happenings=list_happenings(reading(), g.viewer, project_id),
        contracts=contracts,
        contract_returns=contract_returns(contracts, sheet.resilience, today=today()),
        may_change=has_role(Role.LEAD),
        **signals_of(sheet),
        undo=moved["from"] if moved and moved["project"] == str(project_id) else None,
        **_words(),
    )


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Register a project."""
    form = ProjectForm(currency=g.house.currency, response_years="1", uncertainty="medium", stage=Stage.IDEA.value)
    _offer(form)
    if request.method == "GET" or answer_button(form, request.form.get("do", "")):
        return _form_page(form, None)
    if (given := form.read(house=g.house, at=now(), edited=None)) is None or form.holds_personal_data():
        return _form_page(form, None), 422
    try:
        with writing() as database:
            project = add_project(database, g.viewer, g.house, given, at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _form_page(form, None), 422
    flash(_("The project is registered."))
    return redirect(project_words.project_address(project))


@bp.route("/<uuid:project_id>/edit", methods=["GET", "POST"])
@roles(Role.LEAD)
def edit(project_id: UUID) -> str | Response | tuple[str, int]:
    """Edit a project."""
    sheet = _sheet(project_id)
    form = ProjectForm(data=as_filled_in(sheet))
    _offer(form, sheet)
    if request.method == "GET" or answer_button(form, request.form.get("do", "")):
        return _form_page(form, sheet)
    given = form.read(house=g.house, at=now(), edited=sheet.project)
    if given is None or form.holds_personal_data():
        return _form_page(form, sheet), 422
    try:
        with writing() as database:
            project = get_project(database, g.viewer, project_id)
            edit_project(database, g.viewer, g.house, project, given, version=_version(form.version.data), at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _form_page(form, sheet), 422
    flash(_("The changes are saved."))
    return redirect(project_words.project_address(project))


@bp.post("/<uuid:project_id>/stage")
@roles(Role.LEAD)
def move(project_id: UUID) -> Response:
    """Move a project to another stage, and offer to undo it."""
    wanted = request.form.get("stage", "")
    if wanted not in {stage.value for stage in Stage}:
        raise RuleBrokenError(_("There is no such stage."), field="stage")
    with writing() as database:
        project = get_project(database, g.viewer, _sheet(project_id).project.id)
        before = project.stage
        move_project(
            database, g.viewer, project, Stage(wanted), version=_version(request.form.get("version")), at=now()
        )
    if project.stage != before:
        session[MOVED] = {"project": str(project_id), "from": before.value}
        flash(_("The project is now at the stage “%(stage)s”.", stage=stage_word(wanted)))
    return redirect(project_words.project_address(project))


def _sheet(project_id: UUID) -> ProjectSheet:
    sheet = get_project_sheet(reading(), g.viewer, project_id, today=today())
    if sheet.project.house_id != g.house.id:
        raise NotFoundError(_("There is no such project."))
    return sheet


def _offer(form: ProjectForm, sheet: ProjectSheet | None = None) -> None:
    people = list_possible_leads(reading(), g.viewer, g.house.id)
    if sheet and sheet.lead and sheet.lead.id not in {person.id for person in people}:
        people.append(sheet.lead)  # whoever led it before leaving the house stays until somebody else is chosen
    form.offer(g.house, people)


def _form_page(form: ProjectForm, sheet: ProjectSheet | None) -> str:
    return render_template(
        "projects/edit.html",
        form=form,
        project=sheet.project if sheet else None,
        warn=request.method == "POST" and form.holds_personal_data(),
        project_address=project_words.project_address,
        **occupation_rows(form),
    )


def _version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _words() -> dict[str, Any]:
    """Return what the templates call to tell about projects."""
    names = ("axis_cell", "resilience_cell", "money", "next_evaluation", "project_address", "step_address", "day_of")
    words = {name: getattr(project_words, name) for name in names}
    return {**words, "stage_word": stage_word, "zone_word": zone_word, "sector_word": sector_word, "today": today()}
