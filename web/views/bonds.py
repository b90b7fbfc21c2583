"""The bonds of a house: an overview, each as it stood on a day, kept and amended, and who may see a tranche."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.bonds import amend_bond, end_sight, give_sight, keep_bond
from portfolio.clock import add_months
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.queries.bonds import get_bond, list_bond_sheets, list_holders, list_own_tranches
from portfolio.queries.contracts import list_contract_sheets
from portfolio.queries.people import list_members
from portfolio.reference.bond_example import bond_example
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, roles
from web.bond_blueprint import address_of, bp, sheet_of, shown
from web.bond_page import bond_page, first_line, house_line
from web.contract_blueprint import asked_day
from web.database import now, reading, today, writing
from web.downloads import send_bytes
from web.forms.bonds import AmendBondForm, NewBondForm, SightForm
from web.views import bond_investor, bond_money

__all__ = ["bond_investor", "bond_money", "bp"]  # the other pages of the area
YAML = "application/yaml"
LIFE = 72  # months that the example lasts
SHOWN_AT_FIRST = 10  # entries; the older ones unfold


@bp.get("/")
@roles(*READERS, Role.INVESTOR)
def index() -> str:
    """Show the bonds of the house as they stood at the end of a day; an investor's person sees their tranches."""
    if not has_role(*READERS):
        own = list_own_tranches(reading(), g.viewer, g.house)
        return render_template("bonds/own.html", **shown(own=own))
    on = asked_day()
    sheets = list_bond_sheets(reading(), g.viewer, g.house, on=on)
    return render_template(
        "bonds/index.html",
        **shown(
            on=on,
            is_past=on < today(),
            rows=[(sheet, first_line(sheet, sheet.book())) for sheet in sheets],
            first_line=house_line(sheets) if sheets else "",
        ),
    )


@bp.get("/<uuid:bond_id>")
@roles(*READERS)
def show(bond_id: UUID) -> str:
    """Show a bond as it stood at the end of a day."""
    return _show(bond_id, SightForm())


def _show(bond_id: UUID, sight: SightForm) -> str:
    on = asked_day()
    sheet = sheet_of(bond_id, on)
    _offer(sight, bond_id)
    return render_template(
        "bonds/show.html",
        **shown(
            sheet=sheet,
            on=on,
            is_past=on < today(),
            page=bond_page(sheet),
            currency=sheet.bond.currency,
            sight=sight,
            holders=list_holders(reading(), g.viewer, sheet.bond),
            shown=SHOWN_AT_FIRST,
        ),
    )


@bp.get("/<uuid:bond_id>/bond.yaml")
@roles(*READERS)
def document(bond_id: UUID) -> Response:
    """Hand out the terms of a bond that held on a day."""
    sheet = sheet_of(bond_id, asked_day())
    held = [version for version in sheet.versions if version.valid_from <= sheet.on] or sheet.versions[:1]
    return send_bytes(held[-1].document.encode(), media_type=YAML, name=f"{sheet.bond.name}.yaml", save=True)


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Keep a bond that was signed."""
    form = NewBondForm()
    sheets = list_contract_sheets(reading(), g.viewer, g.house, on=today())
    form.contracts.choices = [(str(sheet.contract.id), sheet.contract.name) for sheet in sheets]
    if request.method == "GET":
        days = f"signed: {today()}\nends: {add_months(today(), LIFE)}\n"
        form.document.data = bond_example().replace("tranches:", days + "tranches:", 1)
        return render_template("bonds/new.html", **shown(form=form))
    try:
        text = form.text()
        if form.validate():
            with writing() as session:
                chosen = [UUID(value) for value in form.contracts.data or []]
                bond = keep_bond(session, g.viewer, g.house, contracts=chosen, document=text, at=now())
            flash(_("The bond is kept."))
            return redirect(address_of(bond))
    except RuleBrokenError as error:
        form.reject(error)
    return render_template("bonds/new.html", **shown(form=form)), 422


@bp.route("/<uuid:bond_id>/amend", methods=["GET", "POST"])
@roles(Role.LEAD)
def amend(bond_id: UUID) -> str | Response | tuple[str, int]:
    """Add other terms from a day on."""
    sheet = sheet_of(bond_id)
    form = AmendBondForm(document=sheet.versions[-1].document, valid_from=today())
    if request.method == "POST":
        try:
            text = form.text()
            if form.validate():
                with writing() as session:
                    bond = get_bond(session, g.viewer, g.house.id, bond_id)
                    facts = {"document": text, "valid_from": form.valid_from.data, "reason": form.reason.data}
                    amend_bond(session, g.viewer, g.house, bond, **facts, at=now())
                flash(_("The amendment is kept; the terms before it stay as they were."))
                return redirect(address_of(bond))
        except RuleBrokenError as error:
            form.reject(error)
    page = render_template("bonds/amend.html", **shown(form=form, sheet=sheet))
    return (page, 422) if request.method == "POST" else page


@bp.post("/<uuid:bond_id>/sight")
@roles(Role.LEAD)
def give(bond_id: UUID) -> Response | tuple[str, int]:
    """Let an investor's person see a tranche."""
    sheet_of(bond_id)
    form = SightForm()
    _offer(form, bond_id)
    if form.validate():
        try:
            with writing() as session:
                bond = get_bond(session, g.viewer, g.house.id, bond_id)
                tranche, person = int(form.tranche.data), UUID(form.person.data)
                give_sight(session, g.viewer, g.house, bond, tranche=tranche, person_id=person, at=now())
            flash(_("From now on the tranche can be seen."))
            return redirect(address_of(bond, anchor="sight"))
        except RuleBrokenError as error:
            form.reject(error)
    return _show(bond_id, form), 422


@bp.post("/<uuid:bond_id>/sight/<uuid:holder_id>/end")
@roles(Role.LEAD)
def end(bond_id: UUID, holder_id: UUID) -> Response:
    """Let a person no longer see a tranche."""
    with writing() as session:
        bond = get_bond(session, g.viewer, g.house.id, bond_id)
        end_sight(session, g.viewer, g.house, bond, holder_id, at=now())
    flash(_("The tranche can no longer be seen by that person."))
    return redirect(url_for(".show", bond_id=bond_id, _anchor="sight"))


def _offer(form: SightForm, bond_id: UUID) -> None:
    """Fill in the tranches of a bond and the members who may be given sight of them."""
    if not has_role(Role.LEAD):
        return
    form.tranche.choices = [(str(row.number), row.name) for row in sheet_of(bond_id).tranches]
    people = list_members(reading(), g.viewer, g.house.id, Role.INVESTOR)
    form.person.choices = [(str(member.id), f"{member.name} ({member.organisation})") for member in people]
