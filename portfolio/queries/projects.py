"""Reading projects with what lies around them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.charts.matrix import MatrixPoint
from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import (
    Evaluation,
    Membership,
    OccupationShare,
    Person,
    Project,
    ProjectPartner,
    ResilienceRun,
    ScoreSnapshot,
    StopCriterion,
)
from portfolio.queries.figures import FigureChange, list_figure_changes
from portfolio.queries.resilience_runs import last_runs
from portfolio.queries.signals import SignalStanding, signal_standings
from portfolio.reference.rubric import rubric
from portfolio.resilience.bands import resilience_band
from portfolio.rounds.cadence import Due, due
from portfolio.rounds.lifecycle import EvaluationState
from portfolio.rounds.panel import ADVISED_PANEL
from portfolio.rounds.visibility import Viewer

Row = TypeVar("Row", ProjectPartner, OccupationShare, StopCriterion)


@dataclass(frozen=True)
class AxisFigure:
    """A score from 0 to 100 with its limits: those of open criteria, and the middle half of the evaluators' means.

    `value` is None while less than 70 % of the weight could be assessed.
    """

    value: float | None
    low: float
    high: float
    open_criteria: int


@dataclass(frozen=True)
class ProjectSheet:
    """A project with everything a page, a mail or a briefing says about it; no blind score is in it."""

    project: Project
    lead: Person | None
    partners: list[ProjectPartner]
    occupations: list[OccupationShare]
    stop_criteria: list[StopCriterion]
    scores: ScoreSnapshot | None
    previous_scores: ScoreSnapshot | None
    resilience: ResilienceRun | None
    open_evaluation: Evaluation | None
    due: Due
    figure_change: FigureChange | None = None
    under_signals: SignalStanding | None = None

    def score(self, axis: str) -> AxisFigure | None:
        """Return the project's figure on an axis (radicality, decoupling, connection); None before the first close."""
        if self.scores is None:
            return None
        return _figure(self.scores.scores[axis])

    @property
    def enough_evaluators(self) -> bool:
        """Whether so many handed in that a score may be drawn solid."""
        return self.scores is not None and self.scores.evaluators >= ADVISED_PANEL

    @property
    def is_certainly_radical(self) -> bool:
        """Whether the word radical may be used without naming an interval."""
        return bool(self.scores and self.scores.scores.get("certainly_radical"))

    @property
    def weakest_wall(self) -> str | None:
        """The weakest decoupling criterion by name, in the language spoken now."""
        found = self.scores.scores.get("weakest_wall") if self.scores else None
        if self.scores is None or found is None:
            return None
        return str(rubric(self.scores.rubric_version).criterion(found).name)

    @property
    def weakest_landing(self) -> str | None:
        """The weakest criterion of connection by name, the first in the rubric among equals, in the language spoken."""
        if self.scores is None:
            return None
        given = [
            one for one in self.scores.scores["criteria"] if one["axis"] == "connection" and one["value"] is not None
        ]
        lowest = min(given, key=lambda one: float(one["value"]), default=None)
        return str(rubric(self.scores.rubric_version).criterion(lowest["id"]).name) if lowest else None

    @property
    def is_raised(self) -> bool:
        """Whether technology signals call for a re-evaluation that has not been opened."""
        standing = self.under_signals
        return standing is not None and standing.raising is not None and self.open_evaluation is None

    @property
    def resilience_band(self) -> str | None:
        """The band of the median at the horizon."""
        return None if self.resilience is None else resilience_band(self.resilience.p50)

    def lead_time(self, today: date) -> int | None:
        """Return the years left until the project must begin to change course; negative when it is too late."""
        if self.resilience is None or self.resilience.watch_year is None:
            return None
        return self.resilience.watch_year - today.year - self.project.response_years

    def matrix_point(self, href: str | None = None) -> MatrixPoint | None:
        """Return the project as a mark in the picture; None when one of its two scores is missing."""
        zone, radicality = self.scores.zone if self.scores else None, self.score("radicality")
        if radicality is None or radicality.value is None or self.resilience is None:
            return None
        return MatrixPoint(
            name=self.project.name,
            radicality=radicality.value,
            radicality_low=radicality.low,
            radicality_high=radicality.high,
            resilience=self.resilience.p50 * 100,
            resilience_low=self.resilience.p10 * 100,
            resilience_high=self.resilience.p90 * 100,
            zone=zone or "ordinary",
            enough_evaluators=self.enough_evaluators and zone is not None,
            money_minor=self.project.budget_minor,
            currency=self.project.currency,
            href=href,
        )


def _figure(axis: Mapping[str, Any]) -> AxisFigure:
    spread = axis["spread"] or {"lower_quartile": axis["low"], "upper_quartile": axis["high"]}
    value = axis["value"]
    middle = axis["low"] if value is None else value
    return AxisFigure(
        value=value,
        low=min(axis["low"], spread["lower_quartile"], middle),
        high=max(axis["high"], spread["upper_quartile"], middle),
        open_criteria=len(axis["open_criteria"]),
    )


