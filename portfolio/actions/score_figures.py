"""What is kept beside the scores of an evaluation that closes: the panel's reliability, and how likely each band is."""

from typing import Any

from sqlmodel import Session

from portfolio.models import Evaluation
from portfolio.queries.answers import list_closed_panels
from portfolio.queries.reliability import reliability_of_panel
from portfolio.reference.rubric import rubric
from portfolio.rounds.visibility import clerk
from portfolio.scoring.panel import PanelScores
from portfolio.scoring.reliability import reliability_as_dict
from portfolio.scoring.standing import band_standing


def figures_beside(session: Session, evaluation: Evaluation, scores: PanelScores) -> dict[str, Any]:
    """Return plain data to keep with the scores of an evaluation that closes; a later close changes nothing of it.

    `certainly_radical` here goes before that of the scores, which knows of open criteria but not of weights.
    """
    session.flush()  # the evaluation counts among what the panel has scored
    closed = list_closed_panels(session, clerk(evaluation.house_id), evaluation.house_id, of=evaluation)
    own = next((panel for panel in closed if panel.evaluation_id == evaluation.id), None)
    if own is None:  # nobody handed in
        return {"reliability": {}}
    reliability = reliability_of_panel(closed, own)
    standing = band_standing(rubric(evaluation.rubric_version), own.assessments, scores)
    return {"reliability": reliability_as_dict(reliability), **standing}
