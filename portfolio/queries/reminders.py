"""Reading whom to remind: evaluators who have not answered, and leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import Assessment, Evaluation, Membership, Person, Project
from portfolio.queries.evaluations import is_of_this_round
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.visibility import Viewer

UNANSWERED = (AssessmentState.INVITED, AssessmentState.DRAFT)


@dataclass(frozen=True)
class Unanswered:
    """An evaluator's part that is not handed in."""

    assessment: Assessment
    evaluation: Evaluation
    project: Project
    person: Person


def list_unanswered(
    session: Session, viewer: Viewer, house_id: UUID, *, first: date, last: date
) -> Sequence[Unanswered]:
    """Return the unanswered parts of a house's open evaluations whose last day lies between two days, for its clerk.

    Nobody else is told who has handed in.
    """
    if viewer.person_id is not None or not viewer.may_read(house_id):
        raise NotAllowedError(_("Who has handed in is told to nobody."))
    rows = session.exec(
        select(Assessment, Evaluation, Project, Person)
        .join(Evaluation, col(Evaluation.id) == col(Assessment.evaluation_id))
        .join(Project, col(Project.id) == col(Evaluation.project_id))
        .join(Person, col(Person.id) == col(Assessment.evaluator_id))
        .where(
            Evaluation.house_id == house_id,
            Evaluation.state == EvaluationState.OPEN,
            is_of_this_round(),
            or_(
                col(Evaluation.revealed_at).is_(None), col(Evaluation.round) > 1
            ),  # nobody is waited for during the talk
            col(Evaluation.closes_on).between(first, last),
            col(Assessment.state).in_(UNANSWERED),
            col(Person.active).is_(True),
            col(Person.id).in_(
                select(Membership.person_id).where(Membership.house_id == house_id, col(Membership.ended_at).is_(None))
            ),
        )
        .order_by(col(Evaluation.closes_on), col(Assessment.id))
    )
    return [Unanswered(*row) for row in rows]