def list_possible_leads(session: Session, viewer: Viewer, house_id: UUID) -> list[Person]:
    """Return the active members of a house, any of whom may lead a project, by name."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    members = select(Membership.person_id).where(Membership.house_id == house_id, col(Membership.ended_at).is_(None))
    people = session.exec(select(Person).where(col(Person.id).in_(members), col(Person.active).is_(True))).all()
    return sorted(people, key=lambda person: sort_key(person.name))


def get_project(session: Session, viewer: Viewer, project_id: UUID) -> Project:
    """Return a project; one of a house the viewer may not read does not exist for them."""
    project = session.get(Project, project_id)
    if project is None or not viewer.may_read(project.house_id):
        raise NotFoundError(_("There is no such project."))
    return project


def get_project_sheet(session: Session, viewer: Viewer, project_id: UUID, *, today: date) -> ProjectSheet:
    """Return one project with what lies around it."""
    return _sheets(session, viewer, [get_project(session, viewer, project_id)], today)[0]


def list_project_sheets(session: Session, viewer: Viewer, house_id: UUID, *, today: date) -> list[ProjectSheet]:
    """Return all projects of a house by name, in a number of statements that does not grow with them."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    projects = session.exec(select(Project).where(Project.house_id == house_id)).all()
    return _sheets(session, viewer, sorted(projects, key=lambda project: sort_key(project.name)), today)


def _sheets(session: Session, viewer: Viewer, projects: Sequence[Project], today: date) -> list[ProjectSheet]:
    ids = [project.id for project in projects]
    partners = _around(session, ProjectPartner, ids)
    occupations = _around(session, OccupationShare, ids)
    criteria = _around(session, StopCriterion, ids)
    snapshots = _last_snapshots(session, ids)
    runs = last_runs(session, viewer, ids)
    open_evaluations = _open_evaluations(session, ids)
    leads = _leads(session, projects)
    changes = list_figure_changes(session, viewer, ids)
    standings = signal_standings(session, viewer, ids)
    return [
        ProjectSheet(
            project=project,
            lead=leads.get(project.lead_id) if project.lead_id else None,
            partners=sorted(partners[project.id], key=lambda partner: sort_key(partner.name)),
            occupations=sorted(occupations[project.id], key=lambda share: (-share.basis_points, share.occupation)),
            stop_criteria=sorted(criteria[project.id], key=lambda criterion: criterion.position),
            scores=snapshots[project.id][0] if snapshots[project.id] else None,
            previous_scores=snapshots[project.id][1] if len(snapshots[project.id]) > 1 else None,
            resilience=runs.get(project.id) if occupations[project.id] and project.horizon_year else None,
            open_evaluation=open_evaluations.get(project.id),
            due=due(
                registered_on=project.created_at.date(),
                last_closed_on=snapshots[project.id][0].closed_at.date() if snapshots[project.id] else None,
                uncertainty=project.uncertainty,
                under_way=project.id in open_evaluations,
                today=today,
            ),
            figure_change=changes.get(project.id),
            under_signals=standings.get(project.id) if project.id in runs else None,
        )
        for project in projects
    ]


def _around(session: Session, table: type[Row], ids: list[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in session.exec(select(table).where(col(table.project_id).in_(ids))):
        found[row.project_id].append(row)
    return found


def _last_snapshots(session: Session, ids: list[UUID]) -> dict[UUID, list[ScoreSnapshot]]:
    """Return each project's two newest snapshots, the newest first."""
    rank = func.row_number().over(
        partition_by=col(ScoreSnapshot.project_id), order_by=col(ScoreSnapshot.closed_at).desc()
    )
    ranked = select(col(ScoreSnapshot.id), rank.label("rank")).where(col(ScoreSnapshot.project_id).in_(ids)).subquery()
    found: dict[UUID, list[ScoreSnapshot]] = defaultdict(list)
    for snapshot in session.exec(
        select(ScoreSnapshot)
        .join(ranked, ranked.c.id == col(ScoreSnapshot.id))
        .where(ranked.c.rank <= 2)
        .order_by(ranked.c.rank)
    ):
        found[snapshot.project_id].append(snapshot)
    return found


def _open_evaluations(session: Session, ids: list[UUID]) -> dict[UUID, Evaluation]:
    found = session.exec(
        select(Evaluation).where(col(Evaluation.project_id).in_(ids), Evaluation.state == EvaluationState.OPEN)
    )
    return {evaluation.project_id: evaluation for evaluation in found}


def _leads(session: Session, projects: Sequence[Project]) -> dict[UUID, Person]:
    ids = {project.lead_id for project in projects if project.lead_id}
    return {person.id: person for person in session.exec(select(Person).where(col(Person.id).in_(ids)))}
