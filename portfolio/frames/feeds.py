"""Reading a news feed (RSS 2.0, RSS 1.0 or Atom) into entries; what is no feed is one of a few named problems.

The parser is told of no entity and no document type: one that comes is refused before anything of it is used.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from xml.parsers import expat  # only with every way to define an entity refused, see above

from portfolio.text import safe

MOST_ENTRIES = 50  # the first of the feed, which are the newest
LONGEST_TITLE, LONGEST_URL, LONGEST_TEXT = 300, 2000, 2000  # characters
DEEPEST = 40  # elements inside each other
_ITEM = ("item", "entry")
_DAYS = ("pubDate", "published", "updated", "date")


class NotAFeedError(Exception):
    """What was fetched is no feed; `problem` is its key."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class FeedEntry:
    """An entry of a feed: plain texts without markup of ours, a link if it has one, and its day if it tells."""

    key: str
    title: str
    text: str = ""
    url: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Feed:
    """A feed's own title and its entries, as they stand in it."""

    title: str
    entries: tuple[FeedEntry, ...]


def read_feed(content: bytes) -> Feed:
    """Return a feed; raise NotAFeedError with `not_xml`, `doctype` or `not_a_feed`."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise NotAFeedError("not_xml") from broken
    if reader.root not in ("rss", "RDF", "feed"):
        raise NotAFeedError("not_a_feed")
    return Feed(reader.title[:LONGEST_TITLE], tuple(reader.entries))


def _refuse(*_declaration: object) -> None:
    raise NotAFeedError("doctype")


@dataclass
class _Reader:
    """Takes the parser's events and keeps what an entry is made of."""

    root: str = ""
    title: str = ""
    entries: list[FeedEntry] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    item: dict[str, str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.root = self.root or local
        self.path.append(local)
        if len(self.path) > DEEPEST:
            raise NotAFeedError("not_a_feed")
        self.words = []
        if local in _ITEM:
            self.item = {}
        is_own_link = local == "link" and attributes.get("rel", "alternate") == "alternate"
        if self.item is not None and is_own_link and "href" in attributes:
            self.item.setdefault("link", attributes["href"])

    def text(self, words: str) -> None:
        if sum(map(len, self.words)) < LONGEST_TEXT:
            self.words.append(words)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self.path.pop()
        words = " ".join(safe("".join(self.words)).split())
        self.words = []
        if local in _ITEM and self.item is not None:
            self._finish(self.item)
            self.item = None
        elif self.item is not None and self.path and self.path[-1] in _ITEM and words:
            self.item.setdefault(local, words)
        elif self.item is None and local == "title" and not self.title:
            self.title = words

    def _finish(self, item: dict[str, str]) -> None:
        title = item.get("title", "")[:LONGEST_TITLE]
        if not title or len(self.entries) >= MOST_ENTRIES:
            return
        url = item.get("link", "")
        url = url if url.startswith(("http://", "https://")) and len(url) <= LONGEST_URL else ""
        key = item.get("guid") or item.get("id") or url or title
        text = item.get("description") or item.get("summary") or ""
        self.entries.append(FeedEntry(key, title, _without_tags(text)[:LONGEST_TEXT], url, _day(item)))


def _without_tags(text: str) -> str:
    kept, inside = [], False
    for letter in text:
        if letter in "<>":
            inside = letter == "<"
            kept.append(" ")
        elif not inside:
            kept.append(letter)
    return " ".join("".join(kept).split())


def _day(item: dict[str, str]) -> date | None:
    for name in _DAYS:
        if text := item.get(name):
            try:
                moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
            except (ValueError, TypeError):
                continue
            return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    return None
