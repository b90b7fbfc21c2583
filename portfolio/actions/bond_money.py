"""Drawing, repaying and calling: each books one entry in double entry, once, however often its form is sent."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from portfolio.actions.bonds import note
from portfolio.actions.contracts import check_lead
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_book import CALLS, BondBook, Entry, EntryKind
from portfolio.finance.bond_terms import ends_on, held, read_kept_bond, signed_on
from portfolio.finance.tranches import Drawdown, Step
from portfolio.finance.waterfall import Line
from portfolio.language import format_date, format_money
from portfolio.language import gettext as _
from portfolio.models import Bond, BondEntry, BondPosting, BondPostingKind, House
from portfolio.queries.bonds import BondSheet, get_bond_sheet, versions_of
from portfolio.rounds.visibility import Viewer

BANK = "bond"
SIDES = {Step.FEES: "manager", Step.RESIDUAL: "residual", Step.REIMBURSEMENT: "standin"}


@dataclass(frozen=True)
class Asked:
    """What a form asks for: an amount on a day, and the key of the form, so that sent twice it is booked once."""

    minor: int
    currency: str
    on: date
    key: str

    def digest(self, **facts: str) -> str:
        """Return the SHA-256 of everything asked, to tell a repetition from another request under the same key."""
        return digest_of({"minor": self.minor, "currency": self.currency, "on": self.on.isoformat(), **facts})


def digest_of(said: dict[str, Any]) -> str:
    """Return the SHA-256 of what a form asks for."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def draw(
    session: Session,
    viewer: Viewer,
    house: House,
    bond: Bond,
    asked: Asked,
    *,
    tranche: str,
    purpose: str = "",
    at: datetime,
) -> BondEntry:
    """Note that an investor paid in, and that it was handed on to the provider; only a lead may."""

    def made(sheet: BondSheet, book: BondBook) -> Entry:
        _check_drawdown(sheet, book, asked, tranche, purpose)
        return book.draw(Drawdown(tranche, asked.on, asked.minor, purpose))

    facts = {"kind": EntryKind.DRAWDOWN.value, "tranche": tranche, "purpose": purpose}
    return _book(session, viewer, house, bond, asked, facts, made, at=at)


def repay(session: Session, viewer: Viewer, house: House, bond: Bond, asked: Asked, *, at: datetime) -> BondEntry:
    """Pay out what came in for results, in the order agreed; never more than there was by then. Only a lead may."""

    def made(sheet: BondSheet, book: BondBook) -> Entry:
        most = min(sheet.cash_minor(asked.on), sheet.cash_minor())
        if not 0 < asked.minor <= most:
            raise RuleBrokenError(
                _(
                    "On that day there was at most %(money)s to pay out. Write an amount up to that.",
                    money=format_money(max(most, 0), bond.currency),
                ),
                field="amount",
            )
        entry = book.pay(asked.on, asked.minor)
        if not entry.lines:
            raise RuleBrokenError(_("By the agreed order nobody is paid on that day."), field="amount")
        return entry

    return _book(session, viewer, house, bond, asked, {"kind": EntryKind.REPAYMENT.value}, made, at=at)


def call(
    session: Session, viewer: Viewer, house: House, bond: Bond, asked: Asked, *, kind: EntryKind, at: datetime
) -> BondEntry:
    """Note what a guarantor or protector paid of the losses, once the bond has ended; only a lead may."""

    def made(sheet: BondSheet, book: BondBook) -> Entry:
        end = ends_on(sheet.in_force)
        if asked.on < end:
            raise RuleBrokenError(
                _("Losses are settled when the bond has ended, on %(day)s.", day=format_date(end)), field="on"
            )
        most = sum(book.may_call(CALLS[kind]).values())
        if not 0 < asked.minor <= most:
            raise RuleBrokenError(
                _("At most %(money)s may be called.", money=format_money(most, bond.currency)), field="amount"
            )
        return book.call(asked.on, kind, asked.minor)

    if kind not in CALLS:
        raise RuleBrokenError(_("Choose one of those offered."), field="kind")
    return _book(session, viewer, house, bond, asked, {"kind": kind.value}, made, at=at)


def _book(
    session: Session,
    viewer: Viewer,
    house: House,
    bond: Bond,
    asked: Asked,
    facts: dict[str, str],
    made: Callable[[BondSheet, BondBook], Entry],
    *,
    at: datetime,
) -> BondEntry:
    check_lead(viewer, house.id)
    session.refresh(bond, with_for_update=True)  # keeps two writers from taking the same number
    digest = asked.digest(**facts)
    if (before := booked_before(session, bond, asked.key, digest)) is not None:
        return before
    today = day_at(at, house.zone)
    sheet = get_bond_sheet(session, viewer, house, bond.id, on=today)
    _check_day(sheet, asked, today)
    entry = made(sheet, sheet.book(asked.on))
    row = BondEntry(
        bond_id=bond.id,
        number=len(sheet.entries) + 1,
        kind=entry.kind,
        on=entry.on,
        purpose=entry.drawdown.purpose if entry.drawdown else "",
        key=asked.key,
        asked=digest,
        booked_at=at,
        booked_by=viewer.person_id,
    )
    postings = [BondPosting(position=place, **one) for place, one in enumerate(_postings(sheet, row, entry), start=1)]
    keep_entry(session, viewer, sheet, row, postings)
    return row


def keep_entry(session: Session, viewer: Viewer, sheet: BondSheet, row: BondEntry, postings: list[BondPosting]) -> None:
    """Write an entry with its postings into ledger and history, once ledger and accounts say the same with it."""
    check_conservation(with_entry(sheet, row, postings), row)
    session.add(row)
    session.flush()
    session.add_all(postings)
    session.flush()
    note(session, viewer, sheet.bond, f"bond.{row.kind.value}", {"entry": row.number}, at=row.booked_at)


