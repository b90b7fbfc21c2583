"""Taking back what was booked in a bond by mistake: a new entry moves the same amounts the other way."""

from datetime import datetime

from sqlmodel import Session

from portfolio.actions.bond_money import booked_before, digest_of, keep_entry, with_entry
from portfolio.actions.contracts import check_lead, checked_reason
from portfolio.clock import day_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.bond_book import EntryKind
from portfolio.language import gettext as _
from portfolio.models import Bond, BondEntry, BondPosting, House
from portfolio.queries.bonds import BondSheet, get_bond_sheet
from portfolio.rounds.visibility import Viewer

LONGEST_REASON = 200  # characters


def take_back(
    session: Session, viewer: Viewer, house: House, bond: Bond, *, number: int, reason: str, key: str, at: datetime
) -> BondEntry:
    """Take back the latest entry of a bond that holds, with a reason; only a lead may."""
    check_lead(viewer, house.id)
    session.refresh(bond, with_for_update=True)  # keeps two writers from taking the same number
    why = checked_reason(reason)
    if len(why) > LONGEST_REASON:
        raise RuleBrokenError(_("There is room for %(max)d characters.", max=LONGEST_REASON), field="reason")
    digest = digest_of({"kind": EntryKind.REVERSAL.value, "entry": number, "reason": why})
    if (before := booked_before(session, bond, key, digest)) is not None:
        return before
    today = day_at(at, house.zone)
    sheet = get_bond_sheet(session, viewer, house, bond.id, on=today)
    wrong = to_take_back(sheet, number)
    row = BondEntry(
        bond_id=bond.id,
        number=len(sheet.entries) + 1,
        kind=EntryKind.REVERSAL,
        on=today,
        purpose=why,
        key=key,
        asked=digest,
        booked_at=at,
        booked_by=viewer.person_id,
        reverses=wrong.id,
    )
    postings = [_mirrored(row, posting) for posting in sheet.postings[wrong.id]]
    _check_caps(with_entry(sheet, row, postings))
    keep_entry(session, viewer, sheet, row, postings)
    return row


def to_take_back(sheet: BondSheet, number: int) -> BondEntry:
    """Return an entry by its number; raise RuleBrokenError unless it is the latest that holds."""
    entry = next((one for one in sheet.entries if one.number == number), None)
    if entry is None:
        raise NotFoundError(_("There is no such entry."))
    if not sheet.standing:
        raise RuleBrokenError(_("Everything booked is taken back already."))
    if entry.id != (latest := sheet.standing[-1]).id:
        raise RuleBrokenError(
            _("Only the latest entry that holds can be taken back. That is entry %(number)s.", number=latest.number)
        )
    return entry


def _mirrored(row: BondEntry, posting: BondPosting) -> BondPosting:
    same = posting.model_dump(exclude={"id", "entry_id", "debit", "credit"})
    return BondPosting(**same, entry_id=row.id, debit=posting.credit, credit=posting.debit)


def _check_caps(after: BondSheet) -> None:
    """Raise RuleBrokenError where a cap lowered since then counts on the entry, as with money drawn before it."""
    for until in (after.last_on, None):
        for account in after.book(until).accounts.values():
            if not account.is_within_cap():
                raise RuleBrokenError(
                    _("Without it, %(name)s would have got more than its cap allows.", name=account.tranche.name)
                )
