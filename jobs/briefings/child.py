"""The child process that renders one briefing: `python -m jobs.briefings.child FOLDER SECONDS`.

It reads `content.json` and `pictures.json` in the folder, and writes `briefing.pdf` and `report.json`. It limits itself
before WeasyPrint is loaded, so that a page that explodes ends this process and no other.
"""

import gc
import json
import resource
import sys
from pathlib import Path

MEMORY_LIMIT = 2 * 1024**3  # bytes of address space


def main(folder: Path, cpu_limit: int) -> None:
    """Render the briefing in a folder, in at most so many seconds of computing."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # the process ends with its page, so that collecting in between only costs time (5–8 per cent)
    from jobs.briefings.layout import count_pages, lay_out  # noqa: PLC0415  # after the limits: its import is part of the work
    from portfolio.briefing.content import read_content  # noqa: PLC0415  # likewise

    content = read_content(json.loads((folder / "content.json").read_text(encoding="utf-8")))
    count_pages(folder / "progress")
    laid_out = lay_out(content, pictures=json.loads((folder / "pictures.json").read_text(encoding="utf-8")))
    (folder / "briefing.pdf").write_bytes(laid_out.pdf)
    report = {"pages": laid_out.pages, "problems": list(laid_out.problems)}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
