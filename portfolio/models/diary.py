"""The diary of jobs: what was due when, and whether it was done."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, UniqueConstraint

from portfolio.models.base import Row, one_of


class DiaryState(StrEnum):
    """Where a due job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DiaryEntry(Row, table=True):
    """One due moment of one job; the unique key lets only one process do it, the lease lets another resume it."""

    __tablename__ = "diary_entry"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    job: str = Field(max_length=60)
    due_at: datetime
    state: DiaryState = Field(default=DiaryState.RUNNING, sa_type=one_of(DiaryState))
    attempt: int = Field(
        default=1, description="Rises with each start; a late finisher with an older number is ignored"
    )
    started_at: datetime
    lease_until: datetime
    finished_at: datetime | None = None
    problem: str = ""
