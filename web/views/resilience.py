"""A project's robustness: discovered in time or not, scenarios, what drives it, what if, and ways on."""

from uuid import UUID

from flask import g, render_template, request

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet, get_project_sheet
from portfolio.queries.scenarios import find_scenario
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, house_blueprint, roles
from web.database import reading, today
from web.occupation_page import switched_off
from web.project_page import moments, project_page
from web.resilience_page import (
    Work,
    index_rows,
    path_groups,
    scenario_rows,
    tornado_bars,
    years_words,
)
from web.signal_page import signals_of, work_title
from web.what_if import answer, wish_of

bp = house_blueprint("resilience", __name__, "projects/<uuid:project_id>/resilience")


@bp.get("/")
@roles(*READERS)
def show(project_id: UUID) -> str:
    """Show how long a project's work lasts, and what that rests on."""
    sheet = _sheet(project_id)
    work = Work.of(sheet, switched_off())
    if work is None:
        return render_template("resilience/none.html", sheet=sheet, may_change=has_role(Role.LEAD))
    left = sheet.lead_time(today())
    return render_template(
        "resilience/show.html",
        sheet=sheet,
        page=project_page(sheet, today()),
        moments=moments(sheet, today()),
        lead_time="—" if left is None else years_words(left),
        is_late=left is not None and left < 0,
        scenarios=scenario_rows(sheet, work, find_scenario(reading(), g.viewer, g.house.id)),
        bars=tornado_bars(work),
        indices=index_rows(work),
        paths=path_groups(work),
        may_change=has_role(Role.LEAD),
        years_words=years_words,
        **signals_of(sheet),
        **_what_if(sheet, work),
    )


@bp.get("/what-if")
@roles(*READERS)
def what_if(project_id: UUID) -> str:
    """Answer a moved slider with the piece of the page that changes; without JavaScript the whole page answers."""
    sheet = _sheet(project_id)
    work = Work.of(sheet, switched_off())
    if work is None:
        raise NotFoundError(_("This project has no work to look at yet."))
    return render_template("resilience/_answer.html", sheet=sheet, **_what_if(sheet, work))


def _what_if(sheet: ProjectSheet, work: Work) -> dict[str, object]:
    wish = wish_of(request.args, work)
    facts: dict[str, object] = {"wish": wish, "work_title": work_title, "asked": "code" in request.args}
    try:
        return {**facts, "answer": answer(wish, work, sheet.project.response_years), "problem": ""}
    except RuleBrokenError as error:
        return {**facts, "answer": None, "problem": str(error)}


def _sheet(project_id: UUID) -> ProjectSheet:
    sheet = get_project_sheet(reading(), g.viewer, project_id, today=today())
    if sheet.project.house_id != g.house.id:
        raise NotFoundError(_("There is no such project."))
    return sheet
