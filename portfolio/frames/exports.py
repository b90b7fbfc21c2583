"""Everything a house keeps, as tables of plain values for CSV, XLSX and JSON.

Only closed scores are here: levels of an open evaluation are blind, and no table of them is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from portfolio.errors import NotFoundError
from portfolio.frames.columns import COLUMNS
from portfolio.frames.evaluation_tables import (
    FIRST_ROUNDS,
    FORECASTS,
    TALKS,
    first_round_rows,
    forecast_rows,
    talk_rows,
)
from portfolio.frames.project_cells import cells_of, facts_of
from portfolio.language import Language
from portfolio.language import gettext as _
from portfolio.models import (
    Briefing,
    HistoryEntry,
    HouseScenario,
    ResilienceRun,
    ScoreSnapshot,
    Signal,
    SignalFeed,
    SignalRun,
    WeightAgreement,
)
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.reference.occupations import get_occupation
from portfolio.rounds.visibility import Viewer

Cell = str | int | float | bool | None
MORE = ("number", "source_key", "created_at", "updated_at")  # of a project, beyond what an import reads
SCORES = ("closed_at", "rubric_version", "evaluators", "radicality", "decoupling", "connection", "zone", "scores")
RUNS = ("at", "horizon_year", "p10", "p50", "p90", "watch_year", "half_life_years", "data_version", "seed", "result")
BRIEFINGS = ("period", "language", "revision", "reason", "state", "planned_at", "frozen_at", "sent_at", "file_sha256")
SIGNALS = (
    "id", "title", "note", "source_url", "noticed_on", "occupations", "parameter", "strength", "direction", "state",
    "origin", "added_at", "decided_at",
)  # fmt: skip
SIGNAL_RUNS = (
    "project_id", "at", "signals", "p10", "p50", "p90", "watch_year", "base_p10", "base_p50", "base_watch_year",
    "band_before", "band_after", "raises", "result",
)  # fmt: skip
SIGNAL_FEEDS = ("url", "name", "added_at", "read_at", "problem")
WEIGHTS = ("axis", "kind", "weights", "rubric_version", "decided_on", "reason", "at")
HOUSE_SCENARIO = ("name", "employees", "moved", "changed_at")
HISTORY = ("sequence", "at", "person_id", "kind", "subject_id", "detail", "previous_hash", "hash")


@dataclass(frozen=True)
class ExportTable:
    """A table to hand out: its name, its columns, and rows of plain values (nested ones only for JSON)."""

    name: str
    columns: tuple[str, ...]
    rows: list[dict[str, Any]]


def portfolio_tables(
    session: Session, viewer: Viewer, house_id: UUID, *, today: date, language: Language
) -> list[ExportTable]:
    """Return what every reader of a house may take home: projects, what lies around them, and closed scores."""
    sheets = list_project_sheets(session, viewer, house_id, today=today)
    return [
        _projects(sheets, language),
        _partners(sheets),
        _occupations(sheets, language),
        _criteria(sheets),
        _stored(session, "scores", ScoreSnapshot, house_id, SCORES, sheets),
        _stored(session, "resilience", ResilienceRun, house_id, RUNS, sheets),
    ]


def house_tables(
    session: Session, viewer: Viewer, house_id: UUID, *, today: date, language: Language
) -> list[ExportTable]:
    """Return everything of a house: its portfolio, its briefings and its history."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    return [
        *portfolio_tables(session, viewer, house_id, today=today, language=language),
        ExportTable("first_rounds", FIRST_ROUNDS, first_round_rows(session, viewer, house_id)),
        ExportTable("talks", TALKS, talk_rows(session, viewer, house_id)),
        ExportTable("forecasts", FORECASTS, forecast_rows(session, viewer, house_id, today=today)),
        _stored(session, "weights", WeightAgreement, house_id, WEIGHTS),
        _stored(session, "signals", Signal, house_id, SIGNALS),
        _stored(session, "signal_runs", SignalRun, house_id, SIGNAL_RUNS),
        _stored(session, "signal_feeds", SignalFeed, house_id, SIGNAL_FEEDS),
        _stored(session, "house_scenario", HouseScenario, house_id, HOUSE_SCENARIO),
        _stored(session, "briefings", Briefing, house_id, BRIEFINGS),
        _stored(session, "history", HistoryEntry, house_id, HISTORY),
    ]