def with_entry(sheet: BondSheet, row: BondEntry, postings: list[BondPosting]) -> BondSheet:
    """Return a bond as it stands with one more entry."""
    return replace(sheet, entries=[*sheet.entries, row], postings={**sheet.postings, row.id: postings})


def booked_before(session: Session, bond: Bond, key: str, digest: str) -> BondEntry | None:
    """Return what was booked with a form already; raise RuleBrokenError when that was something else."""
    if not key or len(key) > 64:
        raise RuleBrokenError(_("Open the form again."))
    found = session.exec(select(BondEntry).where(BondEntry.bond_id == bond.id, BondEntry.key == key)).first()
    if found is not None and found.asked != digest:
        raise RuleBrokenError(_("This form is used up: something else was booked with it. Open it again."))
    return found


def _check_day(sheet: BondSheet, asked: Asked, today: date) -> None:
    if asked.currency != sheet.bond.currency:
        raise RuleBrokenError(_("The bond is in %(currency)s.", currency=sheet.bond.currency), field="amount")
    if asked.on > today:
        raise RuleBrokenError(_("This day has not come yet."), field="on")
    signed = signed_on(read_kept_bond(sheet.versions[0].document))
    if asked.on < signed:
        raise RuleBrokenError(_("The bond was signed on %(day)s.", day=format_date(signed)), field="on")
    if sheet.last_on is not None and asked.on < sheet.last_on:
        raise RuleBrokenError(
            _("Money moved on %(day)s already. Write that day or a later one.", day=format_date(sheet.last_on)),
            field="on",
        )


def _check_drawdown(sheet: BondSheet, book: BondBook, asked: Asked, name: str, purpose: str) -> None:
    tranche = next((one for one in book.terms.tranches if one.name == name), None)
    if tranche is None:
        raise RuleBrokenError(_("Choose one of the tranches."), field="tranche")
    if asked.on > ends_on(sheet.in_force):
        raise RuleBrokenError(_("The bond ended on %(day)s.", day=format_date(ends_on(sheet.in_force))), field="on")
    if tranche.earmark and purpose != tranche.earmark:
        raise RuleBrokenError(
            _("%(name)s may only be drawn for %(purpose)s.", name=name, purpose=tranche.earmark), field="purpose"
        )
    left = tranche.commitment_minor - book.accounts[name].drawn
    if not 0 < asked.minor <= left:
        raise RuleBrokenError(
            _(
                "%(money)s of the commitment is left. Write an amount up to that.",
                money=format_money(left, sheet.bond.currency),
            ),
            field="amount",
        )


def _postings(sheet: BondSheet, row: BondEntry, entry: Entry) -> Iterator[dict[str, Any]]:
    same = {"bond_id": sheet.bond.id, "entry_id": row.id, "currency": sheet.bond.currency}
    if (drawn := entry.drawdown) is not None:
        money = {**same, "tranche": drawn.tranche, "amount_minor": drawn.minor}
        yield {**money, "kind": BondPostingKind.DRAWN, "debit": BANK, "credit": f"investor/{drawn.tranche}"}
        yield {**money, "kind": BondPostingKind.SPENT, "debit": f"provider/{_provider(sheet)}", "credit": BANK}
    for line in entry.lines:
        debit, credit = _sides(line)
        facts = {"tranche": line.tranche, "amount_minor": line.minor, "kind": BondPostingKind(line.step.value)}
        yield {**same, **facts, "debit": debit, "credit": credit}


def _provider(sheet: BondSheet) -> str:
    names = dict.fromkeys(one.in_force.provider for one in sheet.contracts if one.in_force.provider)
    return ", ".join(names)[:200] or "provider"


def _sides(line: Line) -> tuple[str, str]:
    if line.step in CALLS.values():
        return f"investor/{line.tranche}", f"standin/{line.payer}"
    if line.step in SIDES:
        return f"{SIDES[line.step]}/{line.payee}", BANK
    return f"investor/{line.tranche}", BANK


def check_conservation(sheet: BondSheet, last: BondEntry) -> None:
    """Raise RuleBrokenError unless ledger and accounts say the same, to the minor unit, with the last entry in it."""
    every = [posting for entry in sheet.entries for posting in sheet.postings[entry.id]]
    rows = [posting for entry in sheet.standing for posting in sheet.postings[entry.id]]
    book = BondBook(held(versions_of(sheet.versions)), sheet.booked)
    balanced = _balances(every) == _balances(rows)  # what was taken back leaves every account as it was
    bank = _balances(every).get(BANK, 0)
    balanced &= bank == -book.paid_out  # drawn money is handed on; what is paid out came in with the contracts
    for name, account in book.accounts.items():
        side = f"investor/{name}"
        paid_in = sum(one.amount_minor for one in rows if one.credit == side)
        back = sum(one.amount_minor for one in rows if one.debit == side)
        balanced &= paid_in == account.drawn <= account.tranche.commitment_minor
        balanced &= back == sum(flow.amount for flow in account.flows if flow.amount > 0)
        balanced &= account.outstanding >= 0 and account.is_within_cap()
    if not balanced or (last.kind is EntryKind.REPAYMENT and book.paid_out > sheet.received_minor()):
        raise RuleBrokenError(_("The ledger would not balance. Nothing was saved; please report this."))


def _balances(rows: list[BondPosting]) -> dict[str, int]:
    """Return debit less credit of each account, without those at nought."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.debit] += row.amount_minor
        sums[row.credit] -= row.amount_minor
    return {account: minor for account, minor in sums.items() if minor}
