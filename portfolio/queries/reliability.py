"""How reliable a panel has been until now, from closed panels that were read already."""

from collections.abc import Sequence

from portfolio.queries.answers import ClosedPanel, newest_panels
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.change import Reliability
from portfolio.scoring.reliability import panel_reliability


def reliability_of_panel(closed: Sequence[ClosedPanel], own: ClosedPanel) -> dict[Axis, Reliability]:
    """Return, by axis, how reliable a panel is on the projects that all its members scored by the same rubric."""
    newest = newest_panels([panel for panel in closed if panel.rubric_version == own.rubric_version])
    members = sorted(assessment.evaluator for assessment in own.assessments)
    projects = [panel.assessments for panel in newest.values()]
    asked = rubric(own.rubric_version)
    return {axis: panel_reliability(asked, axis, members, projects) for axis in Axis}
