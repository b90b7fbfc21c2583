"""Reading which projects prepare people for which occupation, in all houses the viewer may read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from portfolio.language import sort_key
from portfolio.models import House, OccupationShare, Project
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Viewer


@dataclass(frozen=True)
class Preparation:
    """A project that prepares people for an occupation, with the share of 1 of them; and its house."""

    project: Project
    house: House
    share: float


def list_preparations(session: Session, viewer: Viewer, occupation: str) -> list[Preparation]:
    """Return the active projects that prepare people for an occupation, the largest share first."""
    found = session.exec(
        select(Project, House, OccupationShare)
        .join(House, col(House.id) == Project.house_id)
        .join(OccupationShare, col(OccupationShare.project_id) == Project.id)
        .where(
            OccupationShare.occupation == occupation,
            col(Project.house_id).in_(viewer.readable_houses()),
            col(Project.stage).in_(ACTIVE_STAGES),
        )
    )
    prepared = [Preparation(project, house, row.basis_points / 10_000) for project, house, row in found]
    return sorted(prepared, key=lambda one: (-one.share, sort_key(one.project.name)))


def count_preparations(session: Session, viewer: Viewer) -> Mapping[str, int]:
    """Return how many active projects prepare people for each occupation, by its code."""
    found = session.exec(
        select(OccupationShare.occupation, func.count())
        .join(Project, col(Project.id) == OccupationShare.project_id)
        .where(
            col(Project.house_id).in_(viewer.readable_houses()),
            col(Project.stage).in_(ACTIVE_STAGES),
        )
        .group_by(col(OccupationShare.occupation))
    )
    return Counter(dict(found.all()))
