"""Importing signals from a CSV file: every row's fate first, then a yes; a second time changes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, select

from portfolio.actions.signals import SignalInput, add_signal, check_lead, check_signal, run_touched, signal_key
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.frames.signal_rows import SignalRow
from portfolio.language import gettext as _
from portfolio.models import House, Signal, SignalOrigin
from portfolio.rounds.visibility import Viewer


class SignalFate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedSignal:
    """A row with its fate, and why it is refused: pairs of column key and sentence."""

    line: int
    title: str
    fate: SignalFate
    given: SignalInput | None = None
    problems: tuple[tuple[str, str], ...] = ()


def plan_signals(
    session: Session, viewer: Viewer, house: House, rows: Sequence[SignalRow], *, at: datetime
) -> list[PlannedSignal]:
    """Return every row's fate without storing anything; only a lead may."""
    check_lead(viewer, house.id)
    known = {one.source_key: one for one in session.exec(select(Signal).where(Signal.house_id == house.id))}
    seen: set[str] = set()
    return [_plan(row, known, seen, at, house) for row in rows]


def digest_of(plan: Sequence[PlannedSignal]) -> str:
    """Return a short fingerprint of all fates: another one means that the house has changed since the dry run."""
    fates = [(row.line, row.fate.value, row.title) for row in plan]
    return hashlib.sha256(repr(fates).encode()).hexdigest()[:16]


def import_signals(
    session: Session,
    viewer: Viewer,
    house: House,
    plan: Sequence[PlannedSignal],
    *,
    at: datetime,
    base_url: str | None = None,
) -> list[Signal]:
    """Register the new signals of a plan made in the same session; refused rows are left out, mails as one by one."""
    new = [row.given for row in plan if row.fate is SignalFate.NEW and row.given is not None]
    signals = [add_signal(session, viewer, house, given, at=at, origin=SignalOrigin.FILE, run=False) for given in new]
    run_touched(session, signals, at=at, base_url=base_url)
    return signals


def _plan(row: SignalRow, known: dict[str, Signal], seen: set[str], at: datetime, house: House) -> PlannedSignal:
    title = str(row.facts["title"])
    if row.problems:
        return PlannedSignal(row.line, title, SignalFate.REFUSED, problems=tuple(row.problems))
    given = SignalInput.model_validate(row.facts)
    try:
        facts = check_signal(given, today=day_at(at, house.zone))
    except RuleBrokenError as error:
        return _refused(row.line, title, error.field or "title", str(error))
    key = signal_key(facts["title"], facts["source_url"], facts["noticed_on"])
    if key in seen:
        return _refused(row.line, title, "title", _("Another row is about the same signal. Keep one of them."))
    seen.add(key)
    if (twin := known.get(key)) is None:
        return PlannedSignal(row.line, title, SignalFate.NEW, given)
    names = ("occupations", "parameter", "strength", "direction")
    if any(getattr(twin, name) != facts[name] for name in names):
        sentence = _("It is registered already, and says something else. What was registered is never changed here.")
        return _refused(row.line, title, "title", sentence)
    return PlannedSignal(row.line, title, SignalFate.UNCHANGED)


def _refused(line: int, title: str, column: str, sentence: str) -> PlannedSignal:
    return PlannedSignal(line, title, SignalFate.REFUSED, problems=((column, sentence),))
