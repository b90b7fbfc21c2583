"""Running the model again under the signals in force: beside the base run, which stays as it is."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portfolio.actions.history import record
from portfolio.models import Project, ResilienceRun, Signal, SignalRun, SignalState
from portfolio.resilience.bands import resilience_band
from portfolio.resilience.parameters import Parameters
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.signals import parameters_under
from portfolio.resilience.simulation import project_resilience


def score_under_signals(
    session: Session, project: Project, base: ResilienceRun, *, at: datetime, parameters: Parameters
) -> SignalRun | None:
    """Return the newest run under the signals in force, made now if base run or signals have changed.

    None while no signal has ever touched the project. Signals that change the band of p10 raise a re-evaluation.
    """
    touching = _touching(session, project, [one["code"] for one in base.result["occupations"]])
    newest = _newest(session, project)
    if not touching and (newest is None or not newest.signals):
        return None
    basis = _basis(base, touching)
    if newest is not None and newest.basis == basis:
        return newest
    result = ProjectResilience.from_dict(base.result)
    run = _run(base, result, touching, newest, basis, parameters)
    run.at = max(at, newest.at + timedelta(microseconds=1)) if newest else at
    session.add(run)
    session.flush()
    if run.raises:
        _note(session, run, at)
    return run


def _touching(session: Session, project: Project, codes: Sequence[str]) -> list[Signal]:
    in_force = session.exec(
        select(Signal)
        .where(Signal.house_id == project.house_id, Signal.state == SignalState.IN_FORCE)
        .order_by(col(Signal.added_at), col(Signal.id))
    ).all()
    return [signal for signal in in_force if any(signal.effect.touches(code) for code in codes)]


def _newest(session: Session, project: Project) -> SignalRun | None:
    return session.exec(
        select(SignalRun).where(SignalRun.project_id == project.id).order_by(col(SignalRun.at).desc()).limit(1)
    ).first()


def _basis(base: ResilienceRun, touching: Sequence[Signal]) -> str:
    effects = [
        [str(one.id), one.occupations, one.parameter, one.strength.value, one.direction.value] for one in touching
    ]
    return hashlib.sha256(json.dumps([str(base.id), effects]).encode()).hexdigest()


def _run(
    base: ResilienceRun,
    result: ProjectResilience,
    touching: Sequence[Signal],
    newest: SignalRun | None,
    basis: str,
    parameters: Parameters,
) -> SignalRun:
    shares = {one.code: one.share for one in result.occupations}
    found = project_resilience(
        shares,
        horizon_years=result.horizon_years,
        elapsed_years=result.elapsed_years,
        parameters=parameters,
        by_occupation=parameters_under([one.effect for one in touching], list(shares), parameters=parameters),
        draws=result.draws,
        seed=result.seed,
    )
    same_base = newest is not None and newest.base_run_id == base.id
    before = newest.band_after if newest is not None and same_base else resilience_band(base.p10).value
    now, earlier = {str(one.id) for one in touching}, set(newest.signals) if newest else set()
    return SignalRun(
        house_id=base.house_id,
        project_id=base.project_id,
        base_run_id=base.id,
        at=base.at,
        signals=[str(one.id) for one in touching],
        p10=found.p10,
        p50=found.p50,
        p90=found.p90,
        watch_year=found.watch_year(base.horizon_year - result.horizon_years),
        base_p10=base.p10,
        base_p50=base.p50,
        base_watch_year=base.watch_year,
        band_before=before,
        band_after=found.band_p10.value,
        raises=now != earlier and found.band_p10.value != before,
        reasons=sorted(now ^ earlier),
        basis=basis,
        result=found.as_dict(),
    )


def _note(session: Session, run: SignalRun, at: datetime) -> None:
    record(
        session,
        house_id=run.house_id,
        at=at,
        by=None,
        kind="project.signalled",
        subject_id=run.project_id,
        detail={"signals": run.reasons, "before": run.band_before, "after": run.band_after},
    )
