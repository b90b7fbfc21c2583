"""Registering, editing and moving projects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, delete, func, select

from portfolio.actions.history import record
from portfolio.actions.project_input import (
    PartnerInput,
    ProjectInput,
    check_project,
    check_shares,
    clean_criteria,
    clean_partners,
    clean_shares,
)
from portfolio.actions.resilience import score_resilience
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, Membership, OccupationShare, Project, ProjectPartner, StopCriterion
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, Viewer

__all__ = [
    "PartnerInput",
    "ProjectInput",
    "add_project",
    "check_project",
    "check_shares",
    "edit_project",
    "move_project",
]

# The history can never be changed, so it tells that free text was rewritten, not what it said.
FREE_TEXTS = frozenset({"summary", "target_group", "solutions_in_five_years", "people_in_five_years"})


def add_project(
    session: Session, viewer: Viewer, house: House, given: ProjectInput, *, at: datetime, source_key: str | None = None
) -> Project:
    """Register a project; only a lead may."""
    _check_may_change(viewer, house.id)
    facts = check_project(given, house=house, at=at)
    _check_project_lead(session, house.id, given.lead_id)
    highest = session.exec(select(func.max(Project.number)).where(Project.house_id == house.id)).one()
    project = Project(
        house_id=house.id, number=(highest or 0) + 1, created_at=at, updated_at=at, source_key=source_key, **facts
    )
    session.add(project)
    session.flush()
    _replace_surroundings(session, project, given)
    _record(session, viewer, project, "registered", {"name": project.name, "number": project.number}, at)
    score_resilience(session, project, at=at)
    return project


def edit_project(
    session: Session,
    viewer: Viewer,
    house: House,
    project: Project,
    given: ProjectInput,
    *,
    version: int,
    at: datetime,
    scored: bool = True,
) -> Project:
    """Change a project; `version` is the one the editor saw, so that nobody overwrites another's edit.

    When everything is as before, nothing is written. An import of many leaves the model's run to the jobs.
    """
    _check_may_change(viewer, project.house_id)
    check_version(project, version)
    facts = check_project(given, house=house, at=at, edited=project)
    if given.lead_id != project.lead_id:
        _check_project_lead(session, house.id, given.lead_id)
    before = project.model_dump(mode="json")
    for name, value in facts.items():
        setattr(project, name, value)
    changed = changed_fields(before, project.model_dump(mode="json"))
    rewritten = [*sorted(FREE_TEXTS & changed.keys()), *_replace_surroundings(session, project, given)]
    if changed or rewritten:
        kept = {name: values for name, values in changed.items() if name not in FREE_TEXTS}
        _touch(session, project, at)
        _record(session, viewer, project, "edited", {"changed": kept, "rewritten": rewritten}, at)
        if scored:
            score_resilience(session, project, at=at)
    return project


def move_project(
    session: Session, viewer: Viewer, project: Project, stage: Stage, *, version: int, at: datetime
) -> Project:
    """Move a project to another stage of its life; moving back is a move like any other."""
    _check_may_change(viewer, project.house_id)
    check_version(project, version)
    if project.stage == stage:
        return project
    detail = {"from": project.stage.value, "to": stage.value}
    project.stage = stage
    _touch(session, project, at)
    _record(session, viewer, project, "moved", detail, at)
    return project


def check_version(project: Project, version: int) -> None:
    """Raise RuleBrokenError when a project has changed since the version that the editor saw."""
    if version != project.version:
        raise RuleBrokenError(
            _("Someone else has changed this project meanwhile. Your text is kept here; compare and save again.")
        )


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the fields that differ, each with its old and new value."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _check_may_change(viewer: Viewer, house_id: UUID) -> None:
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def _check_project_lead(session: Session, house_id: UUID, person_id: UUID | None) -> None:
    if person_id is None:
        return
    membership = select(Membership.id).where(
        Membership.house_id == house_id, Membership.person_id == person_id, col(Membership.ended_at).is_(None)
    )
    if session.exec(membership.limit(1)).first() is None:
        raise RuleBrokenError(_("The project’s lead must be a member of the house."), field="lead_id")


def _touch(session: Session, project: Project, at: datetime) -> None:
    project.version += 1
    project.updated_at = at
    session.add(project)
    session.flush()


def _record(
    session: Session, viewer: Viewer, project: Project, verb: str, detail: dict[str, Any], at: datetime
) -> None:
    record(
        session,
        house_id=project.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"project.{verb}",
        subject_id=project.id,
        detail=detail,
    )


def _replace_surroundings(session: Session, project: Project, given: ProjectInput) -> list[str]:
    """Store partners, occupations and stop criteria where they differ; return which did."""
    partners = [ProjectPartner(project_id=project.id, **partner.model_dump()) for partner in clean_partners(given)]
    shares = [
        OccupationShare(project_id=project.id, occupation=code, basis_points=basis_points)
        for code, basis_points in clean_shares(given).items()
    ]
    met = {row.text: row.met_on for row in _rows(session, StopCriterion, project)}
    criteria = [
        StopCriterion(project_id=project.id, position=position, text=text, met_on=met.get(text))
        for position, text in enumerate(clean_criteria(given), start=1)
    ]
    wanted: dict[str, tuple[type[SQLModel], list[Any]]] = {
        "partners": (ProjectPartner, partners),
        "occupations": (OccupationShare, shares),
        "stop_criteria": (StopCriterion, criteria),
    }
    return [name for name, (table, rows) in wanted.items() if _replace(session, table, project, rows)]


def _replace(session: Session, table: Any, project: Project, rows: list[Any]) -> bool:
    old = _rows(session, table, project)
    if sorted(map(_content, old)) == sorted(map(_content, rows)):
        return False
    if old:  # an import registers thousands of projects with nothing around them yet
        session.exec(delete(table).where(col(table.project_id) == project.id))
    session.add_all(rows)
    session.flush()
    return True


def _rows(session: Session, table: Any, project: Project) -> list[Any]:
    return list(session.exec(select(table).where(col(table.project_id) == project.id)))


def _content(row: SQLModel) -> list[str]:
    plain = row.model_dump(mode="json", exclude={"id"})
    return [str(plain[name]) for name in sorted(plain)]  # a row read back has its fields in another order
