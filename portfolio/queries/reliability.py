"""Reading how reliable a panel has been until now."""

from sqlmodel import Session

from portfolio.models import Evaluation
from portfolio.queries.answers import list_closed_panels, newest_panels
from portfolio.reference.rubric import Axis, rubric
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.change import Reliability
from portfolio.scoring.reliability import panel_reliability


def reliability_of_panel(session: Session, viewer: Viewer, evaluation: Evaluation) -> dict[Axis, Reliability]:
    """Return, by axis, how reliable the panel of a closed evaluation is on the projects its members scored together."""
    closed = [
        panel
        for panel in list_closed_panels(session, viewer, evaluation.house_id)
        if panel.rubric_version == evaluation.rubric_version
    ]
    newest = newest_panels(closed)
    own = next((panel for panel in closed if panel.evaluation_id == evaluation.id), None)
    members = sorted(assessment.evaluator for assessment in own.assessments) if own else []
    projects = [panel.assessments for panel in newest.values()]
    asked = rubric(evaluation.rubric_version)
    return {axis: panel_reliability(asked, axis, members, projects) for axis in Axis}
