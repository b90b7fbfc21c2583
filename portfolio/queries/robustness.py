"""Reading what many plausible weightings say of a house."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.models import Project, RobustnessRun, ScoreSnapshot
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.findings import pair_sentence


@dataclass(frozen=True)
class Standing:
    """A project among the others in the draws; shares of 1, places from 1."""

    project: Project
    bands: tuple[float, float, float]
    places: tuple[int, int, int]
    first: float
    entropy: float
    confidence: float | None
    central: Mapping[str, float] | None


@dataclass(frozen=True)
class AxisSurvey:
    """An axis in the draws: projects in the order of their mean scores, and a sentence for each finding."""

    axis: Axis
    standings: tuple[Standing, ...]
    findings: tuple[str, ...]


def find_robustness_run(session: Session, viewer: Viewer, house_id: UUID) -> RobustnessRun | None:
    """Return the newest run of a house the viewer may read."""
    return session.exec(
        select(RobustnessRun)
        .where(RobustnessRun.house_id == house_id, col(RobustnessRun.house_id).in_(viewer.readable_houses()))
        .order_by(col(RobustnessRun.at).desc())
        .limit(1)
    ).first()


def is_out_of_date(session: Session, viewer: Viewer, run: RobustnessRun) -> bool:
    """Tell whether an evaluation has closed since a run was made."""
    newest = session.exec(
        select(func.max(ScoreSnapshot.closed_at)).where(
            ScoreSnapshot.house_id == run.house_id, col(ScoreSnapshot.house_id).in_(viewer.readable_houses())
        )
    ).one()
    return newest is not None and newest > run.at


def read_survey(
    session: Session, viewer: Viewer, run: RobustnessRun, axis: Axis, *, agreed: bool = False
) -> AxisSurvey | None:
    """Return what a run says of an axis, in the language spoken now; None when there was no order to find.

    With `agreed`, what it says under the weights the house had agreed on; None when it had not.
    """
    by_axis: Mapping[str, Any] = run.result.get("agreed", {}) if agreed else run.result
    if axis.value not in by_axis:
        return None
    found = by_axis[axis.value]
    projects = {
        str(project.id): project
        for project in session.exec(
            select(Project).where(Project.house_id == run.house_id, col(Project.house_id).in_(viewer.readable_houses()))
        )
    }
    return AxisSurvey(
        axis=axis,
        standings=tuple(_standing(projects[key], one, found["criteria"]) for key, one in found["projects"].items()),
        findings=tuple(_finding(pair, projects) for pair in found["pairs"]),
    )


def moved_places(run: RobustnessRun, axis: Axis) -> dict[str, tuple[int, int]] | None:
    """Return the projects whose middle place is another under the agreed weights: without preference, and under them.

    By the project's id, in the order under the agreed weights; None when the run knows of none.
    """
    under = run.result.get("agreed", {}).get(axis.value)
    if under is None:
        return None
    plain = run.result[axis.value]["projects"]
    both = {key: (plain[key]["places"][1], one["places"][1]) for key, one in under["projects"].items()}
    return {key: places for key, places in both.items() if places[0] != places[1]}


def _standing(project: Project, one: Mapping[str, Any], criteria: list[str]) -> Standing:
    low, middle, high = one["places"]
    incremental, substantial, radical = one["bands"]
    return Standing(
        project=project,
        bands=(incremental, substantial, radical),
        places=(low, middle, high),
        first=one["first"],
        entropy=one["entropy"],
        confidence=one["confidence"],
        central=dict(zip(criteria, one["central"], strict=True)) if one["central"] else None,
    )


def _finding(pair: Mapping[str, Any], projects: Mapping[str, Project]) -> str:
    return pair_sentence(
        projects[pair["above"]].name,
        projects[pair["below"]].name,
        pair["share"],
        turns_without=[str(number) for number in pair["turns_without"]],
    )
