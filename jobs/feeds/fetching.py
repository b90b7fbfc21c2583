"""Fetching a feed from an address that somebody wrote: http(s) only, no neighbours, little, and not for long.

The name is looked up once, every address it stands for is checked, and the connection goes to a checked one: a name
server that answers differently the second time gains nothing. Redirects are followed a few times, each checked anew.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

LARGEST = 2 * 1024 * 1024  # bytes
TIME_LIMIT = 20.0  # seconds for all of it
PATIENCE = 5.0  # seconds without a byte
MOST_REDIRECTS = 3
PIECE = 64 * 1024  # bytes read at a time
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "User-Agent": "Innohus (feed reader)",
    "Accept": "application/rss+xml, application/atom+xml, application/xml, text/xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class FetchingError(Exception):
    """A feed could not be fetched; `problem` is its key."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class _Deadline:
    at: float

    def patience(self) -> float:
        """Return how long the next step may take in seconds; raise FetchingError when time is up."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise FetchingError("too_slow")
        return min(PATIENCE, left)


def fetch(url: str, *, allow_private: bool = False, time_limit: float = TIME_LIMIT) -> bytes:
    """Return what lies at an address; raise FetchingError with the key of what went wrong."""
    deadline = _Deadline(time.monotonic() + time_limit)
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            answer = _ask(url, deadline, allow_private=allow_private)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
    except TimeoutError as slow:
        raise FetchingError("too_slow") from slow
    except (OSError, http.client.HTTPException, ValueError) as broken:
        deadline.patience()  # a line that was cut at the deadline was slow, not broken
        raise FetchingError("unreachable") from broken
    raise FetchingError("too_many_redirects")


def _ask(url: str, deadline: _Deadline, *, allow_private: bool) -> bytes | str:
    """Return the content, or the address that the answer sends on to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchingError("refused_address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(parts, port, deadline, allow_private=allow_private) as connection:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        if answer.status in REDIRECTS and (target := answer.getheader("Location")):
            return target
        if answer.status != 200:
            raise FetchingError("refused")
        return _read(answer, deadline)


@contextmanager
def _connected(
    parts: SplitResult, port: int, deadline: _Deadline, *, allow_private: bool
) -> Iterator[http.client.HTTPConnection]:
    """Open a line that is cut at the deadline, whatever the other end is doing, such as sending a byte a second."""
    host = parts.hostname or ""
    address = _checked_address(host, port, allow_private=allow_private)
    line = socket.create_connection((address, port), timeout=deadline.patience())
    cutter = Timer(max(0.0, deadline.at - time.monotonic()), _cut, [line])
    cutter.daemon = True
    cutter.start()
    connection = http.client.HTTPConnection(host, port)  # names the host in the request; the line is open already
    try:
        connection.sock = _encrypted(line, host) if parts.scheme == "https" else line
        yield connection
    finally:
        cutter.cancel()
        connection.close()
        line.close()


def _encrypted(line: socket.socket, host: str) -> ssl.SSLSocket:
    own = line.dup()  # wrapping takes the first one over, and the cutter needs it
    own.settimeout(line.gettimeout())
    try:
        return ssl.create_default_context().wrap_socket(own, server_hostname=host)
    except BaseException:
        own.close()
        raise


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _checked_address(host: str, port: int, *, allow_private: bool) -> str:
    """Return an address of a host; raise FetchingError when any of them lies inside the network of this machine."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise FetchingError("unreachable")
    if not allow_private and not all(is_public(address) for address in found):
        raise FetchingError("refused_address")
    return found[0]


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the open internet; an IPv4 address inside an IPv6 one counts as itself."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if mapped is not None:
        return is_public(str(mapped))
    return parsed.is_global and not parsed.is_multicast


def _read(answer: http.client.HTTPResponse, deadline: _Deadline) -> bytes:
    content = b""
    with answer:
        while piece := answer.read1(PIECE):
            content += piece
            if len(content) > LARGEST:
                raise FetchingError("too_large")
    deadline.patience()  # a line that was cut looks like an end
    return content
