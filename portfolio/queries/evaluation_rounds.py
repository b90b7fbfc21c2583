"""Reading the first of two rounds, once it is revealed: to its panel and the leads, and to the house when it closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import (
    Assessment,
    CriterionLevel,
    Evaluation,
    House,
    Membership,
    Person,
    Project,
    ProjectPartner,
    RoundSnapshot,
    TalkNote,
)
from portfolio.queries.evaluations import Remark, remark_order
from portfolio.queries.funders import people_of_funders
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.phases import is_from_outside, is_minority, widest
from portfolio.rounds.visibility import Role, Viewer
from portfolio.scoring.panel import PanelScores

FIRST = 1


@dataclass(frozen=True)
class FirstRound:
    """What the first round came to, without names: figures, what was written, and what to talk about."""

    scores: PanelScores
    remarks: tuple[Remark, ...]
    widest: tuple[str, ...]

    def remarks_on(self, criterion: str) -> list[Remark]:
        """Return what was written on a criterion, the lowest level first; on "" the general comments."""
        return [remark for remark in self.remarks if remark.criterion == criterion]


@dataclass(frozen=True)
class Minority:
    """Answers on one criterion that lie far from the panel's median: their reasons, and how many gave none."""

    criterion: str
    median: float
    reasons: tuple[Remark, ...]
    silent: int


