"""Asking a question about a project, giving a probability, and settling it with a source."""

from datetime import date, datetime

from sqlmodel import Session, col, func, select

from portfolio.actions.evaluation_state import check_lead
from portfolio.actions.history import record
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError, NotFoundError
from portfolio.language import gettext as _
from portfolio.models import Forecast, ForecastProbability, House, Project
from portfolio.rounds.forecasting import Outcome, check_answering, check_asking, check_settling
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line, clean_text

LONGEST_SOURCE = 1_000  # characters


def ask_forecast(
    session: Session, viewer: Viewer, house: House, project: Project, *, question: str, resolves_on: date, at: datetime
) -> Forecast:
    """Ask a question about a project that can be answered with yes or no on a day within twelve months."""
    check_lead(viewer, house.id)
    if project.house_id != house.id:
        raise NotFoundError(_("There is no such project."))
    line = clean_line(question, field="question", required=True)
    session.exec(select(Project.id).where(Project.id == project.id).with_for_update()).one()
    open_now = session.exec(
        select(func.count())
        .select_from(Forecast)
        .where(Forecast.project_id == project.id, col(Forecast.settled_at).is_(None))
    ).one()
    check_asking(resolves_on=resolves_on, today=day_at(at, house.zone), open_now=open_now)
    forecast = Forecast(
        house_id=house.id,
        project_id=project.id,
        question=line,
        resolves_on=resolves_on,
        asked_at=at,
        asked_by=viewer.person_id,
    )
    session.add(forecast)
    session.flush()
    _note(session, viewer, forecast, "asked", at=at, detail={"question": line, "resolves_on": resolves_on.isoformat()})
    return forecast


def give_probability(
    session: Session, viewer: Viewer, house: House, forecast: Forecast, *, percent: int | None, at: datetime
) -> ForecastProbability:
    """Keep what an evaluator holds likely now, in per cent; an earlier answer stays, and the last counts."""
    # No word of this in the history: it is read by those who are still to answer.
    forecast = _held(session, house, forecast)
    if viewer.person_id is None or not viewer.is_a(Role.EVALUATOR, house.id):
        raise NotAllowedError(_("Only evaluators of the house give forecasts."))
    lead = session.exec(select(Project.lead_id).where(Project.id == forecast.project_id)).one()
    kept = check_answering(
        percent,
        is_settled=forecast.settled_at is not None,
        resolves_on=forecast.resolves_on,
        today=day_at(at, house.zone),
        leads_project=lead == viewer.person_id,
    )
    given = ForecastProbability(forecast_id=forecast.id, evaluator_id=viewer.person_id, percent=kept, given_at=at)
    session.add(given)
    session.flush()
    return given


def settle_forecast(
    session: Session, viewer: Viewer, house: House, forecast: Forecast, *, outcome: Outcome, source: str, at: datetime
) -> Forecast:
    """Say how a question came out and what shows it, once; it may come out before its day."""
    check_lead(viewer, house.id)
    forecast = _held(session, house, forecast)
    check_settling(is_settled=forecast.settled_at is not None)
    forecast.source = clean_text(source, field="source", required=True, longest=LONGEST_SOURCE)
    forecast.outcome, forecast.settled_at, forecast.settled_by = outcome, at, viewer.person_id
    session.add(forecast)
    session.flush()
    _note(session, viewer, forecast, "settled", at=at, detail={"outcome": outcome.value, "source": forecast.source})
    return forecast


def _held(session: Session, house: House, forecast: Forecast) -> Forecast:
    """Return a question as it is now, held until the end of the transaction: of two who settle it, one is told."""
    found = session.exec(
        select(Forecast)
        .where(Forecast.id == forecast.id, Forecast.house_id == house.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFoundError(_("There is no such forecast."))
    return found


def _note(
    session: Session, viewer: Viewer, forecast: Forecast, verb: str, *, at: datetime, detail: dict[str, str]
) -> None:
    record(
        session,
        house_id=forecast.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"forecast.{verb}",
        subject_id=forecast.id,
        detail={"project": str(forecast.project_id), **detail},
    )