def _projects(sheets: Sequence[ProjectSheet], language: Language) -> ExportTable:
    headings = {column.key: column.heading(language) for column in COLUMNS}
    rows = []
    for sheet in sheets:
        cells: dict[str, Cell] = {"id": str(sheet.project.id), **cells_of(facts_of(sheet), language)}
        cells |= {"money": _major(sheet.project.budget_minor), "horizon_year": sheet.project.horizon_year}
        cells["response_years"] = sheet.project.response_years
        more = {key: _plain(getattr(sheet.project, key)) for key in MORE}
        rows.append({headings[key]: cells[key] for key in headings} | more)
    return ExportTable("projects", (*headings.values(), *MORE), rows)


def _major(minor: int | None) -> int | float | None:
    """Return an amount as the number that people calculate with."""
    return minor // 100 if minor is not None and minor % 100 == 0 else minor and minor / 100


def _partners(sheets: Sequence[ProjectSheet]) -> ExportTable:
    rows = [
        _around(sheet, name=one.name, sector=one.sector.value, is_funder=one.is_funder)
        for sheet in sheets
        for one in sheet.partners
    ]
    return ExportTable("partners", ("project_id", "project", "name", "sector", "is_funder"), rows)


def _occupations(sheets: Sequence[ProjectSheet], language: Language) -> ExportTable:
    rows = [
        _around(
            sheet,
            occupation=share.occupation,
            title=get_occupation(share.occupation).title_in(language),
            share=share.basis_points / 10_000,
        )
        for sheet in sheets
        for share in sheet.occupations
    ]
    return ExportTable("occupations", ("project_id", "project", "occupation", "title", "share"), rows)


def _criteria(sheets: Sequence[ProjectSheet]) -> ExportTable:
    rows = [
        _around(sheet, position=one.position, text=one.text, met_on=_plain(one.met_on))
        for sheet in sheets
        for one in sheet.stop_criteria
    ]
    return ExportTable("stop_criteria", ("project_id", "project", "position", "text", "met_on"), rows)


def _stored(
    session: Session,
    name: str,
    table: Any,
    house_id: UUID,
    columns: tuple[str, ...],
    sheets: Sequence[ProjectSheet] = (),
) -> ExportTable:
    """Return rows as they are stored, the oldest first; those of a project with its name."""
    stored = session.exec(
        select(table).where(table.house_id == house_id).order_by(col(getattr(table, _order(columns))))
    )
    names = {sheet.project.id: sheet.project.name for sheet in sheets}
    rows = [_row(one, columns, names) for one in stored]
    return ExportTable(name, (*(("project_id", "project") if sheets else ()), *columns), rows)


def _order(columns: tuple[str, ...]) -> str:
    return next(
        name for name in ("sequence", "closed_at", "at", "planned_at", "added_at", "changed_at") if name in columns
    )


def _row(one: SQLModel, columns: tuple[str, ...], names: dict[UUID, str]) -> dict[str, Any]:
    facts = {name: _plain(getattr(one, name)) for name in columns}
    if not names:
        return facts
    project_id: UUID = one.project_id  # type: ignore[attr-defined]  # tables with a project have it
    return {"project_id": str(project_id), "project": names.get(project_id, ""), **facts}


def _around(sheet: ProjectSheet, **facts: Any) -> dict[str, Any]:
    return {"project_id": str(sheet.project.id), "project": sheet.project.name, **facts}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (int, float, dict, list)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
