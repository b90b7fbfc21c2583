"""One tranche's money as its investor sees it: booked, expected, and with technology.

The page, the PDF, the workbook and the file of flows all come from here, and the file gives `innohus returns` the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portfolio.finance.bond_book import loss_of
from portfolio.finance.bond_document import TranchePart
from portfolio.finance.figures import Figures
from portfolio.finance.flows import Flow
from portfolio.frames.exports import ExportTable
from portfolio.frames.flow_figures import Assumptions, ScenarioFigures, adjusted_flows, figures_for, scenario_set
from portfolio.frames.flow_file import FlowTable
from portfolio.frames.flow_tables import flow_tables
from portfolio.language import gettext as _
from portfolio.language import minor_digits
from portfolio.queries.bond_plans import plan_of, work_of
from portfolio.queries.bonds import BondSheet, TrancheSheet


@dataclass(frozen=True)
class InvestorFigures:
    """A tranche on a day: amounts in minor units, what it returned so far, and what it returns if the plan holds.

    `so_far` has what is still out, and the interest due, as the value left (RVPI); None before anything is drawn.
    """

    bond: str
    tranche: TranchePart
    currency: str
    on: date
    drawn: int
    principal: int
    interest: int
    returned: int
    made_good: int
    outstanding: int
    interest_due: int
    given: Assumptions
    past: FlowTable | None
    plan: FlowTable | None
    so_far: Figures | None
    whole: Figures | None
    scenarios: tuple[ScenarioFigures, ...]

    @property
    def back(self) -> int:
        """All money that came back."""
        return self.principal + self.interest + self.returned + self.made_good

    @property
    def unit(self) -> int:
        """Minor units in a whole one."""
        return int(10 ** minor_digits(self.currency))

    @property
    def adjusted(self) -> list[Flow]:
        """The flows, booked and planned, as technology leaves them."""
        return adjusted_flows(self.plan, self.given) if self.plan else []


def investor_figures(one: TrancheSheet, given: Assumptions) -> InvestorFigures:
    """Return the figures of a tranche; a scenario takes the work behind the bond's results unless other is given."""
    return tranche_figures(one.sheet, one.tranche.name, given)


def tranche_figures(sheet: BondSheet, name: str, given: Assumptions) -> InvestorFigures:
    """Return the figures of a tranche by its name."""
    terms, account = sheet.in_force, sheet.book().accounts[name]
    given = replace(given, shares=given.shares or work_of(terms) or None, indices_off=sheet.indices_off)
    past = _table(account.flows, terms.currency)
    plan = _table(plan_of(sheet).flows[name], terms.currency)
    left = (loss_of(account) + account.interest_due()) / 10 ** minor_digits(terms.currency)
    plain = Assumptions(schedule=given.schedule, required=given.required, remaining=left)
    return InvestorFigures(
        bond=sheet.bond.name,
        tranche=next(one for one in terms.tranches if one.name == name),
        currency=terms.currency,
        on=sheet.on,
        drawn=account.drawn,
        principal=account.principal,
        interest=account.interest,
        returned=account.returned,
        made_good=account.protected + account.guaranteed,
        outstanding=loss_of(account),
        interest_due=account.interest_due(),
        given=given,
        past=past,
        plan=plan,
        so_far=figures_for(past, plain) if past else None,
        whole=figures_for(plan, given) if plan else None,
        scenarios=tuple(scenario_set(plan, given)) if plan else (),
    )


def _table(flows: Sequence[Flow], currency: str) -> FlowTable | None:
    unit = 10 ** minor_digits(currency)
    found = tuple(replace(flow, amount=flow.amount / unit) for flow in flows)
    return FlowTable(found, ("",) * len(found), currency) if found else None


def flow_lines(table: FlowTable) -> bytes:
    """Return flows as the CSV that `innohus returns` reads, in the same order and to the last digit."""
    rows = [
        f"{flow.on.isoformat()},{flow.amount:.2f},{flow.share_at_risk!r},{table.currency or ''}" for flow in table.flows
    ]
    return ("\n".join(("date,amount,share_at_risk,currency", *rows)) + "\n").encode()


def command_of(found: InvestorFigures, file: str) -> str:
    """Return the command that gives the same figures for the file of flows."""
    given = found.given
    parts = [f"innohus returns {file}", f"--required {given.required!r}"]
    if given.scenario:
        parts += [f"--scenario {given.scenario}"]
        parts += [f"--occupation {code}={share!r}" for code, share in (given.shares or {}).items()]
    else:
        parts += [f"--hazard {given.hazard!r}"]
    return " ".join(parts)


def investor_tables(found: InvestorFigures) -> list[ExportTable]:
    """Return a tranche's figures as tables to take along; money in whole units, rates as fractions a year."""
    tables = [_standing(found)]
    if found.plan and found.whole:
        tables += flow_tables(found.plan, found.whole, list(found.scenarios), found.given)
    if found.so_far:
        tables.append(_so_far(found.so_far))
    return tables


def _standing(found: InvestorFigures) -> ExportTable:
    unit = 10 ** minor_digits(found.currency)
    amounts = {
        _("drawn"): found.drawn,
        _("principal repaid"): found.principal,
        _("interest paid"): found.interest,
        _("return paid"): found.returned,
        _("made good by others"): found.made_good,
        _("outstanding"): found.outstanding,
        _("interest due"): found.interest_due,
    }
    columns = (_("figure"), _("amount"), _("currency"))
    rows = [dict(zip(columns, (name, minor / unit, found.currency), strict=True)) for name, minor in amounts.items()]
    return ExportTable("standing", columns, rows)


def _so_far(figures: Figures) -> ExportTable:
    columns = (_("figure"), _("so far"))
    rows: list[tuple[str, Any]] = [("DPI", figures.dpi), ("RVPI", figures.rvpi), ("TVPI", figures.tvpi)]
    return ExportTable("so_far", columns, [dict(zip(columns, row, strict=True)) for row in rows])
