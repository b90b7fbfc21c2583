"""The levels that closed panels gave, for a statistician: rows are evaluators without names, columns are units.

Within each column the rows are shuffled, so that nobody's answers can be followed from project to project. Alphas and
the shares within one level do not depend on that order; ICCs and Kendall's W do, and are computed inside.
"""

import random
from uuid import UUID

import numpy as np
from sqlmodel import Session, col, select

from portfolio.frames.exports import ExportTable
from portfolio.models import Project
from portfolio.queries.answers import comparable_panels
from portfolio.reference.rubric import CURRENT_VERSION, rubric
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.panel_agreement import level_matrix
from portfolio.scoring.statistic import Matrix

SEED = 0  # the same table each time it is asked for


def level_table(session: Session, viewer: Viewer, house_id: UUID, *, criterion: str = "") -> ExportTable:
    """Return the newest levels of each active project by the current rubric, of one criterion or else of all."""
    comparable = comparable_panels(session, viewer, house_id)
    panels = {str(project_id): panel.assessments for project_id, panel in comparable.items()}
    numbers = _numbers(session, viewer, house_id)
    order = sorted(panels, key=lambda key: numbers[key])
    asked = [one.id for one in rubric(CURRENT_VERSION).criteria if criterion in ("", one.id)]
    columns = {f"{one} · {numbers[key]}": level_matrix({key: panels[key]}, one) for one in asked for key in order}
    return _table(columns)


def _numbers(session: Session, viewer: Viewer, house_id: UUID) -> dict[str, int]:
    rows = session.exec(
        select(Project.id, Project.number).where(
            Project.house_id == house_id, col(Project.house_id).in_(viewer.readable_houses())
        )
    )
    return {str(project_id): number for project_id, number in rows}


def _table(columns: dict[str, Matrix]) -> ExportTable:
    given = {name: [int(level) for level in matrix[:, 0] if not np.isnan(level)] for name, matrix in columns.items()}
    height = max(map(len, given.values()), default=0)
    order = random.Random(SEED)  # noqa: S311 – it hides an order, and keeps no secret
    shuffled: dict[str, list[int | None]] = {}
    for name, levels in given.items():
        order.shuffle(levels)
        shuffled[name] = [*levels, *[None] * (height - len(levels))]
    rows = [{name: levels[row] for name, levels in shuffled.items()} for row in range(height)]
    return ExportTable("levels", tuple(columns), rows)
