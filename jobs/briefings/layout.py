"""Laying a briefing out and writing it as an accessible PDF; runs only in the child process."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from weasyprint import HTML, Attachment
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration

from jobs.briefings.claims import BothClaims
from jobs.briefings.fetching import OwnFilesFetcher
from jobs.briefings.figures import attached_tables
from jobs.briefings.fonts import Face, find_faces
from jobs.briefings.geometry import find_problems
from jobs.briefings.page import make_page
from portfolio.briefing.content import BRIEFING, BriefingContent
from portfolio.briefing.pictures import Pictures
from portfolio.briefing.problems import Problem

DENSITIES = ("", "dense", "denser")  # classes of the style sheet, the airiest first


@dataclass(frozen=True)
class LaidOut:
    """A finished PDF, its number of pages, and what is wrong with its layout."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


class _Unprintable(logging.Handler):
    """Collects the characters that no font on the machine can show."""

    def __init__(self) -> None:
        super().__init__()
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.msg and isinstance(record.args, tuple):
            self.characters.add(str(record.args[0]))


class _PageCounter(logging.Handler):
    """Adds a byte to a file for every page that WeasyPrint begins, so that the waiting parent can count them."""

    def __init__(self, progress: Path) -> None:
        super().__init__()
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if "Page" in record.msg:
            with self.progress.open("ab") as file:
                file.write(b".")


def count_pages(progress: Path) -> None:
    """Let every page that is laid out be noted in a file, for as long as this process lives."""
    PROGRESS_LOGGER.addHandler(_PageCounter(progress))
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False


def lay_out(content: BriefingContent, *, pictures: Pictures) -> LaidOut:
    """Return a briefing as PDF/A-3a and PDF/UA-1, its board page as large as fits on one page."""
    faces = find_faces()
    density = _airiest(content, pictures, faces) if content.kind == BRIEFING else DENSITIES[0]
    page = make_page(content, pictures=pictures, faces=faces, density=density)
    result, unprintable = _write(page, content, faces)
    if unprintable:  # an empty glyph is refused by both standards, so such letters are set as a question mark
        pattern = "[" + "".join(re.escape(character) for character in sorted(unprintable)) + "]"
        result, _ = _write(re.sub(pattern, "?", page), content, faces)
    return result


def _airiest(content: BriefingContent, pictures: Pictures, faces: tuple[Face, ...]) -> str:
    """Return the airiest density in which the board page fits on one page, the densest when it fits in none.

    Only the board page is laid out for it: the whole briefing takes many times as long.
    """
    for density in DENSITIES[:-1]:
        page = make_page(content, pictures=pictures, faces=faces, density=density, board_page_only=True)
        if len(_render(page, faces).pages) == 1:
            return density
    return DENSITIES[-1]


def _render(page: str, faces: tuple[Face, ...]) -> Any:
    fetcher = OwnFilesFetcher(face.file for face in faces)
    return HTML(string=page, base_url=None, url_fetcher=fetcher).render(font_config=FontConfiguration())


def _write(page: str, content: BriefingContent, faces: tuple[Face, ...]) -> tuple[LaidOut, set[str]]:
    document = _render(page, faces)
    problems = find_problems(document.pages, sheets=len(content.sheets), board_page=content.kind == BRIEFING)
    if Problem.OVERFULL in problems:  # it will be held: nobody needs these bytes
        return LaidOut(b"", len(document.pages), problems), set()
    document.metadata = BothClaims(**vars(document.metadata))
    unprintable = _Unprintable()
    LOGGER.addHandler(unprintable)
    try:
        pdf = document.write_pdf(pdf_variant="pdf/a-3a", attachments=_tables(content))
    finally:
        LOGGER.removeHandler(unprintable)
    return LaidOut(pdf, len(document.pages), problems), unprintable.characters


def _tables(content: BriefingContent) -> list[Attachment]:
    return [_attached(content, name, table) for name, table in attached_tables(content).items()]


def _attached(content: BriefingContent, name: str, table: str) -> Attachment:
    at = datetime.fromisoformat(content.as_of)  # named, or WeasyPrint would write the moment of rendering
    return Attachment(
        file_obj=BytesIO(table.encode("utf-8-sig")),
        name=f"{name}-{content.period}.csv",
        description=content.title,
        created=at,
        modified=at,
        relationship="Data",
    )
