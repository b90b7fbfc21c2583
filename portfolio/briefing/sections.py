"""The sections of pages two and three, in reading order; one that has nothing to say is left out.

A later subject is one more function here that returns a `Section` or None.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from portfolio.briefing.bond_returns import BondReturn, returns_section
from portfolio.briefing.earlier import earlier_section
from portfolio.briefing.fan import fan_section
from portfolio.briefing.forecasting import forecasts_section
from portfolio.briefing.horizons import horizons_section
from portfolio.briefing.landing import landing_section
from portfolio.briefing.parts import Section
from portfolio.briefing.payments import payments_section
from portfolio.briefing.records import OF_SECTIONS
from portfolio.models import BoardDecision, House
from portfolio.queries.balance import Balance
from portfolio.queries.bond_returns import returns_of_bonds
from portfolio.queries.contracts import ContractSheet, list_contract_sheets
from portfolio.queries.forecasts import ForecastLine, list_forecasts
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.visibility import Viewer


@dataclass(frozen=True)
class Beside:
    """What is read for pages two and three beside the projects: contracts, bonds' returns, and forecasts."""

    contracts: Sequence[ContractSheet] = ()
    returns: Sequence[BondReturn] = ()
    forecasts: Sequence[ForecastLine] = ()


NOTHING_BESIDE = Beside()


def read_beside(session: Session, viewer: Viewer, house: House, *, today: date) -> Beside:
    """Return what the sections need beside the projects, as it stands on a day."""
    bonds = returns_of_bonds(session, viewer, house, today)
    return Beside(
        contracts=list_contract_sheets(session, viewer, house, on=today),
        returns=[BondReturn(bond.name, bond.rate, bond.adjusted_rate) for bond in bonds],
        forecasts=list_forecasts(session, viewer, house.id, today=today),
    )


def make_sections(
    sheets: Sequence[ProjectSheet],
    balance: Balance,
    decisions: Sequence[BoardDecision],
    beside: Beside,
    *,
    indices_off: Sequence[str],
    since: date | None,
    today: date,
) -> tuple[Section, ...]:
    """Return every section that has something to say; `decisions` are of earlier months, `since` the last briefing."""
    found = (
        earlier_section(decisions, since=since, today=today),
        landing_section(sheets),
        horizons_section(balance),
        payments_section(beside.contracts, sheets),
        returns_section(beside.returns),
        fan_section(sheets, indices_off=indices_off, this_year=today.year),
        forecasts_section(beside.forecasts, since=since, today=today),
    )
    return tuple(replace(section, record=OF_SECTIONS.get(section.key, "")) for section in found if section)
