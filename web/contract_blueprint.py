"""The area of contracts: its pages are spread over several modules of views, and share how they find a contract."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request, url_for

from portfolio.models import Contract
from portfolio.queries.contracts import ContractSheet, get_contract_sheet
from portfolio.rounds.visibility import Role
from web.access import has_role, house_blueprint
from web.database import reading, today
from web.forms.contracts import day_in

bp = house_blueprint("contracts", __name__, "contracts")


def asked_day() -> date:
    """Return the day in the address as whose end everything is shown, or today; no day after it."""
    return min(day_in(request.args.get("on")) or today(), today())


def sheet_of(contract_id: UUID, on: date | None = None) -> ContractSheet:
    """Return a contract of the visited house as it stood at the end of a day, today's unless told."""
    return get_contract_sheet(reading(), g.viewer, g.house, contract_id, on=on or today())


def address_of(contract: Contract, *, on: date | None = None, anchor: str | None = None) -> str:
    """Return the address of a contract's page, as it stood on a day if one is given."""
    return url_for("contracts.show", contract_id=contract.id, on=on.isoformat() if on else None, _anchor=anchor)


def shown(**facts: Any) -> dict[str, Any]:
    """Return what every template of the area needs beside its own facts."""
    return {"contract_address": address_of, "may_change": has_role(Role.LEAD), **facts}
