"""Briefing and project book against a browser printing the very same page; medians of runs side by side.

    python benchmarks/briefing.py [RUNS [RUNS_OF_THE_BOOK]]

Ours: what a warm jobs process does from the material to the bytes that are frozen: words, pictures, pieces drawn by two
warm processes or found where they are kept, the geometry check, PDF/A-3a and PDF/UA-1 with the tables attached.
Theirs: a cold chromium-headless-shell that prints the HTML to a tagged PDF, without claims, attachments or a check.
Neither reads a database; a house of 40 projects is read in about 0.1 s, and `monthly.py` reads one.

*First* keeps nothing and draws every piece. *Frozen after its draft* is what happens every month: the draft has been
laid out, then the lead's word, the moment and the head of the history have changed. *A tenth changed* is the book of a
month in which twenty of 200 projects have another summary; it must be byte for byte what a fresh rendering gives.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from benchmarks.peaks import peak_of
from jobs.briefings.fonts import find_faces
from jobs.briefings.orders import orders_of
from jobs.briefings.page import style_sheet
from jobs.briefings.rendering import render
from jobs.briefings.store import Store
from jobs.briefings.workers import WORKERS
from portfolio.briefing.book import put_book_together
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.making import put_together
from portfolio.briefing.pictures import draw_pictures
from portfolio.language import speaking
from tests.briefing_house import MARCH, a_sheet, material
from tests.chromium import PROGRAM, QUIET

LEVELS = ("445554421232333", "333333333333333", "233223343333444", "544454455554444")
BOOK_LIMIT = 900  # seconds
HOUSE = UUID(int=1)


def a_house(count: int, changed: int = 0):
    """Projects of which a fourth need a sheet; so many have another summary."""
    return [
        a_sheet(
            number,
            f"Projekt {number} i Havblik",
            LEVELS[number % 4],
            work="5322",
            closed_on=date(2027, 1, 15),
            **({"summary": "Et hus, der nu også er åbent om søndagen."} if number <= changed else {}),
        )
        for number in range(1, count + 1)
    ]


def briefing_of(count: int, **facts: object) -> BriefingContent:
    with speaking("da"):
        read = material(a_house(count), **facts)
    return put_together(read, "2027-03", "da")


def frozen_briefing(count: int) -> BriefingContent:
    """The same a few days after its draft, with a word of the lead's and a longer history."""
    content = briefing_of(count, at=MARCH + timedelta(hours=80), head=(131, "77c1" * 16))
    return replace(content, leads_word="Vi har lært meget af **Projekt 4** i denne måned.")


def book_of(count: int, changed: int = 0) -> BriefingContent:
    with speaking("da"):
        read = material(a_house(count, changed))
    return put_book_together(read, "2027-03", "da")


def page_of(content: BriefingContent) -> str:
    """The whole document as one page, from the HTML of its pieces."""
    orders = orders_of(content, draw_pictures(content, printed=True))
    bodies = [order.versions[0].split("<body", 1)[1].split(">", 1)[1].split("</body>")[0] for order in orders]
    styles = "\n".join([*(face.rule for face in find_faces()), style_sheet()])
    head = f'<!DOCTYPE html><html lang="da"><head><meta charset="utf-8"><title>{content.title}</title>'
    return f"{head}<style>{styles}</style></head><body>{''.join(bodies)}</body></html>"


def chromium(content: BriefingContent, folder: Path) -> None:
    html, printed = folder / "page.html", folder / "page.pdf"
    html.write_text(page_of(content), encoding="utf-8")
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
        for _run in range(runs):
            for kind, work in ours.items():
                times.setdefault(kind, []).append(work())
            times.setdefault("chromium", []).append(timed(lambda: chromium(printed, Path(folder))))
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
    draft = briefing_of(40)
    print(f"warm after {timed(lambda: render(draft)):.2f} s")
    compare(
        "briefing of 40 projects",
        {
            "first": lambda: first(lambda: briefing_of(40)),
            "frozen after its draft": lambda: again(lambda: frozen_briefing(40), draft),
        },
        draft,
        runs,
    )
    book = book_of(200)
    compare(
        "project book of 200 projects",
        {
            "first": lambda: first(lambda: book_of(200)),
            "a tenth changed": lambda: again(lambda: book_of(200, changed=20), book),
        },
        book,
        book_runs,
    )
    print(f"a tenth changed gives the bytes of a fresh rendering: {is_the_same(book_of(200, changed=20), book)}")


if __name__ == "__main__":
    main()
