"""The area of bonds: its pages are spread over several modules of views, and share how they find a bond."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, url_for

from portfolio.actions.bond_money import Asked
from portfolio.errors import RuleBrokenError
from portfolio.frames.numbers import parse_amount
from portfolio.language import gettext as _
from portfolio.language import minor_digits
from portfolio.models import Bond
from portfolio.queries.bonds import BondSheet, get_bond_sheet
from portfolio.rounds.visibility import Role
from web.access import has_role, house_blueprint
from web.database import reading, today
from web.forms.bonds import MoveForm

bp = house_blueprint("bonds", __name__, "bonds")


def sheet_of(bond_id: UUID, on: date | None = None) -> BondSheet:
    """Return a bond of the visited house as it stood at the end of a day, today's unless told."""
    return get_bond_sheet(reading(), g.viewer, g.house, bond_id, on=on or today())


def address_of(bond: Bond, *, on: date | None = None, anchor: str | None = None) -> str:
    """Return the address of a bond's page, as it stood on a day if one is given."""
    return url_for("bonds.show", bond_id=bond.id, on=on.isoformat() if on else None, _anchor=anchor)


def shown(**facts: Any) -> dict[str, Any]:
    """Return what every template of the area needs beside its own facts."""
    return {"bond_address": address_of, "may_change": has_role(Role.LEAD), **facts}


def asked_in(form: MoveForm, currency: str) -> Asked:
    """Return what a form asks for; raise RuleBrokenError at the amount that cannot be read."""
    given = parse_amount(form.amount.data, field="amount")
    if given.rounded:
        raise RuleBrokenError(_("Write at most two decimals."), field="amount")
    digits = minor_digits(currency)
    minor = given.minor // 10 ** (2 - digits) if digits < 2 else given.minor * 10 ** (digits - 2)
    return Asked(minor, given.currency or currency, form.on.data, form.key.data or "")
