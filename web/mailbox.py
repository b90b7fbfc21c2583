"""The local mailbox of a demo, read without changing it."""

import mailbox
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # where a mail without a date goes: the end of the list


@dataclass(frozen=True)
class Attachment:
    """A file in a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class LocalMail:
    """A mail as the mailbox keeps it; `key` is its file's name."""

    key: str
    subject: str
    to: str
    at: datetime
    text: str
    attachments: tuple[Attachment, ...]


def list_local_mail(folder: Path, addresses: Collection[str]) -> list[LocalMail]:
    """Return the mails to some addresses, the newest first."""
    if not folder.is_dir():
        return []
    box = mailbox.Maildir(folder, create=False)
    mails = [_read(key, box.get_bytes(key)) for key in box.iterkeys()]
    return sorted((mail for mail in mails if mail.to in addresses), key=lambda mail: (mail.at, mail.key), reverse=True)


def _read(key: str, content: bytes) -> LocalMail:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    body = message.get_body(("plain",))
    recipients = getaddresses([str(message.get("To", ""))])
    return LocalMail(
        key=key,
        subject=str(message.get("Subject", "")),
        to=recipients[0][1].lower() if recipients else "",
        at=parsedate_to_datetime(str(message["Date"])).astimezone(UTC) if message["Date"] else UNDATED,
        text=body.get_content() if body else "",
        attachments=tuple(
            Attachment(part.get_filename() or "innohus", part.get_content_type(), _bytes(part))
            for part in message.iter_attachments()
        ),
    )


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
