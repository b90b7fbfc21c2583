"""Booking what a contract owes: the engine's statement against what is booked, and the difference as new lines.

Nothing booked is ever changed. When a correction or a late result changes what other results are paid, that is a line
of its own, so a statement as it stood on a day stays as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from portfolio.errors import RuleBrokenError
from portfolio.finance.payments import Payment, Statement, statement
from portfolio.language import LANGUAGES, speaking
from portfolio.language import gettext as _
from portfolio.models import Contract, LedgerPosting, LineKind, OutcomeClaim, PaymentLine, PostingKind
from portfolio.queries.contracts import ContractSheet

LARGEST = 10**17  # minor units; beyond it neither the database nor anybody's budget goes
ACCEPTED, REJECTED, FEE = "accepted", "rejected", "fee"


@dataclass
class Booked:
    """What the lines of one key add up to."""

    gross: int = 0
    net: int = 0
    payers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last: PaymentLine | None = None


def book(session: Session, sheet: ContractSheet, *, at: datetime, today: date) -> list[PaymentLine]:
    """Book what has come to be owed by a day and return the new lines; raise RuleBrokenError if it did not balance."""
    owed, cuts = owed_now(sheet, today=today)
    booked = booked_by_key(sheet.lines)
    claims = {claim.number: claim for claim in sheet.claims}
    number = max((line.number for line in sheet.lines), default=0)
    new: list[PaymentLine] = []
    for key in [*owed, *(key for key in booked if key not in owed)]:
        line = _line(sheet, key, owed.get(key), booked.get(key), cuts.get(key, []), claims, at=at, today=today)
        if line is not None:
            line.number = number = number + 1
            new.append(line)
    postings = list(_postings(sheet, new, at=at, today=today))
    session.add_all(new)
    session.flush()
    session.add_all(postings)
    session.flush()
    _check_conservation([*sheet.lines, *new], [*sheet.postings, *postings], owed)
    return new


def owed_now(sheet: ContractSheet, *, today: date) -> tuple[dict[str, Payment], dict[str, list[dict[str, Any]]]]:
    """Return by key what a contract owes by a day, and the cuts with their sentences in every language."""
    spoken: dict[str, Statement] = {}
    outcomes = sheet.outcomes()
    for language in LANGUAGES:
        with speaking(language):
            spoken[language] = statement(sheet.terms, outcomes, fees_until=today)
    keys = list(_keys(next(iter(spoken.values()))))
    cuts = {
        key: [
            {"rule": cut.rule.value, "minor": cut.minor}
            | {language: spoken[language].payments[place].cuts[nth].sentence for language in LANGUAGES}
            for nth, cut in enumerate(payment.cuts)
        ]
        for place, (key, payment) in enumerate(keys)
    }
    return dict(keys), cuts


def booked_by_key(lines: Iterable[PaymentLine]) -> dict[str, Booked]:
    """Return what is booked for each key."""
    found: dict[str, Booked] = defaultdict(Booked)
    for line in lines:
        booked = found[line.key]
        booked.gross += line.gross_minor
        booked.net += line.net_minor
        booked.last = line
        for name, minor in line.payers.items():
            booked.payers[name] += minor
    return found


def _keys(paid: Statement) -> Iterator[tuple[str, Payment]]:
    fees: dict[date, int] = defaultdict(int)
    for payment in paid.payments:
        if payment.line is None:
            fees[payment.on] += 1
            yield f"{FEE}/{payment.on}/{fees[payment.on]}", payment
        else:
            yield f"{payment.line // 2}/{REJECTED if payment.line % 2 else ACCEPTED}", payment


def _line(
    sheet: ContractSheet,
    key: str,
    owed: Payment | None,
    booked: Booked | None,
    cuts: list[dict[str, Any]],
    claims: Mapping[int, OutcomeClaim],
    *,
    at: datetime,
    today: date,
) -> PaymentLine | None:
    """Return the line that brings what is booked for a key to what is owed; None when it is there already."""
    before = booked or Booked()
    gross, net = (owed.gross_minor, owed.net_minor) if owed else (0, 0)
    payers = _difference(owed.payers if owed else {}, before.payers)
    if max(abs(gross), abs(net)) > LARGEST:
        raise RuleBrokenError(_("The amount is too large to be booked."))
    if booked is not None and (gross, net) == (before.gross, before.net) and not payers:
        return None
    pattern = before.last
    claim = None if key.startswith(FEE) else claims[int(key.partition("/")[0])]
    return PaymentLine(
        contract_id=sheet.contract.id,
        number=0,
        key=key,
        kind=_kind(key, owed, booked),
        claim_id=claim.id if claim else None,
        earned_on=owed.on if owed else pattern.earned_on if pattern else today,
        due_on=today + timedelta(days=sheet.terms.on(today).payment_days),
        metric=owed.metric if owed else pattern.metric if pattern else "",
        cohort=owed.cohort if owed else pattern.cohort if pattern else "",
        units=str(owed.units if owed else Decimal(0)),
        exact_minor=str(owed.exact if owed else Decimal(0))[:80],
        gross_minor=gross - before.gross,
        net_minor=net - before.net,
        cuts=cuts,
        payers=payers,
        booked_at=at,
    )


def _kind(key: str, owed: Payment | None, booked: Booked | None) -> LineKind:
    if booked is None:
        return LineKind.FEE if key.startswith(FEE) else LineKind.PAYMENT
    return LineKind.REVERSAL if owed is None else LineKind.ADJUSTMENT


def _difference(after: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    names = dict.fromkeys((*after, *before))
    return {name: moved for name in names if (moved := after.get(name, 0) - before.get(name, 0))}


def _postings(
    sheet: ContractSheet, lines: Iterable[PaymentLine], *, at: datetime, today: date
) -> Iterator[LedgerPosting]:
    entry = max((posting.entry for posting in sheet.postings), default=0)
    for line in lines:
        entry += bool(line.payers)
        for position, (name, minor) in enumerate(line.payers.items(), start=1):
            sides = [f"cost/{name}", f"owed/{name}"]
            debit, credit = sides if minor > 0 else reversed(sides)
            yield LedgerPosting(
                contract_id=sheet.contract.id,
                entry=entry,
                position=position,
                kind=PostingKind.OWED if minor > 0 else PostingKind.TAKEN_BACK,
                line_id=line.id,
                on=today,
                debit=debit,
                credit=credit,
                amount_minor=abs(minor),
                currency=sheet.contract.currency,
                booked_at=at,
            )


def _check_conservation(
    lines: Iterable[PaymentLine], postings: Iterable[LedgerPosting], owed: Mapping[str, Payment]
) -> None:
    """Raise RuleBrokenError unless lines, ledger and the engine's statement say the same to the minor unit."""
    booked, cost = 0, 0
    for line in lines:
        booked += line.net_minor
        if sum(line.payers.values()) != line.net_minor:
            raise _unbalanced()
    for posting in postings:
        cost += posting.amount_minor * (posting.debit.startswith("cost/") - posting.credit.startswith("cost/"))
    if not booked == cost == sum(payment.net_minor for payment in owed.values()):
        raise _unbalanced()


def _unbalanced() -> RuleBrokenError:
    return RuleBrokenError(_("The ledger would not balance. Nothing was saved; please report this."))


def lock(session: Session, contract: Contract) -> None:
    """Keep two writers from taking the same numbers (SQLite writers queue anyway)."""
    session.refresh(contract, with_for_update=True)
