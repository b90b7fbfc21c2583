"""What carries a mail out of the house: first everything that may be done again, then the one step that may not."""

from typing import Protocol

from portfolio.models import OutgoingMail
from portfolio.rounds.delivery import Obstacle


class RefusedError(Exception):
    """The mail was certainly not taken; `permanent` when trying again is in vain."""

    def __init__(self, obstacle: Obstacle, reply: str = "", *, permanent: bool = False) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.reply = reply
        self.permanent = permanent


class UnansweredError(Exception):
    """The mail was handed over and nobody said what became of it."""


class Carrier(Protocol):
    """A mail server or a mailbox."""

    @property
    def name(self) -> str:
        """A short word for the kind of carrier, kept with each claim."""

    def offer(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        """Do everything but the last step; raises RefusedError."""

    def commit(self) -> None:
        """Do the last step; raises RefusedError when it surely failed, UnansweredError when nobody knows."""

    def was_delivered(self, mail: OutgoingMail) -> bool | None:
        """Tell by evidence whether a mail has arrived, or None where there is no evidence."""

    def close(self) -> None:
        """End the conversation."""
