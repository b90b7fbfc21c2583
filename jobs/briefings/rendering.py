"""From what a briefing says to its PDF, in a child process with limits on time, computing and memory."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import draw_pictures
from portfolio.briefing.problems import Problem

LOG = logging.getLogger(__name__)
TIME_LIMIT = 180  # seconds on the wall
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


def render(content: BriefingContent) -> Rendered:
    """Return a briefing as PDF; raise RenderingError when it failed or its pages could not be sent."""
    with TemporaryDirectory(prefix="innohus-briefing-") as name:
        folder = Path(name)
        (folder / "content.json").write_text(json.dumps(content.as_dict(), ensure_ascii=False), encoding="utf-8")
        pictures = draw_pictures(content, printed=True)
        (folder / "pictures.json").write_text(json.dumps(pictures), encoding="utf-8")
        _run(folder)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        pdf = (folder / "briefing.pdf").read_bytes()
    if report["problems"]:
        raise RenderingError(*(Problem(problem) for problem in report["problems"]))
    return Rendered(pdf=pdf, pages=report["pages"])


def _run(folder: Path) -> None:
    # Neither the database's address nor the keys go with it: a page is laid out from texts that people typed.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jobs.briefings.child", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module and a folder we made
            command, env=environment, cwd=folder, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as too_slow:
        raise RenderingError(Problem.TOO_SLOW) from too_slow
    if done.returncode != 0 or not (folder / "report.json").exists():
        LOG.error("Rendering ended with %s: %s", done.returncode, done.stderr[-2000:].decode(errors="replace"))
        raise RenderingError(Problem.FAILED if done.returncode >= 0 else Problem.TOO_SLOW)
