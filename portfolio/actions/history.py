"""Writing the history of a house: each entry is sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.models import HistoryEntry, House
from portfolio.queries.history import GENESIS


@dataclass(frozen=True)
class Happening:
    """Something to write into a history: `kind` is `noun.verb`, `detail` is plain JSON without secrets."""

    kind: str
    subject_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(
    session: Session,
    *,
    house_id: UUID,
    at: datetime,
    by: UUID | None,
    kind: str,
    subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Add an entry to a house's history; `kind` is `noun.verb`, `detail` is plain JSON without secrets."""
    happening = Happening(kind, subject_id, detail or {})
    return record_all(session, house_id=house_id, at=at, by=by, happenings=[happening])[0]


def record_all(
    session: Session, *, house_id: UUID, at: datetime, by: UUID | None, happenings: Sequence[Happening]
) -> list[HistoryEntry]:
    """Add entries of one moment to a house's history, in their order."""
    # The lock on the house keeps two writers from taking the same sequence number (SQLite writers queue anyway).
    session.exec(select(House.id).where(House.id == house_id).with_for_update()).one()
    last = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house_id)
        .order_by(col(HistoryEntry.sequence).desc())
        .limit(1)
    ).first()
    sequence, head = (last.sequence, last.hash) if last else (0, GENESIS)
    entries = []
    for happening in happenings:
        sequence += 1
        entry = HistoryEntry(
            house_id=house_id,
            sequence=sequence,
            at=at,
            person_id=by,
            kind=happening.kind,
            subject_id=happening.subject_id,
            detail=happening.detail,
            previous_hash=head,
            hash="",
        )
        entry.hash = head = seal(entry)
        entries.append(entry)
    session.add_all(entries)
    session.flush()
    return entries


def seal(entry: HistoryEntry) -> str:
    """Return the SHA-256 of an entry's content and the hash before it, as 64 hexadecimal digits."""
    content = [
        entry.previous_hash,
        str(entry.house_id),
        entry.sequence,
        entry.at.isoformat(),
        str(entry.person_id),
        entry.kind,
        str(entry.subject_id),
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
