"""A bond that is kept: its document through its amendments, and what an amendment may not undo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from portfolio.errors import RuleBrokenError
from portfolio.finance.accounts import Account
from portfolio.finance.bond_book import BondBook, Entry, Held
from portfolio.finance.bond_document import BondDocument, bond_terms, read_bond
from portfolio.finance.tranches import Terms, Tranche, check_drawdowns
from portfolio.finance.versions import Version
from portfolio.language import format_date
from portfolio.language import gettext as _

KEPT = 256  # bonds kept in memory; reading YAML is the slow part of a page


@lru_cache(maxsize=KEPT)
def read_kept_bond(text: str) -> BondDocument:
    """Read a bond that is to be kept: it also has the day it was signed and the day losses are settled."""
    bond = read_bond(text)
    for name in ("signed", "ends"):
        if getattr(bond, name) is None:
            raise RuleBrokenError(
                _("A bond that is kept needs the fields signed and ends, days such as 2027-03-31."), field="document"
            )
    if signed_on(bond) >= ends_on(bond):
        raise RuleBrokenError(_("The bond must end after it is signed."), field="document")
    return bond


def signed_on(bond: BondDocument) -> date:
    """Return the day from which a kept bond holds."""
    if bond.signed is None:
        raise RuleBrokenError(_("The bond has not been signed."), field="document")
    return bond.signed


def ends_on(bond: BondDocument) -> date:
    """Return the day from which a kept bond's losses may be settled."""
    if bond.ends is None:
        raise RuleBrokenError(_("The bond has not been signed."), field="document")
    return bond.ends


def held(versions: Sequence[Version]) -> list[Held]:
    """Return the terms of each version, with the day from which they hold.

    A cap, commitment or guarantee that is lowered later binds from now on, as it does in contracts; one that is raised
    later opens nothing before its day.
    """
    found: list[Held] = []
    for version in reversed(versions):
        terms = bond_terms(read_kept_bond(version.text))
        found.append(Held(version.valid_from, _bound(terms, found[-1].terms) if found else terms))
    return found[::-1]


def _bound(terms: Terms, later: Terms) -> Terms:
    after = {one.name: one for one in later.tranches}
    guarantee = terms.guarantee
    if guarantee is not None and later.guarantee is not None:
        lowest = min(guarantee.maximum_minor, later.guarantee.maximum_minor)
        guarantee = replace(guarantee, maximum_minor=lowest)
    tranches = tuple(_lowest(one, after[one.name]) for one in terms.tranches)
    return replace(terms, tranches=tranches, guarantee=guarantee)


def _lowest(now: Tranche, later: Tranche) -> Tranche:
    return replace(
        now,
        commitment_minor=min(now.commitment_minor, later.commitment_minor),
        cap_rate=min((one for one in (now.cap_rate, later.cap_rate) if one is not None), default=None),
        cap_multiple=min((one for one in (now.cap_multiple, later.cap_multiple) if one is not None), default=None),
    )


def check_amended(versions: Sequence[Version], new: Version, entries: Sequence[Entry]) -> None:
    """Raise RuleBrokenError at `valid_from` or `document` when other terms would undo what is booked or signed."""
    first, last = read_kept_bond(versions[0].text), read_kept_bond(versions[-1].text)
    after = read_kept_bond(new.text)
    booked = max((entry.on for entry in entries), default=None)
    if new.valid_from < signed_on(first):
        raise RuleBrokenError(_("An amendment cannot hold from before the bond was signed."), field="valid_from")
    if len(versions) > 1 and new.valid_from <= versions[-1].valid_from:
        raise RuleBrokenError(_("There is a later amendment already; this one must come after it."), field="valid_from")
    if booked is not None and new.valid_from <= booked:
        raise RuleBrokenError(
            _("Money moved on %(day)s under the terms before. Let it hold from a later day.", day=format_date(booked)),
            field="valid_from",
        )
    if (after.currency, after.signed) != (first.currency, first.signed):
        raise RuleBrokenError(_("Currency and day of signing stay as they were."), field="document")
    if after == last:
        raise RuleBrokenError(_("Nothing differs from the terms before."), field="document")
    _check_tranches(last, after)
    _check_money([*versions, new], entries, new.valid_from, after)


def _check_tranches(before: BondDocument, after: BondDocument) -> None:
    now = {one.name: one for one in after.tranches}
    for one in before.tranches:
        if one.name not in now or now[one.name].investor != one.investor:
            raise RuleBrokenError(
                _("%(name)s stays, and so does its investor; add a tranche for another one.", name=one.name),
                field="document",
            )


def _check_money(versions: Sequence[Version], entries: Sequence[Entry], day: date, after: BondDocument) -> None:
    book = BondBook(held(versions), entries)
    for account in book.accounts.values():  # a lower cap binds at once, and the days until it is written leave it room
        _check_account(account)
    book.run_to(day)
    try:
        if book.drawdowns:
            # An earmark holds for what is drawn from now on; what was drawn for another purpose stays.
            unmarked = bond_terms(after.model_copy(update={"tranches": tuple(_unmarked(after))}))
            check_drawdowns(unmarked, book.drawdowns)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="document") from error
    for account in book.accounts.values():
        _check_account(account)
    called = sum(account.guaranteed for account in book.accounts.values())
    promised = book.terms.guarantee.maximum_minor if book.terms.guarantee else 0
    if called > promised:
        raise RuleBrokenError(_("The guarantee lies below what was called on it already."), field="document")


def _unmarked(bond: BondDocument) -> list[object]:
    return [one.model_copy(update={"earmark": ""}) for one in bond.tranches]


def _check_account(account: Account) -> None:
    if not account.is_within_cap():
        raise RuleBrokenError(
            _("The cap of %(name)s lies below what its investor has got already.", name=account.tranche.name),
            field="document",
        )
