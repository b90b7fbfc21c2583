"""What an evaluator does with an invitation: save, hand in, take back, decline."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, delete, select

from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Assessment, CriterionLevel, Evaluation, House, Project
from portfolio.queries.calibration import must_calibrate
from portfolio.queries.evaluation_rounds import first_medians
from portfolio.queries.evaluations import list_own_answers
from portfolio.queries.funders import people_of_funders
from portfolio.reference.rubric import rubric
from portfolio.rounds.calibrating import check_calibrated
from portfolio.rounds.lifecycle import AssessmentState, check_assessment_move, check_open
from portfolio.rounds.panel import LONGEST_COMMENT, Answer, AnswersRefusedError, check_answers
from portfolio.rounds.phases import Phase, check_minorities, check_takes_answers
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_text


def save_answers(
    session: Session,
    viewer: Viewer,
    assessment: Assessment,
    answers: Mapping[str, Answer],
    *,
    at: datetime,
    comment: str | None = None,
) -> Assessment:
    """Keep answers as a draft: criteria left out stay as they were, and so does the comment when it is None.

    Raises AnswersRefusedError with a sentence for each field that is wrong, and then keeps nothing.
    """
    assessment, evaluation = _locked(session, viewer, assessment)
    _check_pays_nothing(session, viewer, evaluation)
    house = session.get_one(House, evaluation.house_id)
    check_calibrated(must_calibrate=must_calibrate(session, viewer, house))
    check_assessment_move(assessment.state, AssessmentState.DRAFT)
    if assessment.state is AssessmentState.HANDED_IN:
        raise RuleBrokenError(_("You have handed in. Take it back first if you want to change it."))
    clean, clean_comment = _checked(answers, comment, evaluation)
    _store(session, assessment, clean)
    if clean_comment is not None:
        assessment.comment = clean_comment
    assessment.state = AssessmentState.DRAFT
    assessment.saved_at = at
    session.add(assessment)
    session.flush()
    return assessment


def hand_in(session: Session, viewer: Viewer, assessment: Assessment, *, at: datetime) -> Assessment:
    """Hand in what was saved; raises AnswersRefusedError while a criterion lacks an answer or a required reason."""
    assessment, evaluation = _locked(session, viewer, assessment)
    _check_pays_nothing(session, viewer, evaluation)
    check_assessment_move(assessment.state, AssessmentState.HANDED_IN)
    answers = list_own_answers(session, viewer, assessment)
    check_answers(answers, criteria=criteria_of(evaluation), final=True)
    if evaluation.phase is Phase.SECOND_ROUND:
        check_minorities(answers, first_medians(session, viewer, evaluation))
    assessment.state = AssessmentState.HANDED_IN
    assessment.handed_in_at = at
    session.add(assessment)
    session.flush()
    return assessment


def take_back(session: Session, viewer: Viewer, assessment: Assessment) -> Assessment:
    """Make a draft again of what was handed in; possible while the evaluation is open."""
    assessment, _evaluation = _locked(session, viewer, assessment)
    if assessment.state is not AssessmentState.HANDED_IN:
        raise RuleBrokenError(_("There is nothing to take back: you have not handed in."))
    check_assessment_move(assessment.state, AssessmentState.DRAFT)
    assessment.state = AssessmentState.DRAFT
    assessment.handed_in_at = None
    session.add(assessment)
    session.flush()
    return assessment


def decline(
    session: Session,
    viewer: Viewer,
    assessment: Assessment,
    *,
    reason: str,
    has_interest: bool = False,
    at: datetime,
) -> Assessment:
    """Say no to an invitation; the reason is for the house's leads only, and a draft is thrown away.

    One who `has_interest` (leads or helps to pay for the project) cannot be invited to score it again.
    """
    assessment, _evaluation = _locked(session, viewer, assessment)
    check_assessment_move(assessment.state, AssessmentState.DECLINED)
    assessment.has_interest = has_interest
    assessment.comment = clean_text(reason, field="reason", longest=LONGEST_COMMENT)
    assessment.state = AssessmentState.DECLINED
    assessment.saved_at = at
    session.exec(delete(CriterionLevel).where(col(CriterionLevel.assessment_id) == assessment.id))
    session.add(assessment)
    session.flush()
    return assessment


def criteria_of(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the ids of the criteria that an evaluation asks for, in the order of its rubric version."""
    return tuple(criterion.id for criterion in rubric(evaluation.rubric_version).criteria)


def _locked(session: Session, viewer: Viewer, assessment: Assessment) -> tuple[Assessment, Evaluation]:
    """Return the viewer's own assessment and its open evaluation as they are now, held against a close meanwhile."""
    # The evaluation first, shared: many may save at once, but none while it closes. SQLite writers queue anyway.
    evaluation = session.exec(
        select(Evaluation)
        .where(Evaluation.id == assessment.evaluation_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    mine = session.exec(
        select(Assessment)
        .where(Assessment.id == assessment.id, Assessment.evaluator_id == viewer.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if mine is None:
        raise NotFoundError(_("There is no such assessment."))
    if not viewer.is_a(Role.EVALUATOR, evaluation.house_id):
        raise NotAllowedError(_("You are no longer an evaluator of this house."))
    check_open(evaluation.state)
    check_takes_answers(evaluation.phase, answered_in=mine.round, round_now=evaluation.round)
    if session.exec(select(Project.lead_id).where(Project.id == evaluation.project_id)).one() == viewer.person_id:
        raise NotAllowedError(_("You lead this project now, so you cannot score it."))
    return mine, evaluation


def _check_pays_nothing(session: Session, viewer: Viewer, evaluation: Evaluation) -> None:
    payer = people_of_funders(session, viewer, evaluation.project_id).get(viewer.person_id or evaluation.id)
    if payer is not None:
        raise NotAllowedError(
            _("%(organisation)s helps to pay for this project, so nobody from there can score it.", organisation=payer)
        )


def _checked(
    answers: Mapping[str, Answer], comment: str | None, evaluation: Evaluation
) -> tuple[dict[str, Answer], str | None]:
    problems: dict[str, str] = {}
    clean: dict[str, Answer] = {}
    try:
        clean = check_answers(answers, criteria=criteria_of(evaluation))
    except AnswersRefusedError as refusal:
        problems.update(refusal.problems)
    try:
        comment = None if comment is None else clean_text(comment, field="comment", longest=LONGEST_COMMENT)
    except RuleBrokenError as refusal:
        problems["comment"] = str(refusal)
    if problems:
        raise AnswersRefusedError(problems)
    return clean, comment


def _store(session: Session, assessment: Assessment, answers: Mapping[str, Answer]) -> None:
    stored = {
        row.criterion: row
        for row in session.exec(select(CriterionLevel).where(CriterionLevel.assessment_id == assessment.id))
    }
    for criterion, answer in answers.items():
        row = stored.get(criterion) or CriterionLevel(assessment_id=assessment.id, criterion=criterion)
        if answer.is_blank:
            if criterion in stored:
                session.delete(row)
            continue
        for part in ("level", "cannot_assess", "lowest", "highest", "evidence", "reason"):
            setattr(row, part, getattr(answer, part))
        session.add(row)
