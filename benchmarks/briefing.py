"""Briefing and project book against a browser printing the very same page; medians of runs side by side.

    python benchmarks/briefing.py [RUNS [RUNS_OF_THE_BOOK]]

Ours: what a warm jobs process does from the database to the bytes that are frozen: reading, words, pictures, pieces
drawn by two warm processes or found where they are kept, the geometry check, PDF/A-3a and PDF/UA-1 with the tables
attached. Theirs: a cold chromium-headless-shell that prints the HTML, already made, to a tagged PDF, without claims,
attachments or a check.

*First* keeps nothing and draws every piece. *Frozen after its draft* is what happens every month: the draft has been
laid out, then the lead has written a word, and days have passed. *A tenth changed* is the book when days have passed
and twenty of 200 projects have another summary: they are drawn again, and so are the table of all projects and the last
page, which give the moment. It must be byte for byte what a fresh rendering gives.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlmodel import select

from benchmarks.houses import fill
from benchmarks.peaks import peak_of
from jobs.briefings.fonts import find_faces
from jobs.briefings.orders import orders_of
from jobs.briefings.page import style_sheet
from jobs.briefings.rendering import render
from jobs.briefings.store import Store
from jobs.briefings.workers import WORKERS
from jobs.garbage import spare_what_is_loaded
from portfolio.briefing.book import make_book
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.making import make_content
from portfolio.briefing.pictures import draw_pictures
from portfolio.db import open_engine, reading, writing
from portfolio.migrations import upgrade
from portfolio.models import House, Project
from tests.chromium import PROGRAM, QUIET

BOOK_LIMIT = 900  # seconds
HOUSE = UUID(int=1)
DRAFT = datetime(2027, 3, 25, 7, tzinfo=UTC)
ANOTHER = "Et hus, der nu også er åbent om søndagen."
DAYS, WORD = timedelta(days=7), "Vi har lært meget af **Projekt 4** i denne måned."


class Database:
    """A house of so many projects in a database of its own, as a jobs process reads it."""

    def __init__(self, folder: Path, projects: int) -> None:
        self._engine = open_engine(f"sqlite:///{folder}/innohus.db")
        upgrade(self._engine)
        fill(self._engine, 1, projects)

    def briefing(self, *, after: timedelta = timedelta(), word: str = "") -> BriefingContent:
        """Return what the month's briefing says a while after its draft."""
        with reading(self._engine) as session:
            house = session.exec(select(House)).one()
            return make_content(session, house, "2027-03", language="da", at=DRAFT + after, leads_word=word)

    def book(self, *, after: timedelta = timedelta()) -> BriefingContent:
        """Return what the book of the house's projects says, as they stand a while later."""
        with reading(self._engine) as session:
            house = session.exec(select(House)).one()
            return make_book(session, house, language="da", at=DRAFT + after)

    def change(self, count: int) -> None:
        """Give so many projects another summary."""
        with writing(self._engine) as session:
            for project in session.exec(select(Project).order_by(Project.number).limit(count)):
                project.summary = ANOTHER
                session.add(project)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def page_of(content: BriefingContent) -> str:
    """The whole document as one page, from the HTML of its pieces."""
    orders = orders_of(content, draw_pictures(content, printed=True))
    bodies = [order.versions[0].split("<body", 1)[1].split(">", 1)[1].split("</body>")[0] for order in orders]
    styles = "\n".join([*(face.rule for face in find_faces()), style_sheet()])
    head = f'<!DOCTYPE html><html lang="da"><head><meta charset="utf-8"><title>{content.title}</title>'
    return f"{head}<style>{styles}</style></head><body>{''.join(bodies)}</body></html>"


def chromium(html: Path) -> None:
    printed = html.with_suffix(".pdf")
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    options = [f"--print-to-pdf={printed}", "--no-pdf-header-footer", "--generate-pdf-document-outline"]
    subprocess.run([PROGRAM, *QUIET, *rights, *options, html.as_uri()], check=True, capture_output=True)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first(make: Callable[[], BriefingContent]) -> float:
    return timed(lambda: render(make(), limit=BOOK_LIMIT))


def again(make: Callable[[], BriefingContent], before: BriefingContent) -> float:
    """Seconds of a rendering when the pieces of another one are kept."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder), HOUSE)
        render(before, limit=BOOK_LIMIT, store=store)
        return timed(lambda: render(make(), limit=BOOK_LIMIT, store=store))


def is_the_same(content: BriefingContent, before: BriefingContent) -> bool:
    """Whether kept pieces give the bytes of a fresh rendering."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder), HOUSE)
        render(before, limit=BOOK_LIMIT, store=store)
        mixed = render(content, limit=BOOK_LIMIT, store=store).pdf
    return mixed == render(content, limit=BOOK_LIMIT).pdf


def compare(name: str, ours: dict[str, Callable[[], float]], printed: BriefingContent, runs: int) -> None:
    times: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        html = Path(folder) / "page.html"
        html.write_text(page_of(printed), encoding="utf-8")
        for _run in range(runs):
            for kind, work in ours.items():
                times.setdefault(kind, []).append(work())
            times.setdefault("chromium", []).append(timed(lambda: chromium(html)))
    them = statistics.median(times.pop("chromium"))
    for kind, found in times.items():
        us = statistics.median(found)
        print(f"{name}, {kind}: ours {us:.2f} s, chromium {them:.2f} s, ratio {us / them:.2f}", flush=True)
    workers = ", ".join(f"{peak_of(number):.0f}" for number in WORKERS.numbers)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  peaks so far: jobs {peak_of():.0f} MB, drawing {workers} MB, largest of chromium's {theirs:.0f} MB")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    book_runs = int(sys.argv[2]) if len(sys.argv) > 2 else max(1, runs // 3)
    spare_what_is_loaded()  # as the jobs process does when it has started
    with TemporaryDirectory() as folder:
        compare_briefings(Path(folder), runs)
    with TemporaryDirectory() as folder:
        compare_books(Path(folder), book_runs)


def compare_books(folder: Path, runs: int) -> None:
    database = Database(folder, 200)
    book = database.book()
    database.change(20)
    compare(
        "project book of 200 projects",
        {
            "first": lambda: first(database.book),
            "a tenth changed": lambda: again(lambda: database.book(after=DAYS), book),
        },
        book,
        runs,
    )
    print(f"a tenth changed gives the bytes of a fresh rendering: {is_the_same(database.book(after=DAYS), book)}")
    database.close()


def compare_briefings(folder: Path, runs: int) -> None:
    database = Database(folder, 40)
    draft = database.briefing()
    print(f"warm after {timed(lambda: render(draft)):.2f} s")
    compare(
        "briefing of 40 projects",
        {
            "first": lambda: first(database.briefing),
            "frozen after its draft": lambda: again(lambda: database.briefing(after=DAYS, word=WORD), draft),
        },
        draft,
        runs,
    )
    database.close()


if __name__ == "__main__":
    main()
