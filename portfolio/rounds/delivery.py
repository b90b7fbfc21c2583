"""Delivering mail: when to try again, and what stood in the way, in words."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from portfolio.language import gettext as _

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
PERSEVERANCE = timedelta(days=5)  # RFC 5321, 4.5.4.1: give up after at least four to five days

# Their links open an account, so link and message are wiped when they have done their work.
SECRET_TEMPLATES = frozenset({"set_password", "reset_password"})


class Obstacle(StrEnum):
    """What stood between a mail and its recipient."""

    NO_CONNECTION = "no_connection"
    NOT_SECURE = "not_secure"
    SIGN_IN_REFUSED = "sign_in_refused"
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    MESSAGE_REFUSED = "message_refused"
    BUSY = "busy"
    NO_REPLY = "no_reply"
    INTERRUPTED = "interrupted"
    UNWRITABLE = "unwritable"


def delay_after(attempt: int) -> timedelta | None:
    """Return how long to wait after an attempt (the first is 1): 1 minute, doubling to 1 hour; None after 5 days."""
    return None if _waited_before(attempt) >= PERSEVERANCE else _delay(attempt)


def _waited_before(attempt: int) -> timedelta:
    return sum((_delay(earlier) for earlier in range(1, attempt)), timedelta())


def _delay(attempt: int) -> timedelta:
    return min(FIRST_DELAY * (1 << min(attempt - 1, 10)), LONGEST_DELAY)


def note(obstacle: Obstacle, reply: str = "") -> str:
    """Return an obstacle and the server's reply as they are kept with a mail."""
    return f"{obstacle.value} {reply}".strip()


def explain(kept: str) -> str:
    """Return what was kept as a sentence in the reader's language, with the server's own words after it."""
    name, _space, reply = kept.partition(" ")
    if name not in SENTENCES:
        return ""
    sentence = SENTENCES[Obstacle(name)]()
    return _("%(sentence)s The server said: “%(reply)s”", sentence=sentence, reply=reply) if reply else sentence


SENTENCES: dict[Obstacle, Callable[[], str]] = {
    Obstacle.NO_CONNECTION: lambda: _("The mail server cannot be reached."),
    Obstacle.NOT_SECURE: lambda: _("The connection to the mail server is not secure, so nothing was sent."),
    Obstacle.SIGN_IN_REFUSED: lambda: _("The mail server does not accept our user name and password."),
    Obstacle.SENDER_REFUSED: lambda: _("The mail server does not accept our sender address."),
    Obstacle.RECIPIENT_REFUSED: lambda: _("The mail server refused the recipient's address."),
    Obstacle.MESSAGE_REFUSED: lambda: _("The mail server refused the mail itself."),
    Obstacle.BUSY: lambda: _("The mail server asked us to try again later."),
    Obstacle.NO_REPLY: lambda: _("The mail was handed over, but the mail server never answered."),
    Obstacle.INTERRUPTED: lambda: _("The program stopped at the very moment the mail was handed over."),
    Obstacle.UNWRITABLE: lambda: _("The mail could not be written."),
}
