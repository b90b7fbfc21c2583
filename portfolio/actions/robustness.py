"""Keeping what many plausible weightings say of a house: a new run whenever an evaluation has closed.

The draws take seconds in a large house, so they are made between reading and writing, never inside a transaction.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from portfolio.models import RobustnessRun
from portfolio.queries.answers import comparable_panels
from portfolio.queries.robustness import find_robustness_run
from portfolio.queries.weights import agreed_weights
from portfolio.reference.rubric import CURRENT_VERSION, Axis, rubric
from portfolio.rounds.visibility import clerk
from portfolio.scoring.agreed import Agreed
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.robustness import DRAWS, SEED
from portfolio.scoring.survey import survey


@dataclass(frozen=True)
class SurveyTask:
    """What a run is made from: the newest panels of active projects scored by the current rubric, by project's id.

    `agreed` is what the house has agreed about weights, by axis.
    """

    house_id: UUID
    panels: Mapping[str, Sequence[AssessmentAnswers]]
    agreed: Mapping[Axis, Agreed]
    basis: str


def due_survey(session: Session, house_id: UUID) -> SurveyTask | None:
    """Return what a new run would be made from, None while the newest run still tells of the house as it is."""
    viewer = clerk(house_id)
    comparable = comparable_panels(session, viewer, house_id)
    panels = {str(project_id): panel.assessments for project_id, panel in comparable.items()}
    agreed = agreed_weights(session, viewer, house_id)
    basis = _basis(panels, agreed)
    run = find_robustness_run(session, viewer, house_id)
    return None if not panels or (run and run.basis == basis) else SurveyTask(house_id, panels, agreed, basis)


def make_survey(task: SurveyTask) -> dict[str, Any]:
    """Return what a run keeps; slow, and without a database."""
    return survey(task.panels, rubric(CURRENT_VERSION), agreed=task.agreed, draws=DRAWS, seed=SEED)


def keep_survey(session: Session, task: SurveyTask, result: Mapping[str, Any], *, at: datetime) -> RobustnessRun:
    """Write a run, once."""
    before = find_robustness_run(session, clerk(task.house_id), task.house_id)
    if before is not None and before.at >= at:  # two runs at one moment: the newest is the one that counts
        at = before.at + timedelta(microseconds=1)
    run = RobustnessRun(house_id=task.house_id, at=at, draws=DRAWS, seed=SEED, basis=task.basis, result=dict(result))
    session.add(run)
    session.flush()
    return run


def refresh_robustness(session: Session, house_id: UUID, *, at: datetime) -> RobustnessRun | None:
    """Make and keep a run if one is due; for a small house in one go, as the demo's."""
    task = due_survey(session, house_id)
    return keep_survey(session, task, make_survey(task), at=at) if task else None


def _basis(panels: Mapping[str, Sequence[AssessmentAnswers]], agreed: Mapping[Axis, Agreed]) -> str:
    plain = {key: [asdict(assessment) for assessment in panel] for key, panel in panels.items()}
    weights = {axis.value: asdict(one) for axis, one in agreed.items()}
    parts = [plain, CURRENT_VERSION, DRAWS, SEED, *([weights] if weights else [])]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
