"""What lies around scores, as tables: first rounds of closed evaluations, the talk between rounds, and forecasts.

Nothing blind is here: first rounds only of what is closed, probabilities only where the viewer may see them.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.models import Evaluation, RoundSnapshot, TalkNote
from portfolio.queries.forecasts import ForecastLine, list_forecasts
from portfolio.rounds.lifecycle import EvaluationState
from portfolio.rounds.visibility import Viewer

Rows = list[dict[str, Any]]

FIRST_ROUNDS = ("evaluation_id", "project_id", "revealed_at", "scores")
TALKS = ("evaluation_id", "criterion", "lowest", "highest", "other", "written_at")
FORECASTS = (
    "project_id",
    "project",
    "question",
    "asked_at",
    "resolves_on",
    "settled_at",
    "outcome",
    "source",
    "mean_percent",
    "answers",
)


def first_round_rows(session: Session, viewer: Viewer, house_id: UUID) -> Rows:
    """Return what the first of two rounds came to, of the closed evaluations of a house, the oldest first."""
    rows = session.exec(
        select(RoundSnapshot, Evaluation.project_id)
        .join(Evaluation, col(Evaluation.id) == RoundSnapshot.evaluation_id)
        .where(*_closed(viewer, house_id))
        .order_by(col(RoundSnapshot.revealed_at))
    )
    return [
        {
            "evaluation_id": str(row.evaluation_id),
            "project_id": str(project_id),
            "revealed_at": row.revealed_at.isoformat(),
            "scores": row.scores,
        }
        for row, project_id in rows
    ]


def talk_rows(session: Session, viewer: Viewer, house_id: UUID) -> Rows:
    """Return what was noted between the rounds of the closed evaluations of a house."""
    rows = session.exec(
        select(TalkNote)
        .join(Evaluation, col(Evaluation.id) == TalkNote.evaluation_id)
        .where(*_closed(viewer, house_id))
        .order_by(col(TalkNote.written_at), col(TalkNote.criterion))
    )
    return [
        {
            "evaluation_id": str(row.evaluation_id),
            "criterion": row.criterion,
            "lowest": row.lowest,
            "highest": row.highest,
            "other": row.other,
            "written_at": row.written_at.isoformat(),
        }
        for row in rows
    ]


def forecast_rows(session: Session, viewer: Viewer, house_id: UUID, *, today: date) -> Rows:
    """Return the questions of a house; how likely they were held only where the viewer may see it."""
    return [_forecast(line) for line in list_forecasts(session, viewer, house_id, today=today)]


def _closed(viewer: Viewer, house_id: UUID) -> tuple[Any, ...]:
    return (
        Evaluation.house_id == house_id,
        col(Evaluation.house_id).in_(viewer.readable_houses()),
        Evaluation.state == EvaluationState.CLOSED,
    )


def _forecast(line: ForecastLine) -> dict[str, Any]:
    forecast = line.forecast
    return {
        "project_id": str(forecast.project_id),
        "project": line.project.name,
        "question": forecast.question,
        "asked_at": forecast.asked_at.isoformat(),
        "resolves_on": forecast.resolves_on.isoformat(),
        "settled_at": forecast.settled_at.isoformat() if forecast.settled_at else None,
        "outcome": forecast.outcome.value if forecast.outcome else None,
        "source": forecast.source,
        "mean_percent": line.mean,
        "answers": line.count or None,  # 0 would say that nobody has answered, where it is only hidden
    }
