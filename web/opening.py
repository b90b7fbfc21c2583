"""Opening evaluations of several projects with one panel, and what is told of it."""

from collections.abc import Iterable
from uuid import UUID

from flask import g
from sqlmodel import Session

from portfolio.actions.evaluations import open_evaluation
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Evaluation, Project
from portfolio.queries.evaluation_rounds import outsider_warning
from portfolio.queries.projects import get_project
from portfolio.rounds.panel import panel_warning
from web.database import now, settings
from web.forms.evaluations import OpenForm


def open_all(session: Session, form: OpenForm) -> tuple[list[Evaluation], list[str]]:
    """Open one evaluation a project; of several, whoever leads one is left out of that one, and it is told."""
    chosen, evaluator_ids = form.projects.data or [], set(form.evaluators.data or [])
    opened, told, sizes = [], [], set()
    for project in _chosen_projects(session, chosen):
        panel = evaluator_ids - {project.lead_id} if len(chosen) > 1 else evaluator_ids
        opened.append(_open_one(session, project, panel, form))
        sizes.add(len(panel))
        if panel != evaluator_ids:
            told.append(_("%(project)s is scored without the one who leads it.", project=project.name))
    warning = panel_warning(min(sizes))
    outsider = outsider_warning(session, g.viewer, opened)
    return opened, [*told, *(sentence for sentence in (warning, outsider) if sentence)]


def _chosen_projects(session: Session, ids: Iterable[UUID]) -> list[Project]:
    try:
        return [get_project(session, g.viewer, project_id) for project_id in dict.fromkeys(ids)]
    except NotFoundError as unknown:
        raise RuleBrokenError(_("Choose among the house’s projects."), field="projects") from unknown


def _open_one(session: Session, project: Project, panel: Iterable[UUID], form: OpenForm) -> Evaluation:
    return open_evaluation(
        session,
        g.viewer,
        g.house,
        project,
        evaluator_ids=set(panel),
        closes_on=form.closes_on.data,
        reason=form.reason.data or "",
        rounds=form.rounds.data,
        at=now(),
        base_url=settings().base_url,
    )
