"""The bond figures of a house on a day, as a briefing tells them: payments, and returns with and without technology."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from portfolio.finance.bond_book import loss_of
from portfolio.finance.discounting import DANISH
from portfolio.finance.figures import Figures, figures_of
from portfolio.finance.flows import Flow, years
from portfolio.models import House
from portfolio.queries.bond_plans import plan_of, work_of
from portfolio.queries.bonds import BondSheet, list_bond_sheets
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.survival import work_survival
from portfolio.rounds.visibility import Viewer


@dataclass(frozen=True)
class BondReturns:
    """One bond, all investors together: amounts in minor units, rates a year as fractions (None without a single one).

    `rate` and `moic` are of what is booked and planned, `adjusted_rate` and `adjusted_moic` with technology as the
    central scenario has it; `break_even_hazard` leaves a return of nought.
    """

    bond_id: str
    name: str
    currency: str
    committed: int
    drawn: int
    received: int
    back: int
    outstanding: int
    to_come: int
    rate: float | None
    adjusted_rate: float | None
    haircut: float | None
    moic: float | None
    adjusted_moic: float | None
    break_even_hazard: float | None


def returns_of_bonds(session: Session, viewer: Viewer, house: House, as_of: date) -> list[BondReturns]:
    """Return the figures of every bond that stood in a house at the end of a day, by number."""
    return [_returns(sheet) for sheet in list_bond_sheets(session, viewer, house, on=as_of)]


def _returns(sheet: BondSheet) -> BondReturns:
    accounts = sheet.book().accounts.values()
    terms, plan = sheet.in_force, plan_of(sheet)
    flows = [flow for flows in plan.flows.values() for flow in flows]
    booked = sum(flow.amount for account in accounts for flow in account.flows if flow.amount > 0)
    whole = _figures(flows, sheet) if flows else None
    return BondReturns(
        bond_id=str(sheet.bond.id),
        name=sheet.bond.name,
        currency=terms.currency,
        committed=sum(terms.minor(one.commitment) for one in terms.tranches),
        drawn=sum(account.drawn for account in accounts),
        received=sheet.received_minor(),
        back=round(booked),
        outstanding=sum(loss_of(account) for account in accounts),
        to_come=round(sum(flow.amount for flow in flows if flow.amount > 0) - booked),
        rate=whole.base.rate.value if whole else None,
        adjusted_rate=whole.adjusted.rate.value if whole else None,
        haircut=whole.haircut if whole else None,
        moic=whole.base.moic if whole else None,
        adjusted_moic=whole.adjusted.moic if whole else None,
        break_even_hazard=whole.break_even_hazard if whole else None,
    )


def _figures(flows: list[Flow], sheet: BondSheet) -> Figures:
    ordered = sorted(flows, key=lambda flow: flow.on)
    work = work_of(sheet.in_force)
    alive = [1.0] * len(ordered)
    if work:
        ahead = years(ordered).tolist()
        found = work_survival(work, ahead, house_parameters(sheet.indices_off), start_year=ordered[0].on.year)
        alive = [float(one) for one in found]
    return figures_of(ordered, schedule=DANISH, survival=alive)
