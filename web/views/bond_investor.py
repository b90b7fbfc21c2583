"""An investor's page: one tranche with its return, with and without technology; and all of it taken along."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.papers import ask_for_report
from portfolio.errors import RuleBrokenError
from portfolio.finance.levers import LeverTerms
from portfolio.frames.files import MEDIA_TYPES, as_json, as_workbook
from portfolio.frames.flow_figures import Assumptions
from portfolio.frames.investor_figures import (
    InvestorFigures,
    command_of,
    flow_lines,
    investor_figures,
    investor_tables,
)
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.queries.bonds import TrancheSheet, get_tranche_sheet
from portfolio.queries.papers import get_pdf, list_papers
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, roles
from web.bond_blueprint import bp, shown
from web.contract_blueprint import asked_day
from web.database import now, reading, today, writing
from web.downloads import send_bytes
from web.forms.bonds import InvestorForm
from web.investor_page import investor_page, simulated

WHOLE, SO_FAR = "flows.csv", "so-far.csv"


@bp.get("/<uuid:bond_id>/tranches/<int:number>")
@roles(*READERS, Role.INVESTOR)
def tranche(bond_id: UUID, number: int) -> str:
    """Show a tranche as its investor sees it."""
    one = _one(bond_id, number)
    form, found, terms = _asked(one)
    run = simulated(one.sheet.in_force, one.tranche.name, found, terms) if request.args.get("simulate") else None
    return render_template(
        "bonds/tranche.html",
        **shown(
            one=one,
            found=found,
            form=form,
            page=investor_page(found, terms, run),
            on=one.sheet.on,
            is_past=one.sheet.on < today(),
            is_reader=has_role(*READERS),
            papers=list_papers(reading(), g.viewer, one.tranche),
            command=command_of(found, WHOLE) if found.plan else "",
            asked=_assumed(one),
        ),
    )


@bp.get("/<uuid:bond_id>/tranches/<int:number>/<file>")
@roles(*READERS, Role.INVESTOR)
def taken(bond_id: UUID, number: int, file: str) -> Response:
    """Hand out a tranche's figures as a workbook or as data, or its flows for `innohus returns`."""
    one = _one(bond_id, number)
    _form, found, _terms = _asked(one)
    made = {
        WHOLE: lambda: flow_lines(found.plan) if found.plan else b"",
        SO_FAR: lambda: flow_lines(found.past) if found.past else b"",
        "return.xlsx": lambda: as_workbook(investor_tables(found)),
        "return.json": lambda: as_json(investor_tables(found)),
    }
    if file not in made:
        abort(404)
    kind = file.rpartition(".")[2]
    name = f"{one.sheet.bond.name}-{one.tranche.name}-{one.sheet.on}-{file}"
    return send_bytes(made[file](), media_type=MEDIA_TYPES[kind], name=name, save=True)


@bp.post("/<uuid:bond_id>/tranches/<int:number>/report")
@roles(*READERS, Role.INVESTOR)
def ask(bond_id: UUID, number: int) -> Response:
    """Ask for the report of a tranche on paper, in the language spoken now."""
    one = _one(bond_id, number)
    _form, found, _terms = _asked(one)
    with writing() as session:
        ask_for_report(
            session,
            g.viewer,
            g.house,
            one.tranche,
            current_language(),
            on=one.sheet.on,
            scenario=found.given.scenario or "",
            required=found.given.required,
            at=now(),
        )
    flash(_("The report is being made. It is here within a minute; load the page again."))
    return redirect(url_for(".tranche", **_assumed(one), _anchor="report"))


@bp.get("/<uuid:bond_id>/tranches/<int:number>/report/<uuid:paper_id>.pdf")
@roles(*READERS, Role.INVESTOR)
def report(bond_id: UUID, number: int, paper_id: UUID) -> Response:
    """Hand out a report that was made."""
    one = _one(bond_id, number, today())
    paper, pdf = get_pdf(reading(), g.viewer, one.tranche, paper_id)
    name = f"{one.sheet.bond.name}-{one.tranche.name}-{paper.on}.pdf"
    return send_bytes(pdf, media_type="application/pdf", name=name)


def _one(bond_id: UUID, number: int, on: date | None = None) -> TrancheSheet:
    return get_tranche_sheet(reading(), g.viewer, g.house, bond_id, number, on=on or asked_day())


def _assumed(one: TrancheSheet) -> dict[str, Any]:
    """Return the values of an address that says what was assumed here; nothing else of the address is passed on."""
    known = {name: value for name, value in request.args.items() if name == "on" or name in InvestorForm(formdata=None)}
    return {**known, "bond_id": one.sheet.bond.id, "number": one.tranche.number}


def _asked(one: TrancheSheet) -> tuple[InvestorForm, InvestorFigures, LeverTerms]:
    """Return the form with what the address asks for, and the figures; the usual ones where it cannot be read."""
    form = InvestorForm(formdata=request.args if request.args.keys() - {"on", "simulate"} else None)
    try:
        if form.validate():
            return form, investor_figures(one, form.assumptions()), form.lever_terms()
    except RuleBrokenError as error:
        form.reject(error)
    return form, investor_figures(one, Assumptions(scenario="central")), LeverTerms()
