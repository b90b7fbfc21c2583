"""From what a paper says to its PDF, in a child process with limits on time, computing and memory."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.briefings.rendering import Rendered, RenderingError
from jobs.briefings.workers import CPU_SHARE, PASSED_ON, ROOT
from jobs.papers.page import Page, report_page, statement_page
from portfolio.briefing.contract_statement import StatementContent
from portfolio.briefing.investor import InvestorContent
from portfolio.briefing.problems import Problem

LOG = logging.getLogger(__name__)
TIME_LIMIT = 90  # seconds on the wall


def render_report(content: InvestorContent) -> Rendered:
    """Return an investor's report as PDF; raise RenderingError when it failed or its pages could not be shown."""
    return _render(report_page(content))


def render_statement(content: StatementContent) -> Rendered:
    """Return a commissioner's statement as PDF; raise RenderingError as above."""
    return _render(statement_page(content))


def _render(page: Page) -> Rendered:
    with TemporaryDirectory(prefix="innohus-paper-") as name:
        folder = Path(name)
        (folder / "page.json").write_text(json.dumps(asdict(page), ensure_ascii=False), encoding="utf-8")
        _run(folder)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if report["problems"]:
            raise RenderingError(*(Problem(problem) for problem in report["problems"]))
        return Rendered(pdf=(folder / "paper.pdf").read_bytes(), pages=report["pages"])


def _run(folder: Path) -> None:
    # Neither the database's address nor the keys go with it: a page is laid out from texts that people typed.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jobs.papers.child", str(folder), str(round(TIME_LIMIT * CPU_SHARE))]
    try:
        done = subprocess.run(  # noqa: S603  # our own module and a folder we made
            command, env=environment, cwd=folder, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingError(Problem.TOO_SLOW) from error
    if done.returncode != 0 or not (folder / "report.json").exists():
        LOG.error("Rendering ended with %s: %s", done.returncode, done.stderr[-2000:].decode(errors="replace"))
        raise RenderingError(Problem.FAILED if done.returncode >= 0 else Problem.TOO_SLOW)
