"""Reading who belongs to an organisation that helps to pay for a project, and so must not score it."""

from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.models import Membership, Person, Project, ProjectPartner
from portfolio.rounds.panel import organisation_key
from portfolio.rounds.visibility import Viewer


def people_of_funders(session: Session, viewer: Viewer, project_id: UUID) -> dict[UUID, str]:
    """Return who has or had a role in the project's house and belongs to one of its funders, each with its name."""
    funders = session.exec(
        select(ProjectPartner.name)
        .join(Project, col(Project.id) == ProjectPartner.project_id)
        .where(
            ProjectPartner.project_id == project_id,
            col(ProjectPartner.is_funder).is_(True),
            col(Project.house_id).in_(viewer.readable_houses()),
        )
    ).all()
    if not (names := {organisation_key(name): name for name in funders}):
        return {}
    people = session.exec(
        select(Person.id, Person.organisation)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Project, col(Project.house_id) == Membership.house_id)
        .where(Project.id == project_id, Person.organisation != "")
    )
    return {
        person_id: names[key] for person_id, organisation in people if (key := organisation_key(organisation)) in names
    }
