"""Speaking SMTP in parts, so that everything but the final dot may be done again (RFC 5321, RFC 1047)."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator

from jobs.mail.carrier import RefusedError, UnansweredError
from jobs.mail.message import ascii_address
from portfolio.config import Settings
from portfolio.models import OutgoingMail
from portfolio.rounds.delivery import Obstacle

PATIENCE = 60  # seconds for each step before the final dot
FINAL_PATIENCE = 600  # seconds for the answer to the final dot (RFC 5321, 4.5.3.2.6)
LAST_PATIENCE = 5  # seconds for the answer to our leaving
# Refusals that speak of us, not of the recipient: they end when the settings are mended.
OUR_FAULT = frozenset({530, 534, 535, 538})
LONGEST_REPLY = 300  # characters kept of what the server said


class Conversation:
    """A conversation with the mail server, opened at the first mail and kept for the next ones."""

    name = "smtp"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line: smtplib.SMTP | None = None
        self._is_midway = False  # inside a mail, where a polite QUIT would be taken for its text

    def offer(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        """Hand over everything but the final dot."""
        del message_id  # it stands in the message itself
        try:
            line = self._line or self._connect()
            self._line = line
            _say_envelope(line, sender, ascii_address(recipient), len(content))
            self._is_midway = True
            with _step(Obstacle.NO_CONNECTION):
                line.send(_stuffed(content))
            _check_listening(line)
        except RefusedError:
            self.close()
            raise

    def commit(self) -> None:
        """Send the final dot and hear what becomes of the mail."""
        line = self._line
        if line is None or line.sock is None:
            raise RefusedError(Obstacle.NO_CONNECTION)
        with _step(Obstacle.NO_CONNECTION):
            line.send(b".\r\n")  # when this fails, the dot has not left this machine
        try:
            line.sock.settimeout(FINAL_PATIENCE)
            code, reply = line.getreply()
            line.sock.settimeout(PATIENCE)
        except OSError as error:
            self.close()
            raise UnansweredError from error
        self._is_midway = False
        if code // 100 == 2:
            return
        self.close()
        if code // 100 not in (4, 5):
            raise UnansweredError
        raise _refusal(code, reply, Obstacle.MESSAGE_REFUSED)

    def was_delivered(self, mail: OutgoingMail) -> bool | None:
        """A mail server cannot be asked."""
        del mail
        return None

    def close(self) -> None:
        """Leave politely, or at least leave."""
        line, self._line = self._line, None
        if line is None:
            return
        if line.sock is not None and not self._is_midway:
            line.sock.settimeout(LAST_PATIENCE)
            with contextlib.suppress(OSError):
                line.quit()
        line.close()
        self._is_midway = False

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        own_name = ascii_address(settings.mail_from).rpartition("@")[2]
        secure = ssl.create_default_context()
        with _step(Obstacle.NO_CONNECTION):
            if settings.smtp_security == "tls":
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    settings.smtp_host, settings.smtp_port, own_name, timeout=PATIENCE, context=secure
                )
            else:
                line = smtplib.SMTP(settings.smtp_host, settings.smtp_port, own_name, timeout=PATIENCE)
        try:
            self._prepare(line, secure)
        except RefusedError:
            line.close()
            raise
        return line

    def _prepare(self, line: smtplib.SMTP, secure: ssl.SSLContext) -> None:
        settings = self._settings
        if settings.smtp_security == "starttls":
            with _step(Obstacle.NOT_SECURE):
                line.starttls(context=secure)
        with _step(Obstacle.NO_CONNECTION):
            line.ehlo_or_helo_if_needed()
        if settings.smtp_user:
            with _step(Obstacle.SIGN_IN_REFUSED):
                line.login(settings.smtp_user, settings.smtp_password.get_secret_value())


def _say_envelope(line: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    with _step(Obstacle.NO_CONNECTION):
        code, reply = line.mail(sender, [f"SIZE={size}"] if line.has_extn("size") else [])
        if code == 552:  # larger than the server takes, and it always will be
            raise _refusal(code, reply, Obstacle.MESSAGE_REFUSED)
        if code != 250:
            raise RefusedError(Obstacle.SENDER_REFUSED if code >= 500 else Obstacle.BUSY, _words(code, reply))
        code, reply = line.rcpt(recipient)
        if code not in (250, 251):
            raise _refusal(code, reply, Obstacle.RECIPIENT_REFUSED)
        code, reply = line.docmd("DATA")
        if code != 354:
            raise _refusal(code, reply, Obstacle.MESSAGE_REFUSED)


def _check_listening(line: smtplib.SMTP) -> None:
    """Raise RefusedError when the server has left or spoken up before the final dot: then it has not got the mail."""
    sock = line.sock
    if sock is None:
        raise RefusedError(Obstacle.NO_CONNECTION)
    try:
        sock.settimeout(0)
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        sock.settimeout(PATIENCE)
    except OSError as error:
        raise RefusedError(Obstacle.NO_CONNECTION) from error
    else:
        raise RefusedError(Obstacle.NO_CONNECTION)


def _refusal(code: int, reply: bytes, obstacle: Obstacle) -> RefusedError:
    permanent = code >= 500 and code not in OUR_FAULT
    meaning = obstacle if permanent else Obstacle.SIGN_IN_REFUSED if code in OUR_FAULT else Obstacle.BUSY
    return RefusedError(meaning, _words(code, reply), permanent=permanent)


@contextlib.contextmanager
def _step(obstacle: Obstacle) -> Iterator[None]:
    """Name what stands in the way when a step before the final dot fails."""
    try:
        yield
    except ssl.SSLError as error:
        raise RefusedError(Obstacle.NOT_SECURE) from error
    except smtplib.SMTPServerDisconnected as error:
        raise RefusedError(Obstacle.NO_CONNECTION) from error
    except smtplib.SMTPResponseException as error:
        reply = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        later = 400 <= error.smtp_code < 500
        raise RefusedError(Obstacle.BUSY if later else obstacle, _words(error.smtp_code, reply)) from error
    except OSError as error:  # of which smtplib's other errors are a kind
        raise RefusedError(obstacle) from error


def _words(code: int, reply: bytes) -> str:
    said = " ".join(reply.decode("ascii", "replace").split())
    return f"{code} {re.sub('[^ -~]', '?', said)}"[:LONGEST_REPLY].strip()


def _stuffed(content: bytes) -> bytes:
    """Return the content with its dots doubled at line starts, ending in a line break, before the final dot."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"
