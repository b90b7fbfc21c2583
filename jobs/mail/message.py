"""Making the message itself, byte for byte the same from the same facts, and safe in its head."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from jobs.mail.texts import Letter

HEAD = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Content-Transfer-Encoding",  # last: a message in several parts has it in each part instead
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_POLICY = SMTP.clone(cte_type="7bit")  # goes through every server unchanged


class UnsafeMessageError(Exception):
    """The head of a message holds other lines than planned, or its address cannot be written."""


@dataclass(frozen=True)
class Attachment:
    """A stored file that goes along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, when, and under which key."""

    key: str
    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Message:
    """A message as it goes over the line."""

    message_id: str
    subject: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the content, as 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def header_text(text: str) -> str:
    """Return a text that is safe in a head: one line, and nothing that reads as an encoded word.

    Python 3.11.7 to 3.12.1 decode `=?utf-8?q?x=0d=0aBcc:…?=` in a header and write the line break out again.
    """
    line = " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())
    while "=?" in line:
        line = line.replace("=?", "= ?")
    return line


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a key: stable, so that a mail can be looked up, and telling nothing."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{ascii_address(sender).rpartition('@')[2]}>"


def ascii_address(address: str) -> str:
    """Return an address as mail servers write it; raise UnsafeMessageError when it cannot be written so."""
    local, at, domain = address.rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise UnsafeMessageError("domain") from error
    if not (local and at and written.isascii() and written.isprintable()) or re.search(r'[\s<>()",;:\\]', written):
        raise UnsafeMessageError("address")
    return written


def build_message(envelope: Envelope, letter: Letter, attachment: Attachment | None = None) -> Message:
    """Return the message; raise UnsafeMessageError rather than write a head with other lines than planned."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(header_text(envelope.sender_name), addr_spec=ascii_address(envelope.sender))
    mail["To"] = Address(header_text(envelope.recipient_name), addr_spec=ascii_address(envelope.recipient))
    mail["Subject"] = header_text(letter.subject)
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = message_id(envelope.key, envelope.sender)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
    mail.set_content(letter.text, cte="quoted-printable")
    if attachment:
        _attach(mail, attachment, boundary=hashlib.sha256(envelope.key.encode()).hexdigest()[:40])
    mail["Content-Language"] = envelope.language  # after the content, which clears such lines
    content = mail.as_bytes()
    _check_head(content, HEAD if attachment is None else HEAD[:-1])
    return Message(message_id(envelope.key, envelope.sender), header_text(letter.subject), content)


def _attach(mail: EmailMessage, attachment: Attachment, *, boundary: str) -> None:
    kind, _slash, subkind = attachment.media_type.partition("/")
    name = header_text(attachment.name).replace("/", "-").replace("\\", "-")
    mail.add_attachment(attachment.content, maintype=kind, subtype=subkind, filename=name)
    mail.set_boundary(boundary)  # instead of one by chance, so that the same facts give the same bytes


def _check_head(content: bytes, planned: Sequence[str]) -> None:
    head = content.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in re.split("[\r\n]+", head) if not line.startswith((" ", "\t"))]
    if sorted(names) != sorted(planned):
        raise UnsafeMessageError("head")
