"""A bond's ledger as tables for the accounts."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from portfolio.bond_words import bond_account_word, bond_step_word
from portfolio.frames.exports import ExportTable
from portfolio.language import minor_digits
from portfolio.models import House
from portfolio.queries.bonds import BondSheet, get_bond_sheet, list_bond_sheets
from portfolio.rounds.visibility import Viewer

LEDGER = ("entry", "date", "what", "tranche", "purpose", "debit", "credit", "amount", "currency", "takes_back")
VERSIONS = ("sequence", "valid_from", "reason", "entered_at")
BONDS = ("bond", "name", "currency", "contracts", "document")


def bond_ledger_tables(session: Session, viewer: Viewer, house: House, bond_id: UUID, *, on: date) -> list[ExportTable]:
    """Return the ledger and the versions of a bond, as on a day."""
    sheet = get_bond_sheet(session, viewer, house, bond_id, on=on)
    versions = [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in (version.model_dump(include=set(VERSIONS)) for version in sheet.versions)
    ]
    return [ExportTable("ledger", LEDGER, list(_ledger(sheet))), ExportTable("versions", VERSIONS, versions)]


def house_bond_tables(session: Session, viewer: Viewer, house: House, *, on: date) -> list[ExportTable]:
    """Return all bonds of a house with the terms in force, and the ledger of each by its number."""
    sheets = list_bond_sheets(session, viewer, house, on=on)
    bonds = [
        {
            "bond": sheet.bond.number,
            "name": sheet.bond.name,
            "currency": sheet.bond.currency,
            "contracts": ", ".join(str(one.contract.number) for one in sheet.contracts),
            "document": sheet.versions[-1].document,
        }
        for sheet in sheets
    ]
    rows = [{"bond": sheet.bond.number, **row} for sheet in sheets for row in _ledger(sheet)]
    return [ExportTable("bonds", BONDS, bonds), ExportTable("bond_ledger", ("bond", *LEDGER), rows)]


def _ledger(sheet: BondSheet) -> Iterator[dict[str, Any]]:
    unit = 10 ** minor_digits(sheet.bond.currency)
    for entry in sheet.entries:
        for row in sheet.postings[entry.id]:
            yield {
                "entry": entry.number,
                "date": entry.on.isoformat(),
                "what": bond_step_word(row.kind.value),
                "tranche": row.tranche,
                "purpose": entry.purpose,
                "debit": bond_account_word(row.debit),
                "credit": bond_account_word(row.credit),
                "amount": row.amount_minor / unit,
                "currency": row.currency,
                "takes_back": sheet.entry(entry.reverses).number if entry.reverses else "",
            }
