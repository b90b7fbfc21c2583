"""Signing and amending contracts; every version of the terms is kept for good."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, func, select

from portfolio.actions.booking import book, booked_by_key, lock, owed_now
from portfolio.actions.history import record
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.contract import read_contract, read_document
from portfolio.finance.money import rounded
from portfolio.finance.plan import check_plan
from portfolio.finance.versions import Version, amended, split
from portfolio.language import format_money, minor_digits
from portfolio.language import gettext as _
from portfolio.models import Contract, ContractVersion, House, Project
from portfolio.privacy import looks_like_cpr
from portfolio.queries.contracts import ContractSheet, get_contract_sheet, versions_of
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_text, safe

LONGEST_REASON = 500  # characters


def sign_contract(
    session: Session, viewer: Viewer, house: House, project: Project, *, document: str, at: datetime
) -> Contract:
    """Keep a contract for a project as it was signed, with the amendments its document holds; only a lead may."""
    check_lead(viewer, house.id)
    text = checked_document(document)
    versions = _at_document(split, text)
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    highest = session.exec(select(func.max(Contract.number)).where(Contract.house_id == house.id)).one()
    terms = read_contract(text)
    check_plan(terms)
    contract = Contract(
        house_id=house.id,
        project_id=project.id,
        number=(highest or 0) + 1,
        name=terms.name,
        currency=terms.currency,
        created_at=at,
        created_by=viewer.person_id,
    )
    session.add(contract)
    session.flush()
    for sequence, version in enumerate(versions, start=1):
        _store(session, viewer, contract, version, sequence, at=at)
    session.flush()
    note(session, viewer, contract, "contract.signed", {"name": contract.name, "number": contract.number}, at=at)
    return contract


def amend_contract(
    session: Session,
    viewer: Viewer,
    house: House,
    contract: Contract,
    *,
    document: str,
    valid_from: date,
    reason: str,
    at: datetime,
) -> ContractVersion:
    """Add other terms from a day on; what is booked already must stay as it is. Only a lead may."""
    check_lead(viewer, house.id)
    lock(session, contract)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=day_at(at, house.zone))
    reason = checked_reason(reason)
    new = Version(valid_from, reason, checked_document(document))
    try:
        versions = amended(versions_of(sheet.versions), new)
    except RuleBrokenError as error:
        field = error.field if error.field in ("valid_from", "document") else "document"
        raise RuleBrokenError(str(error), field=field) from error
    check_plan(read_contract(new.text))
    _check_caps(sheet, read_contract(new.text))
    row = _store(session, viewer, contract, new, len(versions), at=at)
    session.flush()
    sheet.versions.append(row)
    _check_nothing_booked_moves(sheet, today=sheet.on)
    note(session, viewer, contract, "contract.amended", {"from": valid_from.isoformat()}, at=at)
    return row


def book_due(session: Session, viewer: Viewer, house: House, contract: Contract, *, at: datetime) -> int:
    """Book the fixed fees that have fallen due, and return how many lines that made; only a lead may."""
    check_lead(viewer, house.id)
    lock(session, contract)
    today = day_at(at, house.zone)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=today)
    if lines := book(session, sheet, at=at, today=today):
        note(session, viewer, contract, "contract.booked", {"lines": len(lines)}, at=at)
    return len(lines)


def check_lead(viewer: Viewer, house_id: UUID) -> None:
    """Raise NotAllowedError unless the one who asks leads the house."""
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def note(
    session: Session, viewer: Viewer, contract: Contract, kind: str, detail: dict[str, Any], *, at: datetime
) -> None:
    """Write into the house's history what happened to a contract; no tokens, no free text."""
    record(
        session,
        house_id=contract.house_id,
        at=at,
        by=viewer.person_id,
        kind=kind,
        subject_id=contract.id,
        detail={"contract": str(contract.number), **detail},
    )


def _store(
    session: Session, viewer: Viewer, contract: Contract, version: Version, sequence: int, *, at: datetime
) -> ContractVersion:
    row = ContractVersion(
        contract_id=contract.id,
        sequence=sequence,
        valid_from=version.valid_from,
        reason=version.reason,
        document=version.text,
        entered_at=at,
        entered_by=viewer.person_id,
    )
    session.add(row)
    return row


def _at_document(read: Any, given: Any) -> Any:
    """Read a document, with whatever is wrong told at the field `document`."""
    try:
        return read(given)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="document") from error


def checked_document(document: str) -> str:
    """Return a document as it is kept; raise RuleBrokenError at `document` for what no document may hold."""
    text = safe(document).strip() + "\n"
    if not text.strip():
        raise RuleBrokenError(_("Write something here."), field="document")
    fields = _at_document(read_document, text)
    if any(safe(found) != found for found in _texts(fields)):
        raise RuleBrokenError(_("The contract holds characters that cannot be shown."), field="document")
    if any(looks_like_cpr(found) for found in _texts(fields)):
        raise RuleBrokenError(_("The contract holds what looks like a CPR number. Take it out."), field="document")
    return text


def checked_reason(reason: str) -> str:
    """Return why something is amended; raise RuleBrokenError at `reason`."""
    found = clean_text(reason, field="reason", required=True, longest=LONGEST_REASON)
    if looks_like_cpr(found):
        raise RuleBrokenError(_("This looks like a CPR number. Take it out."), field="reason")
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(name)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _check_caps(sheet: ContractSheet, terms: Terms) -> None:
    """Raise RuleBrokenError when a cap lies below what has been paid for under it."""
    unit = 10 ** minor_digits(terms.currency)
    sums: dict[str, int] = {}
    for line in sheet.lines:
        sums[line.metric] = sums.get(line.metric, 0) + line.net_minor
    caps = [("cap", terms.cap, sheet.booked_minor)]
    caps += [
        (f"metrics.{place}.cap", metric.cap, sums.get(metric.id, 0))
        for place, metric in enumerate(terms.metrics, start=1)
    ]
    for place, cap, booked in caps:
        if cap is not None and rounded(cap * unit) < booked:
            raise RuleBrokenError(
                _(
                    "The cap of %(cap)s lies below the %(paid)s that is owed already.",
                    cap=format_money(rounded(cap * unit), terms.currency),
                    paid=format_money(booked, terms.currency),
                ),
                field=place,
            )


def _check_nothing_booked_moves(sheet: ContractSheet, *, today: date) -> None:
    try:
        owed, _cuts = owed_now(sheet, today=today)
    except RuleBrokenError as error:
        raise RuleBrokenError(
            _("What is verified already no longer fits: %(reason)s", reason=str(error)), field="document"
        ) from error
    for key, booked in booked_by_key(sheet.lines).items():
        now = owed.get(key)
        net, payers = (now.net_minor, now.payers) if now else (0, {})
        if net != booked.net or any(payers.get(name, 0) != minor for name, minor in booked.payers.items()):
            raise RuleBrokenError(
                _("This would change what is owed already for results before. Let it hold from a later day."),
                field="valid_from",
            )
