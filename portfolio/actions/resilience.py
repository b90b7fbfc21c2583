"""Keeping what the resilience model says of a project: a new run whenever what it rests on has changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.signal_runs import score_under_signals
from portfolio.clock import day_at
from portfolio.models import House, OccupationShare, Project, ResilienceRun
from portfolio.reference.occupations import DATA_VERSION
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.parameters import BASE_YEAR, Parameters
from portfolio.resilience.simulation import DRAWS, SEED, project_resilience

WHOLE = 10_000  # basis points


def score_resilience(session: Session, project: Project, *, at: datetime) -> ResilienceRun | None:
    """Return the newest run of a project, made now if shares, horizon, parameters, data or year have changed.

    All projects share one seed, so that one draw of technology's speed is common to a portfolio. None without
    occupations, without a horizon, and once the horizon has come. The run under the signals in force is kept beside it.
    """
    house = session.get_one(House, project.house_id)
    this_year = day_at(at, house.zone).year
    shares = _shares(session, project)
    if not shares or project.horizon_year is None or project.horizon_year <= this_year:
        return None
    parameters = house_parameters(house.indices_off)
    basis = _basis(shares, project.horizon_year, this_year, parameters)
    newest = _newest(session, project)
    if newest is not None and newest.basis == basis:
        score_under_signals(session, project, newest, at=at, parameters=parameters)
        return newest
    if newest is not None and newest.at >= at:  # two edits at one moment: the newest run is the one that counts
        at = newest.at + timedelta(microseconds=1)
    run = _run(project, shares, basis, this_year, at, parameters)
    session.add(run)
    session.flush()
    score_under_signals(session, project, run, at=at, parameters=parameters)
    return run


def refresh_resilience(session: Session, house_id: UUID, *, at: datetime) -> int:
    """Run the model again for the projects of a house whose basis has changed, as it does at New Year; return how many.

    Meant for jobs: it writes runs alone, and history only where a signal raises a re-evaluation.
    """
    projects = session.exec(select(Project).where(Project.house_id == house_id).order_by(col(Project.number))).all()
    runs = [(_newest(session, project), score_resilience(session, project, at=at)) for project in projects]
    return sum(after is not None and (before is None or before.id != after.id) for before, after in runs)


def _newest(session: Session, project: Project) -> ResilienceRun | None:
    return session.exec(
        select(ResilienceRun)
        .where(ResilienceRun.project_id == project.id)
        .order_by(col(ResilienceRun.at).desc())
        .limit(1)
    ).first()


def _shares(session: Session, project: Project) -> dict[str, float]:
    rows = session.exec(select(OccupationShare).where(OccupationShare.project_id == project.id))
    return {row.occupation: row.basis_points / WHOLE for row in rows}


def _basis(shares: Mapping[str, float], horizon_year: int, this_year: int, parameters: Parameters) -> str:
    parts = [
        sorted(shares.items()),
        horizon_year,
        this_year,
        parameters.version,
        parameters.scenario,
        DATA_VERSION,
        DRAWS,
        SEED,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _run(
    project: Project,
    shares: Mapping[str, float],
    basis: str,
    this_year: int,
    at: datetime,
    parameters: Parameters,
) -> ResilienceRun:
    horizon_year = project.horizon_year or this_year
    elapsed = max(0, this_year - BASE_YEAR)  # technology goes on while we wait for newer figures
    found = project_resilience(
        shares, horizon_years=horizon_year - this_year, elapsed_years=elapsed, parameters=parameters
    )
    return ResilienceRun(
        house_id=project.house_id,
        project_id=project.id,
        at=at,
        horizon_year=horizon_year,
        p10=found.p10,
        p50=found.p50,
        p90=found.p90,
        watch_year=found.watch_year(this_year),
        half_life_years=found.half_life_years,
        data_version=found.data_version,
        seed=found.seed,
        basis=basis,
        result=found.as_dict(),
    )
