"""What has happened to a project's contracts, as sentences for its history: signed, claimed, verified, paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.language import format_date, format_money, ngettext
from portfolio.language import gettext as _
from portfolio.models import Contract, HistoryEntry, LedgerPosting, PaymentLine
from portfolio.rounds.visibility import Viewer

KINDS = (
    "contract.signed",
    "contract.amended",
    "contract.booked",
    "contract.paid",
    "outcome.claimed",
    "outcome.verified",
    "outcome.corrected",
)


@dataclass(frozen=True)
class ContractFacts:
    """What the sentences need beside the history: contracts, sums booked at a moment, and payments by entry."""

    contracts: dict[UUID, Contract]
    booked: dict[tuple[UUID, datetime], int]
    paid: dict[tuple[UUID, int], LedgerPosting]


def read_contract_facts(session: Session, viewer: Viewer, entries: Sequence[HistoryEntry]) -> ContractFacts:
    """Return the facts behind the entries about contracts that the viewer may read."""
    about = [entry for entry in entries if entry.kind in KINDS and entry.subject_id and viewer.may_read(entry.house_id)]
    ids = {entry.subject_id for entry in about}
    if not ids:
        return ContractFacts({}, {}, {})
    contracts = {one.id: one for one in session.exec(select(Contract).where(col(Contract.id).in_(ids)))}
    booked: dict[tuple[UUID, datetime], int] = {}
    for line in session.exec(select(PaymentLine).where(col(PaymentLine.contract_id).in_(ids))):
        key = (line.contract_id, line.booked_at)
        booked[key] = booked.get(key, 0) + line.net_minor
    payments = session.exec(
        select(LedgerPosting).where(col(LedgerPosting.contract_id).in_(ids), col(LedgerPosting.line_id).is_(None))
    )
    return ContractFacts(contracts, booked, {(one.contract_id, one.entry): one for one in payments})


def contract_sentence(entry: HistoryEntry, facts: ContractFacts) -> str:
    """Return what happened to a contract."""
    contract = facts.contracts.get(entry.subject_id) if entry.subject_id else None
    if contract is None:
        return _("Something happened to a contract.")
    what = _what(entry, contract, facts).rstrip(".") + "."  # Danish kroner end in a full stop of their own
    return _("%(contract)s: %(what)s", contract=contract.name, what=what)


def _what(entry: HistoryEntry, contract: Contract, facts: ContractFacts) -> str:
    detail = entry.detail
    match entry.kind:
        case "contract.signed":
            return _("the contract was signed.")
        case "contract.amended":
            return _("amended from %(day)s.", day=format_date(date.fromisoformat(detail["from"])))
        case "outcome.claimed":
            return ngettext("one result was claimed.", "%(num)s results were claimed.", detail["count"])
        case "contract.paid":
            return _paid(facts.paid.get((contract.id, detail["entry"])), contract.currency)
    money = facts.booked.get((contract.id, entry.at), 0)
    words = {
        "outcome.verified": lambda: ngettext(
            "one result was verified.", "%(num)s results were verified.", len(detail["numbers"])
        ),
        "outcome.corrected": lambda: _("a result was taken out."),
        "contract.booked": lambda: _("the fixed fee fell due."),
    }[entry.kind]()
    return words + (" " + _booked(money, contract.currency) if money else "")


def _booked(minor: int, currency: str) -> str:
    if minor < 0:
        return _("%(money)s less is owed.", money=format_money(-minor, currency))
    return _("%(money)s came to be owed.", money=format_money(minor, currency))


def _paid(posting: LedgerPosting | None, currency: str) -> str:
    if posting is None:
        return _("a payment was noted.")
    payer = next(one.partition("/")[2] for one in (posting.debit, posting.credit) if one.startswith("owed/"))
    money = format_money(posting.amount_minor, currency)
    if posting.credit.startswith("owed/"):
        return _("%(money)s came back to %(payer)s.", money=money, payer=payer)
    return _("%(payer)s paid %(money)s.", money=money, payer=payer)
