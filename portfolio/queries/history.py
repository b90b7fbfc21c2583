"""Reading the history of a house, and finding out whether its chain holds."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import HistoryEntry
from portfolio.rounds.visibility import Viewer

GENESIS = "0" * 64
AT_A_TIME = 1_000  # entries held in memory


@dataclass(frozen=True)
class ChainCheck:
    """Whether a house's chain holds: how many entries it has, its newest hash, and the first entry that does not fit.

    Entries cut off at the end leave no trace in the chain itself: compare `count` and `head` with those printed in
    the board's briefings.
    """

    count: int
    head: str
    broken_sequence: int | None = None
    broken_id: UUID | None = None
    reason: str | None = None

    @property
    def holds(self) -> bool:
        """Whether every entry fits the one before."""
        return self.reason is None


def check_chain(session: Session, viewer: Viewer, house_id: UUID, *, seal: Callable[[HistoryEntry], str]) -> ChainCheck:
    """Walk the chain of a house from its first entry; `seal` computes what an entry's hash should be."""
    if not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such house."))
    count, head = 0, GENESIS
    entries = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house_id)
        .order_by(col(HistoryEntry.sequence))
        .execution_options(yield_per=AT_A_TIME)
    )
    for entry in entries:
        if reason := _misfit(entry, count + 1, head, seal):
            return ChainCheck(count, head, entry.sequence, entry.id, reason)
        count, head = count + 1, entry.hash
    return ChainCheck(count, head)


def _misfit(entry: HistoryEntry, sequence: int, head: str, seal: Callable[[HistoryEntry], str]) -> str | None:
    if entry.sequence != sequence:
        return _("Entry %(number)s is missing.", number=sequence)
    if entry.previous_hash != head:
        return _("Entry %(number)s does not follow the one before it.", number=entry.sequence)
    if entry.hash != seal(entry):
        return _("Entry %(number)s was changed after it was written.", number=entry.sequence)
    return None
