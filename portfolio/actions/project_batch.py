"""Registering many projects at once: what `add_project` does, in a number of statements that does not grow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.actions.history import Happening, record_all
from portfolio.actions.project_input import ProjectInput, check_project, clean_criteria, clean_partners, clean_shares
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, Membership, OccupationShare, Project, ProjectPartner, StopCriterion
from portfolio.rounds.visibility import Role, Viewer


def add_projects(
    session: Session, viewer: Viewer, house: House, given: Sequence[tuple[ProjectInput, str]], *, at: datetime
) -> list[Project]:
    """Register projects, each with the key of its source; only a lead may. The resilience model is not run."""
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
    members = _members(session, house.id)
    highest = session.exec(select(func.max(Project.number)).where(Project.house_id == house.id)).one() or 0
    projects = []
    for number, (one, source_key) in enumerate(given, start=highest + 1):
        if one.lead_id and one.lead_id not in members:
            raise RuleBrokenError(_("The project’s lead must be a member of the house."), field="lead_id")
        facts = check_project(one, house=house, at=at)
        projects.append(
            Project(house_id=house.id, number=number, created_at=at, updated_at=at, source_key=source_key, **facts)
        )
    session.add_all(projects)
    session.flush()  # what lies around them refers to them
    for project, (one, _source_key) in zip(projects, given, strict=True):
        session.add_all(_surroundings(project.id, one))
    session.flush()
    happenings = [
        Happening("project.registered", project.id, {"name": project.name, "number": project.number})
        for project in projects
    ]
    record_all(session, house_id=house.id, at=at, by=viewer.person_id, happenings=happenings)
    return projects


def _surroundings(project_id: UUID, given: ProjectInput) -> list[ProjectPartner | OccupationShare | StopCriterion]:
    return [
        *(ProjectPartner(project_id=project_id, **partner.model_dump()) for partner in clean_partners(given)),
        *(
            OccupationShare(project_id=project_id, occupation=code, basis_points=points)
            for code, points in clean_shares(given).items()
        ),
        *(
            StopCriterion(project_id=project_id, position=position, text=text)
            for position, text in enumerate(clean_criteria(given), start=1)
        ),
    ]


def _members(session: Session, house_id: UUID) -> set[UUID]:
    return set(
        session.exec(
            select(Membership.person_id).where(Membership.house_id == house_id, col(Membership.ended_at).is_(None))
        )
    )
