"""A project as a row of the table of all projects, with the exact values that its sentences are made from."""

from collections.abc import Sequence

from portfolio.briefing.content import Basis, Levels, ProjectRow
from portfolio.briefing.figures import UNKNOWN, axis_figure, resilience_figure
from portfolio.briefing.records import project_record
from portfolio.briefing.sheets import next_evaluation, zone_mark
from portfolio.language import format_date_short, format_money_short
from portfolio.models import ScoreSnapshot
from portfolio.queries.attention_items import Attention
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.rubric import Axis

DECIMALS = 4  # of a share; beyond them lies nothing that anybody decides by


def make_row(sheet: ProjectSheet, attention: Sequence[Attention]) -> ProjectRow:
    """Return a project as a row of the table; `attention` is what it needs."""
    project = sheet.project
    mark, word = zone_mark(sheet)
    return ProjectRow(
        number=project.number,
        name=project.name,
        stage=str(project.stage),
        mark=mark,
        zone=word,
        band=sheet.resilience_band or "",
        radicality=axis_figure(sheet, Axis.RADICALITY),
        resilience=resilience_figure(sheet),
        decoupling=axis_figure(sheet, Axis.DECOUPLING),
        connection=axis_figure(sheet, Axis.CONNECTION),
        horizon=str(project.horizon_year or UNKNOWN),
        money=format_money_short(project.budget_minor, project.currency)
        if project.budget_minor is not None
        else UNKNOWN,
        next_evaluation=next_evaluation(sheet, format_date_short),
        basis=_basis(sheet, attention),
        record=project_record(sheet),
    )


def _basis(sheet: ProjectSheet, attention: Sequence[Attention]) -> Basis:
    project, scores, due = sheet.project, sheet.scores, sheet.due
    return Basis(
        evaluators=scores.evaluators if scores else 0,
        evaluated_on=scores.closed_at.date().isoformat() if scores else "",
        coverage=tuple(round(float(scores.scores[axis]["coverage"]), DECIMALS) for axis in Axis) if scores else (),
        budget_minor=project.budget_minor,
        currency=project.currency,
        due_on=due.on.isoformat() if due.on else "",
        due_state=str(due.state),
        under_way=sheet.open_evaluation is not None,
        attention=tuple(str(item.kind) for item in attention),
        levels=_levels(scores) if scores else (),
    )


def _levels(scores: ScoreSnapshot) -> tuple[Levels, ...]:
    return tuple(
        Levels(found["id"], (one, two, three, four, five), found["consensus"])
        for found in scores.scores["criteria"]
        for one, two, three, four, five in [found["distribution"]]
    )
