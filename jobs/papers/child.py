"""The child process that lays one paper out: `python -m jobs.papers.child FOLDER SECONDS`.

It reads `page.json` in the folder, and writes `paper.pdf` and `report.json`. It limits itself before WeasyPrint is
loaded, so that a page that explodes ends this process and no other.
"""

import json
import resource
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from jobs.briefings.child import MEMORY_LIMIT


def main(folder: Path, cpu_limit: int) -> None:
    """Lay out the page in a folder, in at most so many seconds of computing."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    page = json.loads((folder / "page.json").read_text(encoding="utf-8"))
    pdf, pages, problems = _lay_out(page)
    (folder / "paper.pdf").write_bytes(pdf)
    (folder / "report.json").write_text(json.dumps({"pages": pages, "problems": problems}), encoding="utf-8")


def _lay_out(page: dict[str, Any]) -> tuple[bytes, int, list[str]]:
    """Return a page as PDF/A-3a and PDF/UA-1, its number of pages, and what is wrong with its layout."""
    from weasyprint import HTML  # noqa: PLC0415  # after the limits: its import is part of the work
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # likewise

    from jobs.briefings.claims import BothClaims  # noqa: PLC0415  # likewise
    from jobs.briefings.fetching import OwnFilesFetcher  # noqa: PLC0415  # likewise
    from jobs.briefings.fonts import find_faces  # noqa: PLC0415  # likewise
    from jobs.briefings.geometry import find_problems  # noqa: PLC0415  # likewise

    fetcher = OwnFilesFetcher(face.file for face in find_faces())
    document = HTML(string=page["html"], base_url=None, url_fetcher=fetcher).render(font_config=FontConfiguration())
    problems = find_problems(document.pages, sheets=0, board_page=False)
    document.metadata = BothClaims(**vars(document.metadata))
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", attachments=_attached(page))
    return pdf, len(document.pages), [problem.value for problem in problems]


def _attached(page: dict[str, Any]) -> list[Any]:
    from weasyprint import Attachment  # noqa: PLC0415  # as above

    at = datetime.fromisoformat(page["as_of"])  # named, or WeasyPrint would write the moment of rendering
    return [
        Attachment(
            file_obj=BytesIO(text.encode()),
            name=name,
            description=page["title"],
            created=at,
            modified=at,
            relationship="Data",
        )
        for name, text in page["files"].items()
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
