"""A local mailbox (Maildir) that takes the mails when there is no mail server."""

import hashlib
import os
from mailbox import Maildir
from pathlib import Path

from jobs.mail.carrier import RefusedError
from portfolio.models import OutgoingMail
from portfolio.rounds.delivery import Obstacle


class Mailbox:
    """Delivers by renaming a file whose name comes from the Message-ID, so that nothing can arrive twice."""

    name = "maildir"

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        Maildir(folder, create=True)
        self._folder = folder
        self._offered: Path | None = None

    def offer(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        """Write the mail beside the mailbox."""
        del sender, recipient  # they stand in the message itself
        self._offered = self._folder / "tmp" / _file_name(message_id)
        try:
            with self._offered.open("wb") as file:
                file.write(content.replace(b"\r\n", b"\n"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RefusedError(Obstacle.NO_CONNECTION) from error

    def commit(self) -> None:
        """Move the mail into the mailbox in one step, unless it is there already."""
        offered = self._offered
        if offered is None:
            raise RefusedError(Obstacle.NO_CONNECTION)
        try:
            if self._holds(offered.name):
                offered.unlink()
            else:
                offered.rename(self._folder / "new" / offered.name)
                _sync(self._folder / "new")
        except OSError as error:
            raise RefusedError(Obstacle.NO_CONNECTION) from error

    def was_delivered(self, mail: OutgoingMail) -> bool | None:
        """Look a mail up by its Message-ID; one that was given to a mail server cannot be found here."""
        if mail.message_id is None or not (mail.claimed_by or "").startswith(f"{self.name}:"):
            return None
        return self._holds(_file_name(mail.message_id))

    def close(self) -> None:
        """Nothing is held open."""

    def _holds(self, name: str) -> bool:
        return (self._folder / "new" / name).exists() or any((self._folder / "cur").glob(f"{name}*"))


def _file_name(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:40]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
