"""The child process that renders one statement: `python -m jobs.statements.child FOLDER SECONDS`.

It reads `content.json` in the folder, and writes `briefing.pdf` and `report.json`, within the limits of briefings.
"""

import json
import resource
import sys
from pathlib import Path

from jobs.briefings.child import MEMORY_LIMIT


def main(folder: Path, cpu_limit: int) -> None:
    """Render the statement in a folder, in at most so many seconds of computing."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from jobs.statements.layout import lay_out  # noqa: PLC0415  # after the limits: its import is part of the work
    from portfolio.briefing.contract_statement import read_statement  # noqa: PLC0415  # likewise

    content = read_statement(json.loads((folder / "content.json").read_text(encoding="utf-8")))
    pdf, pages = lay_out(content)
    (folder / "briefing.pdf").write_bytes(pdf)
    (folder / "report.json").write_text(json.dumps({"pages": pages, "problems": []}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
