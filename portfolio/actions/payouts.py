"""Noting that a payer has paid what is owed, or got back what was paid too much."""

from datetime import date, datetime

from sqlmodel import Session

from portfolio.actions.booking import lock
from portfolio.actions.contracts import check_lead, note
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.language import format_money
from portfolio.language import gettext as _
from portfolio.models import Contract, House, LedgerPosting, PostingKind
from portfolio.queries.contracts import get_contract_sheet
from portfolio.rounds.visibility import Viewer


def pay_out(
    session: Session,
    viewer: Viewer,
    house: House,
    contract: Contract,
    *,
    payer: str,
    amount_minor: int,
    currency: str,
    on: date,
    at: datetime,
) -> LedgerPosting:
    """Note a payment on a day; never more than was owed by then, so nothing is paid before it is verified.

    Where too much was paid before a correction, the same notes that it came back. Only a lead may.
    """
    check_lead(viewer, house.id)
    lock(session, contract)
    today = day_at(at, house.zone)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=today)
    if currency != contract.currency:
        raise RuleBrokenError(_("The contract is in %(currency)s.", currency=contract.currency), field="amount")
    if payer not in sheet.booked_by_payer():
        raise RuleBrokenError(_("Choose one of the payers."), field="payer")
    if on > today:
        raise RuleBrokenError(_("This day has not come yet."), field="on")
    then, now = sheet.owed_minor(payer, on), sheet.owed_minor(payer)
    most = min(then, now) if now > 0 else min(-then, -now)
    if not 0 < amount_minor <= most:
        raise RuleBrokenError(_amount_sentence(most, contract.currency, back=now < 0), field="amount")
    sides = (f"owed/{payer}", f"bank/{payer}")
    debit, credit = sides if now > 0 else reversed(sides)
    posting = LedgerPosting(
        contract_id=contract.id,
        entry=max((row.entry for row in sheet.postings), default=0) + 1,
        position=1,
        kind=PostingKind.PAID if now > 0 else PostingKind.PAID_BACK,
        on=on,
        debit=debit,
        credit=credit,
        amount_minor=amount_minor,
        currency=currency,
        booked_at=at,
    )
    session.add(posting)
    session.flush()
    note(session, viewer, contract, "contract.paid", {"entry": posting.entry}, at=at)
    return posting


def _amount_sentence(most: int, currency: str, *, back: bool) -> str:
    money = format_money(max(most, 0), currency)
    if back:
        return _("At most %(money)s can come back on that day.", money=money)
    return _("On that day at most %(money)s was owed. Write an amount up to that.", money=money)
