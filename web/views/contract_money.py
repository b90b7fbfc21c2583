"""Money of a contract: fees booked, payments noted, and all of it taken along for the accounts."""

from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from portfolio.actions.contracts import book_due
from portfolio.actions.payouts import pay_out
from portfolio.errors import RuleBrokenError
from portfolio.frames.contract_exports import contract_tables
from portfolio.frames.files import MEDIA_TYPES, as_csv, as_json, as_workbook
from portfolio.frames.numbers import parse_amount
from portfolio.language import current_language, minor_digits, ngettext
from portfolio.language import gettext as _
from portfolio.queries.contracts import ContractSheet, get_contract
from portfolio.rounds.visibility import READERS, Role
from web.access import roles
from web.contract_blueprint import address_of, asked_day, bp, sheet_of, shown
from web.database import now, reading, today, writing
from web.downloads import send_bytes
from web.forms.contracts import PayForm


@bp.route("/<uuid:contract_id>/pay", methods=["GET", "POST"])
@roles(Role.LEAD)
def pay(contract_id: UUID) -> str | Response | tuple[str, int]:
    """Note that a payer has paid."""
    sheet = sheet_of(contract_id)
    form = PayForm(on=today())
    form.payer.choices = [(name, name) for name in sheet.booked_by_payer()]
    if form.validate_on_submit():
        try:
            with writing() as session:
                contract = get_contract(session, g.viewer, g.house.id, contract_id)
                minor, currency = _amount(form.amount.data, sheet)
                facts = {"payer": form.payer.data, "amount_minor": minor, "currency": currency, "on": form.on.data}
                pay_out(session, g.viewer, g.house, contract, **facts, at=now())
            flash(_("The payment is noted."))
            return redirect(address_of(contract, anchor="ledger"))
        except RuleBrokenError as error:
            form.reject(error)
    owed = {name: sheet.owed_minor(name) for name in sheet.booked_by_payer()}
    page = render_template("contracts/pay.html", **shown(sheet=sheet, form=form, owed=owed))
    return (page, 422) if request.method == "POST" else page


@bp.post("/<uuid:contract_id>/book")
@roles(Role.LEAD)
def book(contract_id: UUID) -> Response:
    """Book the fixed fees that have fallen due."""
    with writing() as session:
        contract = get_contract(session, g.viewer, g.house.id, contract_id)
        count = book_due(session, g.viewer, g.house, contract, at=now())
    if count:
        flash(ngettext("One line was booked.", "%(num)s lines were booked.", count))
    else:
        flash(_("Everything that is owed was booked already."), "info")
    return redirect(address_of(contract, anchor="payments"))


@bp.get("/<uuid:contract_id>/export.<kind>")
@roles(*READERS)
def export(contract_id: UUID, kind: str) -> Response:
    """Hand out the ledger for the accounts; counts of fewer than five people are not in it."""
    if kind not in MEDIA_TYPES:
        abort(404)
    on, language = asked_day(), current_language()
    tables = contract_tables(reading(), g.viewer, g.house, contract_id, on=on)
    content = {
        "csv": lambda: as_csv(tables[0], language),
        "xlsx": lambda: as_workbook(tables),
        "json": lambda: as_json(tables),
    }[kind]()
    name = sheet_of(contract_id, on).contract.name
    return send_bytes(content, media_type=MEDIA_TYPES[kind], name=f"{name}-{on}.{kind}", save=True)


def _amount(text: str, sheet: ContractSheet) -> tuple[int, str]:
    given = parse_amount(text, field="amount")
    if given.rounded:
        raise RuleBrokenError(_("Write at most two decimals."), field="amount")
    digits = minor_digits(sheet.contract.currency)
    minor = given.minor // 10 ** (2 - digits) if digits < 2 else given.minor * 10 ** (digits - 2)
    return minor, given.currency or sheet.contract.currency
