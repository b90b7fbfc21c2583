"""A contract's money as tables for the accounts; counts of few people are left out on the way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from portfolio.contract_words import account_word, posting_kind_word
from portfolio.finance.versions import as_yaml, composed_document
from portfolio.frames.exports import ExportTable
from portfolio.language import minor_digits
from portfolio.models import House, PostingKind
from portfolio.queries.contracts import ContractSheet, get_contract_sheet, list_contract_sheets, versions_of
from portfolio.rounds.visibility import Viewer

FEWEST = 5  # people; a smaller count could point at one of them
LEDGER = ("entries", "date", "what", "debit", "credit", "amount", "currency")
RESULTS = ("metric", "cohort", "claimed", "accepted", "rejected")
CONTRACTS = ("contract", "project_id", "project", "name", "currency", "document")
VERSIONS = ("sequence", "valid_from", "reason", "entered_at")


def contract_tables(
    session: Session, viewer: Viewer, house: House, contract_id: UUID, *, on: date
) -> list[ExportTable]:
    """Return the ledger, the results by metric and cohort, and the versions of a contract, as on a day."""
    sheet = get_contract_sheet(session, viewer, house, contract_id, on=on)
    return [_ledger(sheet), results_of(sheet), _versions(sheet)]


def house_contract_tables(session: Session, viewer: Viewer, house: House, *, on: date) -> list[ExportTable]:
    """Return all contracts of a house with their documents, and the ledger and results of each by its number."""
    sheets = list_contract_sheets(session, viewer, house, on=on)
    contracts = [
        {
            "contract": sheet.contract.number,
            "project_id": str(sheet.project.id),
            "project": sheet.project.name,
            "name": sheet.contract.name,
            "currency": sheet.contract.currency,
            "document": as_yaml(composed_document(versions_of(sheet.versions))),
        }
        for sheet in sheets
    ]
    return [
        ExportTable("contracts", CONTRACTS, contracts),
        _together("contract_ledger", LEDGER, {sheet.contract.number: _ledger(sheet) for sheet in sheets}),
        _together("contract_results", RESULTS, {sheet.contract.number: results_of(sheet) for sheet in sheets}),
    ]


def _together(name: str, columns: tuple[str, ...], tables: Mapping[int, ExportTable]) -> ExportTable:
    rows = [{"contract": number, **row} for number, table in tables.items() for row in table.rows]
    return ExportTable(name, ("contract", *columns), rows)


def few_hidden(counts: Sequence[Decimal]) -> list[int | float | str | None]:
    """Return counts as they may leave the house: those from 1 to 4 as “<5”, and with them any that would tell them.

    Claimed is the sum of accepted, rejected and waiting; a zero beside a hidden number would give it away.
    """
    if any(0 < count < FEWEST for count in counts):
        return [f"<{FEWEST}" if count < FEWEST else None for count in counts]
    return [int(count) if count == int(count) else float(count) for count in counts]


def _ledger(sheet: ContractSheet) -> ExportTable:
    """Return the postings of a day between two accounts as one row, so that no row is one person's result."""
    digits = minor_digits(sheet.contract.currency)
    sums: dict[tuple[date, PostingKind, str, str], int] = defaultdict(int)
    entries: dict[tuple[date, PostingKind, str, str], list[int]] = defaultdict(list)
    for row in sheet.postings:
        key = row.on, row.kind, row.debit, row.credit
        sums[key] += row.amount_minor
        entries[key].append(row.entry)
    rows = [
        {
            "entries": _span(entries[key]),
            "date": key[0].isoformat(),
            "what": posting_kind_word(key[1].value),
            "debit": account_word(key[2]),
            "credit": account_word(key[3]),
            "amount": _major(minor, digits),
            "currency": sheet.contract.currency,
        }
        for key, minor in sums.items()
    ]
    return ExportTable("ledger", LEDGER, rows)


def _span(entries: Sequence[int]) -> str:
    first, last = min(entries), max(entries)
    return str(first) if first == last else f"{first}–{last}"


def results_of(sheet: ContractSheet) -> ExportTable:
    """Return a contract's results by metric and cohort, with counts of few people hidden."""
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for claim in sheet.claims:
        if claim.id in sheet.corrections:
            continue
        seen = sheet.verifications.get(claim.id)
        found = (claim.units, seen.accepted_units if seen else "0", seen.rejected_units if seen else "0")
        key = claim.metric, claim.cohort
        sums[key] = [before + Decimal(new) for before, new in zip(sums[key], found, strict=True)]
    rows: list[dict[str, Any]] = [
        dict(zip(RESULTS, (metric, cohort, *few_hidden(counts)), strict=True))
        for (metric, cohort), counts in sorted(sums.items())
    ]
    return ExportTable("results", RESULTS, rows)


def _versions(sheet: ContractSheet) -> ExportTable:
    rows = [
        {
            "sequence": version.sequence,
            "valid_from": version.valid_from.isoformat(),
            "reason": version.reason,
            "entered_at": version.entered_at.isoformat(),
        }
        for version in sheet.versions
    ]
    return ExportTable("versions", VERSIONS, rows)


def _major(minor: int, digits: int) -> int | float:
    unit = int(10**digits)
    return minor // unit if minor % unit == 0 else minor / unit
