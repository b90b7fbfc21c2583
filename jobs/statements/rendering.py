"""From what a statement says to its PDF, in a child process with the limits of briefings."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.briefings.rendering import TIME_LIMIT, Rendered, run_child
from portfolio.briefing.contract_statement import StatementContent


def render_statement(content: StatementContent) -> Rendered:
    """Return a statement as PDF; raise RenderingError when it failed."""
    with TemporaryDirectory(prefix="innohus-statement-") as name:
        folder = Path(name)
        (folder / "content.json").write_text(json.dumps(content.as_dict(), ensure_ascii=False), encoding="utf-8")
        run_child(folder, limit=TIME_LIMIT, module="jobs.statements.child")
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return Rendered(pdf=(folder / "briefing.pdf").read_bytes(), pages=report["pages"])
