"""What a signal would do to a house's projects, before it is registered; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import House, OccupationShare, Project, ResilienceRun, Signal, SignalState
from portfolio.queries.resilience_runs import last_runs
from portfolio.resilience.bands import LONGEST, ResilienceBand, resilience_band, watch_offset
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.signals import SignalEffect, parameters_under
from portfolio.resilience.simulation import DECIMALS
from portfolio.resilience.whole_portfolio import Single, portfolio_quantiles
from portfolio.resilience.work import ProjectWork
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Viewer

WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class Prospect:
    """p10 at the horizon, a share of 1, its band, and the watch year as a calendar year."""

    p10: float
    band: ResilienceBand
    watch_year: int | None


@dataclass(frozen=True)
class Preview:
    """A project that a signal would touch, the share of its people in that work, and its prospects without and with it.

    Both are None for a project without a horizon, or without a run.
    """

    project: Project
    share: float
    before: Prospect | None = None
    after: Prospect | None = None

    @property
    def turns(self) -> bool:
        """Whether the cautious estimate would change its band."""
        return self.before is not None and self.after is not None and self.before.band != self.after.band


def preview_signal(session: Session, viewer: Viewer, house: House, effect: SignalEffect) -> list[Preview]:
    """Return the active projects that a signal would touch beside those in force, the most touched first."""
    if not viewer.may_read(house.id):
        raise NotFoundError(_("There is no such house."))
    shares = _touched(session, house, effect)
    runs = last_runs(session, viewer, list(shares))
    in_force = [
        signal.effect
        for signal in session.exec(
            select(Signal).where(Signal.house_id == house.id, Signal.state == SignalState.IN_FORCE)
        )
    ]
    before, after = (_prospects(runs, house, effects) for effects in (in_force, [*in_force, effect]))
    found = [
        Preview(project, share, before.get(project.id), after.get(project.id)) for project, share in shares.values()
    ]
    return sorted(found, key=lambda one: (-one.share, sort_key(one.project.name)))


def _touched(session: Session, house: House, effect: SignalEffect) -> dict[UUID, tuple[Project, float]]:
    rows = session.exec(
        select(Project, OccupationShare)
        .join(OccupationShare, col(OccupationShare.project_id) == Project.id)
        .where(Project.house_id == house.id, col(Project.stage).in_(ACTIVE_STAGES))
    )
    found: dict[UUID, tuple[Project, float]] = {}
    for project, row in rows:
        if effect.touches(row.occupation):
            found[project.id] = (project, found.get(project.id, (project, 0.0))[1] + row.basis_points / WHOLE)
    return found


def _prospects(
    runs: Mapping[UUID, ResilienceRun], house: House, effects: Sequence[SignalEffect]
) -> dict[UUID, Prospect]:
    """Return each project's prospects under some signals, all projects of one age in one run of the model."""
    results = {key: ProjectResilience.from_dict(run.result) for key, run in runs.items()}
    parameters = house_parameters(house.indices_off)
    found = {}
    for elapsed in sorted({one.elapsed_years for one in results.values()}):
        works = {
            key: ProjectWork({part.code: part.share for part in one.occupations}, one.horizon_years)
            for key, one in results.items()
            if one.elapsed_years == elapsed
        }
        codes = sorted({code for work in works.values() for code in work.shares})
        quantiles = portfolio_quantiles(
            works,
            years=LONGEST,
            elapsed_years=elapsed,
            parameters=parameters,
            by_occupation=parameters_under(effects, codes, parameters=parameters),
        )
        for key, work in works.items():
            found[key] = _prospect(quantiles[key], work.horizon_years, runs[key].horizon_year - work.horizon_years)
    return found


def _prospect(quantiles: Single, horizon_years: int, start_year: int) -> Prospect:
    p10 = [round(share, DECIMALS) for share in quantiles[0].tolist()]
    offset = watch_offset(p10)
    at = p10[horizon_years]
    return Prospect(at, resilience_band(at), None if offset is None else start_year + offset)
