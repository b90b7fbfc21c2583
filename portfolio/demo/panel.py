"""How the demo house's evaluators score: near the panel's middle, each a little differently, always the same way."""

import random
from datetime import datetime

from sqlmodel import Session, select

from portfolio.actions.assessments import hand_in, save_answers
from portfolio.models import Assessment, Evaluation, Person
from portfolio.queries.people import viewer_of
from portfolio.reference.rubric import rubric
from portfolio.rounds.panel import Answer

STRAY = 0.17  # the chance of one level lower, and of one level higher, than the middle
EVIDENCE = {"E0": 2, "E1": 5, "E2": 3, "E3": 1}  # relative chances
REASONS = (
    "Det står i partnerskabsaftalen.",
    "Set på besøg i projektet.",
    "Bekræftet i samtale med deltagerne.",
    "Fremgår af styregruppens referat.",
)


def assess(
    session: Session,
    evaluation: Evaluation,
    person: Person,
    *,
    key: str,
    middle: str,
    at: datetime,
    final: bool = True,
) -> None:
    """Score as one evaluator in the round that runs: all criteria and handed in, or the first half as a draft."""
    assessment = session.exec(
        select(Assessment).where(
            Assessment.evaluation_id == evaluation.id,
            Assessment.evaluator_id == person.id,
            Assessment.round == evaluation.round,
        )
    ).one()
    criteria = rubric(evaluation.rubric_version).criteria
    wanted = len(criteria) if final else len(criteria) // 2
    answers = {
        criterion.id: _answer(_chance(key, middle, criterion.id, evaluation), level)
        for criterion, level in zip(criteria[:wanted], middle, strict=False)
    }
    viewer = viewer_of(session, person)
    save_answers(session, viewer, assessment, answers, at=at)
    if final:
        hand_in(session, viewer, assessment, at=at)


def _chance(key: str, middle: str, criterion: str, evaluation: Evaluation) -> random.Random:
    # Between two rounds people move a little; where there is only one, nothing is added to the name of the draw.
    before = "/before" if evaluation.rounds > evaluation.round else ""
    return random.Random(f"{key}/{middle}/{criterion}{before}")  # noqa: S311 – a story, no secret


def _answer(chance: random.Random, middle: str) -> Answer:
    if middle == "-":
        return Answer(cannot_assess=True)
    drawn = chance.random()
    level = int(middle) - (drawn < STRAY) + (drawn > 1 - STRAY)
    level = min(5, max(1, level))
    evidence = chance.choices(list(EVIDENCE), weights=list(EVIDENCE.values()))[0]
    is_apart = level in {1, 5} or level != int(middle)
    reason = chance.choice(REASONS) if is_apart or chance.random() < STRAY else ""
    return Answer(level=level, evidence=evidence, reason=reason)
