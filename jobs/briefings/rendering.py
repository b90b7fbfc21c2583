"""From what a briefing says to its PDF: pieces are drawn by two processes, or found where they are kept, and joined."""

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from jobs.briefings.figures import attached_tables
from jobs.briefings.orders import Order, orders_of
from jobs.briefings.pieces import summary_of
from jobs.briefings.store import Store
from jobs.briefings.work import Draw, Facts, Join
from jobs.briefings.workers import CPU_SHARE, WORKERS, BrokenError, LateError, Workers
from portfolio.briefing.content import BRIEFING, BriefingContent
from portfolio.briefing.pictures import draw_pictures
from portfolio.briefing.problems import Problem

TIME_LIMIT = 180  # seconds on the wall
TELL_EVERY = 2.0  # seconds between two words on how far it is
LONGEST = 400  # pages; a house of 200 projects stays below it

OnPage = Callable[[int], None]


class RenderingError(Exception):
    """There is no PDF that could be sent; `problems` says why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Rendered:
    """A PDF that may be frozen."""

    pdf: bytes
    pages: int


def render(
    content: BriefingContent,
    *,
    limit: float | None = None,
    on_page: OnPage | None = None,
    store: Store | None = None,
    workers: Workers = WORKERS,
) -> Rendered:
    """Return a briefing as PDF; raise RenderingError when it failed or its pages could not be sent.

    `limit` is in seconds on the wall; `on_page` is told now and then how many pages are laid out. Pieces that are in
    the `store` are not drawn again; the bytes are the same with and without it.
    """
    seconds = TIME_LIMIT if limit is None else limit
    rendering = _Rendering(workers, store, until=time.monotonic() + seconds, seconds=max(1, round(seconds * CPU_SHARE)))
    try:
        return rendering.render(content, on_page)
    except LateError:
        raise RenderingError(Problem.TOO_SLOW) from None
    except BrokenError as error:
        raise RenderingError(Problem.TOO_SLOW if error.ran_out else Problem.FAILED) from error


class _Rendering:
    """One document under way: its pieces by their place, and the time that is left."""

    def __init__(self, workers: Workers, store: Store | None, *, until: float, seconds: int) -> None:
        self._workers = workers
        self._store = store
        self._until = until
        self._seconds = seconds

    def render(self, content: BriefingContent, on_page: OnPage | None) -> Rendered:
        self._workers.start()  # they warm up while the pictures are drawn
        pictures = draw_pictures(content, printed=True) if content.kind == BRIEFING else {}  # a book shows none
        orders = orders_of(content, pictures)
        packed = self._draw(orders, on_page)
        summaries = [summary_of(one) for one in packed]
        pages = sum(summary.pages for summary in summaries[1:])
        problems = [Problem(problem) for summary in summaries for problem in summary.problems]
        if pages > LONGEST:
            problems.append(Problem.TOO_LONG)
        if problems:
            raise RenderingError(*dict.fromkeys(problems))
        files = {digest: self._font(digest) or b"" for summary in summaries for digest in summary.files}
        joined = self._workers.ask(Join(tuple(packed), files, _facts(content), self._seconds), self._until)
        return Rendered(pdf=joined.content, pages=pages)

    def _draw(self, orders: Sequence[Order], on_page: OnPage | None) -> list[bytes]:
        """Return the packed piece of every order: those that are not kept are drawn, the longest first."""
        keys = self._keys(orders)
        drawn: dict[int, bytes] = {}
        asked: dict[Future[bytes], int] = {}
        with ThreadPoolExecutor(self._workers.count) as threads:
            try:
                for place in sorted(range(len(orders)), key=lambda place: -len(orders[place].versions[0])):
                    if (found := self._find(keys.get(place))) is not None:
                        drawn[place] = found
                    else:  # at once: the longest is the one that all wait for, while others are still looked for
                        asked[threads.submit(self._draw_one, orders[place])] = place
                tell = _now_and_then(on_page, sum(summary_of(packed).pages for packed in drawn.values()))
                for done in as_completed(asked):
                    place = asked[done]
                    drawn[place] = done.result()
                    self._keep(keys.get(place), drawn[place])
                    tell(summary_of(drawn[place]).pages)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
        return [drawn[place] for place in range(len(orders))]

    def _draw_one(self, order: Order) -> bytes:
        return self._workers.ask(Draw(order, self._seconds), self._until).content

    def _keys(self, orders: Sequence[Order]) -> dict[int, str]:
        """Return the key of every order by its place, none when nothing is kept: what draws is a part of it."""
        if self._store is None:
            return {}
        versions = self._workers.versions(self._until)
        return {
            place: hashlib.sha256(f"{versions}\0{order.key}".encode()).hexdigest() for place, order in enumerate(orders)
        }

    def _find(self, key: str | None) -> bytes | None:
        """Return a piece that is kept, if the files of its fonts are too."""
        packed = self._store.find(key) if self._store and key else None
        if packed is None or any(self._font(digest) is None for digest in summary_of(packed).files):
            return None
        return packed

    def _font(self, digest: str) -> bytes | None:
        if digest not in self._workers.files and self._store and (content := self._store.find_font(digest)):
            self._workers.files[digest] = content
        return self._workers.files.get(digest)

    def _keep(self, key: str | None, packed: bytes) -> None:
        if self._store is None or key is None:
            return
        for digest in summary_of(packed).files:
            self._store.keep_font(digest, self._workers.files[digest])
        self._store.keep(key, packed)


def _now_and_then(on_page: OnPage | None, pages: int) -> Callable[[int], None]:
    """Return what is told of more pages, and passes the sum on every other second: noting it costs a transaction."""
    told_at = time.monotonic()

    def tell(more: int) -> None:
        nonlocal pages, told_at
        pages += more
        if on_page is not None and time.monotonic() - told_at >= TELL_EVERY:
            told_at = time.monotonic()
            on_page(pages)

    return tell


def _facts(content: BriefingContent) -> Facts:
    return Facts(
        title=content.title,
        author=content.house,
        language=content.language,
        as_of=content.as_of,
        tables=tuple(
            (f"{name}-{content.period}.csv", table.encode("utf-8-sig"))
            for name, table in attached_tables(content).items()
        ),
    )
