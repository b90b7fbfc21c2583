"""News feeds: read as plain text, and refused with a reason when they are none, or come from where they must not."""

import socket
import threading
import time
from datetime import date

import pytest

from jobs.feeds.fetching import LARGEST, FetchingError, fetch, is_public
from portfolio.frames.feeds import MOST_ENTRIES, NotAFeedError, read_feed

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>Forklift &amp; robot</title><link>https://example.org/1</link><guid>g1</guid>
<pubDate>Mon, 01 Mar 2027 08:00:00 +0100</pubDate>
<description>&lt;p&gt;It &lt;b&gt;drives&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>No link</title><link>javascript:alert(1)</link></item><item><title></title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Nyt</title><entry><title>Læs</title><id>urn:1</id>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/a"/><updated>2027-03-02T23:30:00-02:00</updated>
<summary>Kort</summary></entry></feed>""".encode()


def test_rss_gives_plain_texts_links_and_days():
    feed = read_feed(RSS)

    first, second = feed.entries
    assert feed.title == "News"
    assert (first.title, first.text, first.url) == ("Forklift & robot", "It drives .", "https://example.org/1")
    assert (first.key, first.day) == ("g1", date(2027, 3, 1))
    assert (second.url, second.day) == ("", None)


def test_atom_gives_the_same():
    (entry,) = read_feed(ATOM).entries

    assert (entry.title, entry.url, entry.day) == ("Læs", "https://example.org/a", date(2027, 3, 3))


def test_a_long_feed_gives_its_first_entries():
    items = "".join(f"<item><title>{number}</title></item>" for number in range(500))

    assert len(read_feed(f"<rss><channel>{items}</channel></rss>".encode()).entries) == MOST_ENTRIES


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not_xml"),
        (b"<html><p>Hello", "not_xml"),
        (b"\x00\xff\xfe", "not_xml"),
        (b"<html></html>", "not_a_feed"),
        (b"<rss>" + b"<a>" * 60 + b"</a>" * 60 + b"</rss>", "not_a_feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "doctype"),
        (b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', "doctype"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(content, problem):
    with pytest.raises(NotAFeedError) as error:
        read_feed(content)

    assert error.value.problem == problem


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%eth0", "::ffff:127.0.0.1",
     "2002:7f00:1::", "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_neighbours_are_not_public(address):
    assert not is_public(address)


def test_the_internet_is_public():
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


class Server:
    """A server of one answer: pieces of bytes, some of them slowly."""

    def __init__(self, *pieces, pause=0.0, forever=False):
        self.pieces, self.pause, self.forever = pieces, pause, forever
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/feed"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line:
                try:
                    line.recv(4096)
                    for piece in self.pieces:
                        line.sendall(piece)
                    while self.forever:
                        line.sendall(self.pieces[-1])
                        time.sleep(self.pause)
                except OSError:
                    continue

    def close(self):
        self.listener.close()
        self.thread.join(1)


@pytest.fixture
def serve():
    servers = []

    def start(*pieces, **how):
        servers.append(Server(*pieces, **how))
        return servers[-1].url

    yield start
    for server in servers:
        server.close()


OK = b"HTTP/1.1 200 OK\r\n\r\n"


def test_a_feed_is_fetched_when_its_network_is_allowed(serve):
    assert read_feed(fetch(serve(OK, RSS), allow_private=True)).title == "News"


def test_a_private_address_is_refused_before_anything_is_sent(serve):
    with pytest.raises(FetchingError, match="refused_address"):
        fetch(serve(OK, RSS))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x", "https://"])
def test_only_the_web_is_fetched_from(url):
    with pytest.raises(FetchingError, match="refused_address"):
        fetch(url, allow_private=True)


@pytest.mark.parametrize(
    ("pieces", "how", "problem"),
    [
        ((OK, b"x" * 65536), {"forever": True}, "too_large"),
        ((OK, b"x"), {"forever": True, "pause": 0.05}, "too_slow"),
        ((b"HTTP/1.1 200 OK\r\nX: ", b"y"), {"forever": True, "pause": 0.05}, "too_slow"),
        ((b"HTTP/1.1 404 Gone\r\n\r\n",), {}, "refused"),
        ((b"nonsense\r\n\r\n",), {}, "unreachable"),
        ((b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n",), {}, "too_many_redirects"),
        ((b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",), {}, "refused_address"),
    ],
)
def test_what_never_ends_or_leads_astray_is_given_up(serve, pieces, how, problem):
    began = time.monotonic()

    with pytest.raises(FetchingError, match=problem):
        fetch(serve(*pieces, **how), allow_private=True, time_limit=2.0)

    assert time.monotonic() - began < 5
    assert LARGEST == 2 * 1024 * 1024
