"""The outbox: every mail is a row before it is a mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row, one_of


class MailState(StrEnum):
    """Where a mail is; `in_doubt` waits for a person and is never sent again by itself."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    COMMITTING = "committing"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"


class OutgoingMail(Row, table=True):
    """A mail to one person; its key makes posting twice the same as posting once."""

    __tablename__ = "outgoing_mail"

    key: str = Field(max_length=200, unique=True)
    house_id: UUID | None = Field(default=None, foreign_key="house.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    recipient: str = Field(max_length=254)
    language: str = Field(max_length=2)
    template: str = Field(max_length=60)
    facts: dict[str, Any] = Field(sa_type=sa.JSON, description="What the template says")
    attachment_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    attachment_name: str | None = Field(default=None, max_length=200)
    message: bytes | None = Field(default=None, sa_type=sa.LargeBinary, description="The whole mail, frozen")
    message_sha256: str | None = Field(default=None, max_length=64, description="Stays when the message is wiped")
    message_id: str | None = Field(default=None, max_length=200)
    subject: str | None = None
    state: MailState = Field(default=MailState.WAITING, sa_type=one_of(MailState), index=True)
    attempts: int = 0
    next_try_at: datetime
    claimed_by: str | None = Field(default=None, max_length=100)
    claimed_until: datetime | None = None
    problem: str = ""
    posted_at: datetime
    sent_at: datetime | None = None