def is_shown_between_rounds(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that the first round of an evaluation may be seen without names.

    While it is open by leads and by those who handed in then; when it is closed by all who read the house; never when
    it was cancelled. Every statement that reads the first round goes through this.
    """
    part = aliased(Assessment)
    took_part = exists().where(
        part.evaluation_id == Evaluation.id,  # type: ignore[arg-type]  # columns of an alias are typed as values
        part.evaluator_id == viewer.person_id,  # type: ignore[arg-type]  # an alias shows plain values to mypy
        part.round == FIRST,  # type: ignore[arg-type]  # an alias shows plain values to mypy
        part.state == AssessmentState.HANDED_IN,  # type: ignore[arg-type]  # an alias shows plain values to mypy
    )
    led = [house_id for house_id in viewer.roles if viewer.is_a(Role.LEAD, house_id)]
    is_near = or_(col(Evaluation.house_id).in_(led), took_part)
    return and_(
        col(Evaluation.house_id).in_(viewer.readable_houses()),
        col(Evaluation.revealed_at).is_not(None),
        or_(
            col(Evaluation.state) == EvaluationState.CLOSED,
            and_(col(Evaluation.state) == EvaluationState.OPEN, is_near),
        ),
    )


def is_answer_of_first_round(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an assessment was handed in in a first round that may be seen without names."""
    return and_(
        col(Assessment.round) == FIRST,
        col(Assessment.state) == AssessmentState.HANDED_IN,
        is_shown_between_rounds(viewer),
    )


def find_first_round(session: Session, viewer: Viewer, evaluation: Evaluation) -> FirstRound | None:
    """Return what the first of two rounds came to, None for those who may not see it, or not yet."""
    snapshot = session.exec(
        select(RoundSnapshot)
        .join(Evaluation, col(Evaluation.id) == RoundSnapshot.evaluation_id)
        .where(
            RoundSnapshot.evaluation_id == evaluation.id,
            RoundSnapshot.round == FIRST,
            is_shown_between_rounds(viewer),
        )
    ).first()
    if snapshot is None:
        return None
    scores = PanelScores.from_dict(snapshot.scores)
    spreads = {
        score.id: (score.spread.iqr, int(score.spread.highest - score.spread.lowest))
        for score in scores.criteria
        if score.spread is not None
    }
    return FirstRound(scores, tuple(_remarks(session, viewer, evaluation)), tuple(widest(spreads)))


def _remarks(session: Session, viewer: Viewer, evaluation: Evaluation) -> list[Remark]:
    handed_in = (Evaluation.id == evaluation.id, is_answer_of_first_round(viewer))
    reasons = session.exec(
        select(CriterionLevel.criterion, CriterionLevel.level, CriterionLevel.evidence, CriterionLevel.reason)
        .join(Assessment, col(Assessment.id) == CriterionLevel.assessment_id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(CriterionLevel.reason != "", *handed_in)
    ).all()
    comments = session.exec(
        select(Assessment.comment)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(Assessment.comment != "", *handed_in)
    ).all()
    remarks = [Remark(*reason) for reason in reasons] + [Remark("", None, "", comment) for comment in comments]
    return sorted(remarks, key=remark_order)


def first_medians(session: Session, viewer: Viewer, evaluation: Evaluation) -> dict[str, float | None]:
    """Return the first round's median level by criterion, for those who may see it."""
    shown = find_first_round(session, viewer, evaluation)
    return {score.id: score.median for score in shown.scores.criteria} if shown else {}


def list_talk_notes(session: Session, viewer: Viewer, evaluation: Evaluation) -> dict[str, TalkNote]:
    """Return what was written down between the rounds, by criterion, for those who may see the first round."""
    notes = session.exec(
        select(TalkNote)
        .join(Evaluation, col(Evaluation.id) == TalkNote.evaluation_id)
        .where(TalkNote.evaluation_id == evaluation.id, is_shown_between_rounds(viewer))
    )
    return {note.criterion: note for note in notes}


def list_second_panel(session: Session, viewer: Viewer, evaluation: Evaluation) -> Sequence[tuple[Person, Assessment]]:
    """Return who handed in in the first round and can answer once more, with those answers' part; for leads.

    Left out are those who are no evaluators of the house any more, and who has come to lead or to fund the project.
    """
    if not viewer.is_a(Role.LEAD, evaluation.house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
    still_here = select(Membership.person_id).where(
        Membership.house_id == evaluation.house_id,
        Membership.role == Role.EVALUATOR,
        col(Membership.ended_at).is_(None),
    )
    rows = session.exec(
        select(Person, Assessment)
        .join(Assessment, col(Assessment.evaluator_id) == Person.id)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .join(Project, col(Project.id) == Evaluation.project_id)
        .where(
            Evaluation.id == evaluation.id,
            col(Evaluation.revealed_at).is_not(None),  # before the reveal nobody is told who has handed in
            Assessment.round == FIRST,
            Assessment.state == AssessmentState.HANDED_IN,
            col(Person.active).is_(True),
            col(Person.id).in_(still_here),
            or_(col(Project.lead_id).is_(None), col(Project.lead_id) != Person.id),
        )
        .order_by(Person.name)
    ).all()
    paying = people_of_funders(session, viewer, evaluation.project_id)
    return [(person, assessment) for person, assessment in rows if person.id not in paying]


def find_own_first_part(session: Session, viewer: Viewer, evaluation_id: UUID) -> Assessment | None:
    """Return the viewer's own part of the first round, if they have one."""
    return session.exec(
        select(Assessment)
        .join(Evaluation, col(Evaluation.id) == Assessment.evaluation_id)
        .where(
            Assessment.evaluation_id == evaluation_id,
            Assessment.round == FIRST,
            Assessment.evaluator_id == viewer.person_id,
            col(Evaluation.house_id).in_(viewer.readable_houses()),
        )
    ).first()


def outsider_warning(session: Session, viewer: Viewer, evaluations: Sequence[Evaluation]) -> str | None:
    """Return what to say when a panel has nobody from outside the house and the project's partners; for leads."""
    for evaluation in evaluations:
        if not viewer.is_a(Role.LEAD, evaluation.house_id):
            raise NotAllowedError(_("Only a lead of the house can do this."))
        house = session.get_one(House, evaluation.house_id)
        partners = session.exec(
            select(ProjectPartner.name).where(ProjectPartner.project_id == evaluation.project_id)
        ).all()
        organisations = session.exec(
            select(Person.organisation)
            .join(Assessment, col(Assessment.evaluator_id) == Person.id)
            .where(
                Assessment.evaluation_id == evaluation.id,
                Assessment.round == evaluation.round,
                Assessment.state != AssessmentState.DECLINED,
            )
        ).all()
        near = [house.name, house.short_name, *partners]
        if not any(is_from_outside(organisation, near) for organisation in organisations):
            return _(
                "Nobody on the panel is known to come from outside the house and the project’s partners. One should."
            )
    return None


def minorities(scores: PanelScores, remarks: Sequence[Remark]) -> list[Minority]:
    """Return, by criterion, the answers far from the median with the reasons written for them."""
    found = []
    for score in scores.criteria:
        if score.median is None:
            continue
        far = _far(dict(enumerate(score.distribution, start=1)), score.median)
        reasons = tuple(
            remark for remark in remarks if remark.criterion == score.id and is_minority(remark.level, score.median)
        )
        if far:
            found.append(Minority(score.id, score.median, reasons, far - len(reasons)))
    return found


def _far(counts: Mapping[int, int], median: float) -> int:
    return sum(count for level, count in counts.items() if is_minority(level, median))
