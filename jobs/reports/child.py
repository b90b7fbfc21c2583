"""The child process that renders one report: `python -m jobs.reports.child FOLDER SECONDS`.

It reads `content.json` in the folder, and writes `report.pdf` and `report.json`. It limits itself before WeasyPrint is
loaded, so that a page that explodes ends this process and no other.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY_LIMIT = 2 * 1024**3  # bytes of address space


def main(folder: Path, cpu_limit: int) -> None:
    """Render the report in a folder, in at most so many seconds of computing."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from jobs.reports.layout import lay_out  # noqa: PLC0415  # after the limits: its import is part of the work
    from portfolio.briefing.investor import content_of  # noqa: PLC0415  # likewise

    content = content_of(json.loads((folder / "content.json").read_text(encoding="utf-8")))
    pdf, problems = lay_out(content)
    (folder / "report.pdf").write_bytes(pdf)
    (folder / "report.json").write_text(json.dumps([problem.value for problem in problems]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
