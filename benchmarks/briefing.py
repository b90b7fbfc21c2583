"""Briefing and project book against a browser printing the very same page; medians of runs side by side.

    python benchmarks/briefing.py [RUNS]

Ours: what a warm jobs process does from the material to the bytes that are frozen: words, pictures, a child process
with WeasyPrint, the geometry check, PDF/A-3a and PDF/UA-1 with the tables attached. Theirs: a cold
chromium-headless-shell that prints the HTML to a tagged PDF, without claims, attachments or a check. Neither reads a
database; a house of 40 projects is read in about 0.1 s.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.briefings.fonts import find_faces
from jobs.briefings.page import make_part
from jobs.briefings.rendering import render
from portfolio.briefing.book import put_book_together
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.making import put_together
from portfolio.briefing.pictures import draw_pictures
from portfolio.language import speaking
from tests.briefing_house import a_sheet, material
from tests.chromium import PROGRAM, QUIET

LEVELS = ("445554421232333", "333333333333333", "233223343333444", "544454455554444")
BOOK_LIMIT = 900  # seconds


def a_house(count: int):
    """Projects of which a fourth need a sheet."""
    return [
        a_sheet(number, f"Projekt {number} i Havblik", LEVELS[number % 4], work="5322", closed_on=date(2027, 1, 15))
        for number in range(1, count + 1)
    ]


def briefing_of(count: int) -> BriefingContent:
    with speaking("da"):
        read = material(a_house(count))
    return put_together(read, "2027-03", "da")


def book_of(count: int) -> BriefingContent:
    with speaking("da"):
        read = material(a_house(count))
    return put_book_together(read, "2027-03", "da")


def ours(content: BriefingContent) -> int:
    return render(content, limit=BOOK_LIMIT).pages


def chromium(content: BriefingContent, folder: Path) -> int:
    html = folder / "page.html"
    page = make_page(content, pictures=draw_pictures(content, printed=True), faces=find_faces())
    html.write_text(page, encoding="utf-8")
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    printed = folder / "page.pdf"
    options = [f"--print-to-pdf={printed}", "--no-pdf-header-footer", "--generate-pdf-document-outline"]
    subprocess.run([PROGRAM, *QUIET, *rights, *options, html.as_uri()], check=True, capture_output=True)
    return printed.read_bytes().count(b"/Type /Page\n")


def timed(work: Callable[[], int]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, make: Callable[[], BriefingContent], runs: int) -> None:
    content = make()
    pages = ours(content)
    draw_pictures(content, printed=True)
    with TemporaryDirectory() as folder:
        pairs = [(timed(lambda: ours(make())), timed(lambda: chromium(content, Path(folder)))) for _run in range(runs)]
    us, them = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{name}, {pages} pages: ours {us:.2f} s, chromium {them:.2f} s, ratio {us / them:.2f}", flush=True)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    compare("briefing of 40 projects", lambda: briefing_of(40), runs)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process of either side so far: {peak:.0f} MB")
    compare("project book of 200 projects", lambda: book_of(200), max(1, runs // 3))


if __name__ == "__main__":
    main()
