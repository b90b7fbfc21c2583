"""Reading forecasts: others' probabilities only once one's own is given, or when the question is settled."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import Forecast, ForecastProbability, Project
from portfolio.rounds.forecasting import Outcome, is_surprise, lacking_questions
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Role, Viewer
from portfolio.scoring.criteria import Spread, spread_of
from portfolio.scoring.forecasts import Decomposition, Forecasted, decompose

# By project: the per cent held likely of what did not come about, and when that was settled.
Surprises = Mapping[UUID, tuple[int, datetime]]


@dataclass(frozen=True)
class ForecastLine:
    """A question with what the viewer may see: one's own probability, and the panel's (per cent), each or None."""

    forecast: Forecast
    project: Project
    own: int | None
    panel: Spread | None
    mean: float | None
    count: int
    may_answer: bool

    @property
    def is_settled(self) -> bool:
        """Whether it is known how it came out."""
        return self.forecast.settled_at is not None


def may_see_probability(viewer: Viewer, *, today: date) -> ColumnElement[bool]:
    """Return the condition that a probability may be seen, without a name, in a house one reads.

    One's own always; another's once one has given one's own, or the question is settled, or its day has passed.
    """
    mine = aliased(ForecastProbability)
    has_given = exists().where(
        mine.forecast_id == Forecast.id,  # type: ignore[arg-type]  # columns of an alias are typed as values
        mine.evaluator_id == viewer.person_id,  # type: ignore[arg-type]  # an alias shows plain values to mypy
    )
    return and_(
        col(Forecast.house_id).in_(viewer.readable_houses()),
        or_(
            col(ForecastProbability.evaluator_id) == viewer.person_id,
            col(Forecast.settled_at).is_not(None),
            col(Forecast.resolves_on) < today,
            has_given,
        ),
    )


def list_forecasts(
    session: Session, viewer: Viewer, house_id: UUID, *, today: date, project_id: UUID | None = None
) -> list[ForecastLine]:
    """Return the questions of a house, or of one project: open ones by day, then settled ones, the newest first."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    wanted = [Forecast.house_id == house_id, *([Forecast.project_id == project_id] if project_id else [])]
    rows = session.exec(
        select(Forecast, Project).join(Project, col(Project.id) == Forecast.project_id).where(*wanted)
    ).all()
    given = _last_given(session, viewer, house_id, today=today) if rows else {}
    lines = [_line(viewer, forecast, project, given.get(forecast.id, {}), today) for forecast, project in rows]
    is_open = sorted(
        (one for one in lines if not one.is_settled), key=lambda one: (one.forecast.resolves_on, one.forecast.question)
    )
    settled = [one for one in lines if one.is_settled]
    return is_open + sorted(settled, key=lambda one: (one.forecast.settled_at, one.forecast.question), reverse=True)


def get_forecast(session: Session, viewer: Viewer, house_id: UUID, forecast_id: UUID, *, today: date) -> ForecastLine:
    """Return one question of a house; one the viewer may not read does not exist for them."""
    for line in list_forecasts(session, viewer, house_id, today=today):
        if line.forecast.id == forecast_id:
            return line
    raise NotFoundError(_("There is no such forecast."))


def count_unanswered(session: Session, viewer: Viewer, house_id: UUID, *, today: date) -> int:
    """Return how many open questions of a house wait for the viewer's first answer."""
    lines = list_forecasts(session, viewer, house_id, today=today)
    return sum(line.may_answer and line.own is None for line in lines)


def list_lacking(
    session: Session, viewer: Viewer, house_id: UUID, lines: Sequence[ForecastLine], *, today: date
) -> list[tuple[Project, int]]:
    """Return the active long projects that have fewer open questions than they should, by name, and how many lack."""
    open_now = Counter(line.project.id for line in lines if not line.is_settled)
    projects = session.exec(
        select(Project).where(
            Project.house_id == house_id,
            col(Project.house_id).in_(viewer.readable_houses()),
            col(Project.stage).in_(ACTIVE_STAGES),
        )
    )
    lacking = [(project, lacking_of(project, open_now[project.id], today)) for project in projects]
    return sorted(((one, many) for one, many in lacking if many), key=lambda pair: sort_key(pair[0].name))


def lacking_of(project: Project, open_now: int, today: date) -> int:
    """Return how many open questions a project lacks; one that has left the portfolio lacks none."""
    if project.stage not in ACTIVE_STAGES:
        return 0
    return lacking_questions(horizon_year=project.horizon_year, this_year=today.year, open_now=open_now)


def house_record(lines: Sequence[ForecastLine]) -> Decomposition | None:
    """Return how good a house's forecasts were: of each settled question the mean of the last probabilities."""
    settled = [
        Forecasted(line.mean / 100, line.forecast.outcome is Outcome.YES)
        for line in lines
        if line.is_settled and line.mean is not None and line.forecast.outcome is not Outcome.VOID
    ]
    return decompose(settled, tenths=True)


def list_surprises(session: Session, viewer: Viewer, house_id: UUID, *, today: date) -> Surprises:
    """Return by project the newest outcome against 80 % or more: what was held likely, and when it was settled."""
    return surprises_among(list_forecasts(session, viewer, house_id, today=today))


def surprises_among(lines: Sequence[ForecastLine]) -> Surprises:
    """Return the same of questions that were read already."""
    found: dict[UUID, tuple[int, datetime]] = {}
    for line in lines:
        outcome, at = line.forecast.outcome, line.forecast.settled_at
        if outcome is None or at is None or line.mean is None or not is_surprise(line.mean, outcome):
            continue
        against = line.mean if outcome is Outcome.NO else 100 - line.mean
        known = found.get(line.project.id)
        if known is None or known[1] < at:
            found[line.project.id] = (round(against), at)
    return found


def _last_given(session: Session, viewer: Viewer, house_id: UUID, *, today: date) -> dict[UUID, dict[UUID, int]]:
    """Return by question each evaluator's last probability, of those that the viewer may see."""
    last: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for row in session.exec(
        select(ForecastProbability)
        .join(Forecast, col(Forecast.id) == ForecastProbability.forecast_id)
        .where(Forecast.house_id == house_id, may_see_probability(viewer, today=today))
        .order_by(col(ForecastProbability.given_at))
    ):
        last[row.forecast_id][row.evaluator_id] = row.percent
    return last


def _line(viewer: Viewer, forecast: Forecast, project: Project, given: Mapping[UUID, int], today: date) -> ForecastLine:
    own = given.get(viewer.person_id) if viewer.person_id else None
    percents = sorted(given.values())
    may_answer = (
        viewer.is_a(Role.EVALUATOR, forecast.house_id)
        and project.lead_id != viewer.person_id
        and forecast.settled_at is None
        and today <= forecast.resolves_on
    )
    mean = sum(percents) / len(percents) if percents else None
    return ForecastLine(
        forecast, project, own, spread_of(percents) if percents else None, mean, len(percents), may_answer
    )
