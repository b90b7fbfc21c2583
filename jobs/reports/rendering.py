"""From what a report says to its PDF, in a child process with limits on time, computing and memory."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.briefings.rendering import RenderingError
from jobs.briefings.workers import PASSED_ON
from portfolio.briefing.investor import InvestorContent
from portfolio.briefing.problems import Problem

LOG = logging.getLogger(__name__)
TIME_LIMIT = 90  # seconds on the wall
CPU_LIMIT = 60  # seconds of computing
ROOT = Path(__file__).parents[2]  # where the packages lie, so that the child finds the same ones


def render_report(content: InvestorContent, *, limit: float = TIME_LIMIT) -> bytes:
    """Return a report as PDF; raise RenderingError when it failed or its pages could not be shown."""
    with TemporaryDirectory(prefix="innohus-report-") as name:
        folder = Path(name)
        (folder / "content.json").write_text(json.dumps(content.as_dict(), ensure_ascii=False), encoding="utf-8")
        _run(folder, limit)
        problems = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        pdf = (folder / "report.pdf").read_bytes()
    if problems:
        raise RenderingError(*(Problem(problem) for problem in problems))
    return pdf


def _run(folder: Path, limit: float) -> None:
    # Neither the database's address nor the keys go with it: a page is laid out from texts that people typed.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jobs.reports.child", str(folder), str(CPU_LIMIT)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module and a folder we made
            command, env=environment, cwd=folder, capture_output=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingError(Problem.TOO_SLOW) from error
    if done.returncode != 0 or not (folder / "report.json").exists():
        LOG.error("Rendering ended with %s: %s", done.returncode, done.stderr[-2000:].decode(errors="replace"))
        raise RenderingError(Problem.FAILED if done.returncode >= 0 else Problem.TOO_SLOW)
