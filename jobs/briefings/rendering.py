"""From what a briefing says to its PDF, in a child process with limits on time, computing and memory."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import draw_pictures
from portfolio.briefing.problems import Problem

LOG = logging.getLogger(__name__)
TIME_LIMIT = 180  # seconds on the wall
CPU_SHARE = 2 / 3  # of the time limit, as seconds of computing
LOOK_EVERY = 2.0  # seconds between two looks at how far it is

OnPage = Callable[[int], None]

ROOT = Path(__file__).parents[2]  # where the packages lie, so that the child finds the same ones
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE")


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


def render(content: BriefingContent, *, limit: float | None = None, on_page: OnPage | None = None) -> Rendered:
    """Return a briefing as PDF; raise RenderingError when it failed or its pages could not be sent.

    `limit` is in seconds on the wall; `on_page` is told now and then how many pages are laid out.
    """
    with TemporaryDirectory(prefix="innohus-briefing-") as name:
        folder = Path(name)
        (folder / "content.json").write_text(json.dumps(content.as_dict(), ensure_ascii=False), encoding="utf-8")
        pictures = draw_pictures(content, printed=True)
        (folder / "pictures.json").write_text(json.dumps(pictures), encoding="utf-8")
        run_child(folder, limit=TIME_LIMIT if limit is None else limit, on_page=on_page)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        pdf = (folder / "briefing.pdf").read_bytes()
    if report["problems"]:
        raise RenderingError(*(Problem(problem) for problem in report["problems"]))
    return Rendered(pdf=pdf, pages=report["pages"])


def run_child(
    folder: Path, *, limit: float, on_page: OnPage | None = None, module: str = "jobs.briefings.child"
) -> None:
    """Render what lies in a folder in a child process, within limits; raise RenderingError when that failed."""
    # Neither the database's address nor the keys go with it: a page is laid out from texts that people typed.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, str(folder), str(max(1, round(limit * CPU_SHARE)))]
    with (folder / "errors").open("wb") as errors:
        child = subprocess.Popen(  # noqa: S603  # our own module and a folder we made
            command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors
        )
        try:
            _wait(child, folder, until=time.monotonic() + limit, on_page=on_page)
        finally:
            child.kill()  # does nothing to one that has ended
            child.wait()
    if child.returncode != 0 or not (folder / "report.json").exists():
        said = (folder / "errors").read_bytes()[-2000:].decode(errors="replace")
        LOG.error("Rendering ended with %s: %s", child.returncode, said)
        raise RenderingError(Problem.FAILED if child.returncode >= 0 else Problem.TOO_SLOW)


def _wait(child: subprocess.Popen[bytes], folder: Path, *, until: float, on_page: OnPage | None) -> None:
    told = 0
    while (left := until - time.monotonic()) > 0:
        try:
            child.wait(min(left, LOOK_EVERY))
        except subprocess.TimeoutExpired:
            pages = _pages_so_far(folder)
            if on_page is not None and pages > told:
                told = pages
                on_page(pages)
        else:
            return
    raise RenderingError(Problem.TOO_SLOW)


def _pages_so_far(folder: Path) -> int:
    progress = folder / "progress"
    return progress.stat().st_size if progress.exists() else 0
