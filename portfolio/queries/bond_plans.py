"""What a stored bond still expects: planned drawdowns, owed and planned payments of its contracts."""

from collections.abc import Iterator
from datetime import date, timedelta

from portfolio.clock import add_months
from portfolio.finance.bond_document import BondDocument, bond_model
from portfolio.finance.bond_plan import BondPlan, Expected, planned
from portfolio.finance.bond_terms import ends_on, signed_on
from portfolio.finance.outcome_draws import plan as planned_draws
from portfolio.finance.plan import planned_amounts
from portfolio.finance.tranches import Drawdown
from portfolio.queries.bonds import BondSheet
from portfolio.queries.contracts import ContractSheet


def plan_of(sheet: BondSheet) -> BondPlan:
    """Return what becomes of a bond if everything from its day on goes as planned."""
    terms = sheet.in_force
    return planned(
        sheet.book(),
        expected_of(sheet),
        planned_drawdowns(terms, after=sheet.on),
        cash=sheet.cash_minor(),
        today=sheet.on,
        ends=ends_on(terms),
    )


def expected_of(sheet: BondSheet) -> list[Expected]:
    """Return what is owed already and what the contracts plan, or the bond's own document where they plan nothing."""
    owed = [one for contract in sheet.contracts for one in _owed(contract)]
    to_come = [one for contract in sheet.contracts for one in _planned(contract, at_risk(sheet.in_force))]
    has_plan = any(contract.in_force.plan for contract in sheet.contracts)
    return owed + (to_come if has_plan else list(_by_document(sheet)))


def planned_drawdowns(terms: BondDocument, *, after: date) -> list[Drawdown]:
    """Return the drawdowns that the document plans after a day."""
    start = signed_on(terms)
    found = [
        Drawdown(one.tranche, add_months(start, 12 * one.year), terms.minor(one.amount), one.purpose)
        for one in terms.drawdowns
    ]
    return [one for one in found if one.on > after]


def at_risk(terms: BondDocument) -> float:
    """Return the share of the planned payments, by their worth, that depends on people keeping the work."""
    worth = _worth(terms)
    total = sum(worth.values())
    return sum(worth[one.id] * float(one.share_at_risk) for one in terms.metrics) / total if total else 0.0


def work_of(terms: BondDocument) -> dict[str, float]:
    """Return the occupations behind the planned payments as shares of 1, by the worth of what depends on them."""
    worth = _worth(terms)
    shares: dict[str, float] = {}
    for one in terms.metrics:
        for code, share in one.occupations.items():
            shares[code] = shares.get(code, 0.0) + worth[one.id] * float(share)
    total = sum(shares.values())
    return {code: round(share / total, 4) for code, share in shares.items()} if total else {}


def _worth(terms: BondDocument) -> dict[str, float]:
    return {one.id: sum(one.people) * float(one.success * one.price) for one in terms.metrics}


def _owed(contract: ContractSheet) -> Iterator[Expected]:
    due = contract.on + timedelta(days=contract.in_force.payment_days)
    for payer in contract.booked_by_payer():
        if minor := contract.owed_minor(payer):
            yield Expected(due, minor)


def _planned(contract: ContractSheet, risk: float) -> Iterator[Expected]:
    terms = contract.in_force
    amounts = planned_amounts(terms)
    for day, minor in zip(amounts.days, amounts.minors, strict=True):
        if day > contract.on and minor:
            yield Expected(day + timedelta(days=terms.payment_days), minor, risk)


def _by_document(sheet: BondSheet) -> Iterator[Expected]:
    terms = sheet.in_force
    for year, minor in enumerate(planned_draws(bond_model(terms)).paid[0].tolist()):
        day = add_months(signed_on(terms), 12 * year)
        if day > sheet.on and round(minor):
            yield Expected(day, round(minor), at_risk(terms))
