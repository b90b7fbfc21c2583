"""Money of a bond: drawn, paid out, made good, and all of it taken along for the accounts."""

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from portfolio.actions import bond_money as actions
from portfolio.actions import bond_reversal
from portfolio.bond_words import call_word
from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_book import CALLS, EntryKind, loss_of
from portfolio.frames.bond_exports import bond_ledger_tables
from portfolio.frames.files import MEDIA_TYPES, as_csv, as_json, as_workbook
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.queries.bonds import BondSheet, get_bond
from portfolio.rounds.visibility import READERS, Role
from web.access import roles
from web.bond_blueprint import address_of, asked_in, bp, sheet_of, shown
from web.contract_blueprint import asked_day
from web.database import now, reading, today, writing
from web.downloads import send_bytes
from web.forms import Form
from web.forms.bonds import CallForm, DrawForm, MoveForm, TakeBackForm


@bp.route("/<uuid:bond_id>/draw", methods=["GET", "POST"])
@roles(Role.LEAD)
def draw(bond_id: UUID) -> str | Response | tuple[str, int]:
    """Note that an investor paid in."""
    sheet = sheet_of(bond_id)
    form = DrawForm(on=today())
    form.tranche.choices = [(row.name, row.name) for row in sheet.tranches]
    if form.validate_on_submit():
        facts = {"tranche": form.tranche.data, "purpose": (form.purpose.data or "").strip()}
        if (done := _booked(bond_id, form, actions.draw, facts)) is not None:
            flash(_("The drawdown is noted."))
            return done
    terms, book = sheet.in_force, sheet.book()
    left = [(one, terms.minor(one.commitment) - book.accounts[one.name].drawn) for one in terms.tranches]
    return _page("bonds/draw.html", sheet, form, left=left)


@bp.route("/<uuid:bond_id>/repay", methods=["GET", "POST"])
@roles(Role.LEAD)
def repay(bond_id: UUID) -> str | Response | tuple[str, int]:
    """Note that money was paid out in the order agreed."""
    sheet = sheet_of(bond_id)
    form = MoveForm(on=today())
    if form.validate_on_submit() and (done := _booked(bond_id, form, actions.repay, {})) is not None:
        flash(_("The repayment is noted, divided in the order agreed."))
        return done
    cash = sheet.cash_minor()
    lines = sheet.book().pay(sheet.on, cash).lines if cash > 0 else ()
    return _page("bonds/repay.html", sheet, form, cash=cash, lines=lines)


@bp.route("/<uuid:bond_id>/call", methods=["GET", "POST"])
@roles(Role.LEAD)
def call(bond_id: UUID) -> str | Response | tuple[str, int]:
    """Note that a guarantor or protector made a loss good."""
    sheet = sheet_of(bond_id)
    form = CallForm(on=today())
    form.kind.choices = [(kind.value, call_word(kind.value)) for kind in CALLS]
    if form.validate_on_submit():
        done = _booked(bond_id, form, actions.call, {"kind": EntryKind(form.kind.data)})
        if done is not None:
            flash(_("The call is noted."))
            return done
    book = sheet.book()
    most = {kind.value: sum(book.may_call(step).values()) for kind, step in CALLS.items()}
    losses = [(name, loss_of(account)) for name, account in book.accounts.items()]
    return _page("bonds/call.html", sheet, form, most=most, losses=losses, ends=sheet.in_force.ends)


@bp.route("/<uuid:bond_id>/entries/<int:number>/take-back", methods=["GET", "POST"])
@roles(Role.LEAD)
def take_back(bond_id: UUID, number: int) -> str | Response | tuple[str, int]:
    """Take the latest entry back."""
    sheet = sheet_of(bond_id)
    form = TakeBackForm()
    entry = next((one for one in sheet.entries if one.number == number), None) or abort(404)
    try:
        if form.validate_on_submit():
            with writing() as session:
                bond = get_bond(session, g.viewer, g.house.id, bond_id)
                facts = {"number": number, "reason": form.reason.data, "key": form.key.data or ""}
                bond_reversal.take_back(session, g.viewer, g.house, bond, **facts, at=now())
            flash(_("Entry %(number)s is taken back.", number=number))
            return redirect(address_of(sheet.bond, anchor="ledger"))
        bond_reversal.to_take_back(sheet, number)
    except RuleBrokenError as error:
        form.reject(error)
    may = entry in sheet.standing[-1:]
    return _page("bonds/take_back.html", sheet, form, entry=entry, may=may)


@bp.get("/<uuid:bond_id>/export.<kind>")
@roles(*READERS)
def export(bond_id: UUID, kind: str) -> Response:
    """Hand out the ledger of a bond for the accounts."""
    if kind not in MEDIA_TYPES:
        abort(404)
    on, language = asked_day(), current_language()
    tables = bond_ledger_tables(reading(), g.viewer, g.house, bond_id, on=on)
    content = {
        "csv": lambda: as_csv(tables[0], language),
        "xlsx": lambda: as_workbook(tables),
        "json": lambda: as_json(tables),
    }[kind]()
    name = sheet_of(bond_id, on).bond.name
    return send_bytes(content, media_type=MEDIA_TYPES[kind], name=f"{name}-{on}.{kind}", save=True)


def _booked(bond_id: UUID, form: MoveForm, action: Any, facts: dict[str, Any]) -> Response | None:
    """Book what a form asks for; a sentence at its field, and None, when that cannot be."""
    try:
        with writing() as session:
            bond = get_bond(session, g.viewer, g.house.id, bond_id)
            action(session, g.viewer, g.house, bond, asked_in(form, bond.currency), **facts, at=now())
        return redirect(address_of(bond, anchor="ledger"))
    except RuleBrokenError as error:
        form.reject(error)
        return None


def _page(template: str, sheet: BondSheet, form: Form, **facts: Any) -> str | tuple[str, int]:
    page = render_template(template, **shown(sheet=sheet, form=form, currency=sheet.bond.currency, **facts))
    return (page, 422) if request.method == "POST" else page
