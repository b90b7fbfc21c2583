"""Laying a report out and writing it as an accessible PDF; runs only in the child process."""

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from jobs.briefings.claims import BothClaims
from jobs.briefings.fetching import OwnFilesFetcher
from jobs.briefings.fonts import Face, find_faces
from jobs.briefings.geometry import find_problems
from portfolio import language
from portfolio.briefing.investor import FILE, InvestorContent
from portfolio.briefing.problems import Problem
from portfolio.language import as_language, speaking

FOLDER = Path(__file__).parents[1] / "templates" / "investor"


def lay_out(content: InvestorContent) -> tuple[bytes, tuple[Problem, ...]]:
    """Return a report as PDF/A-3a and PDF/UA-1, with its flows in it as a file, and what is wrong with its layout."""
    faces = find_faces()
    fetcher = OwnFilesFetcher(face.file for face in faces)
    page = make_page(content, faces)
    document = HTML(string=page, base_url=None, url_fetcher=fetcher).render(font_config=FontConfiguration())
    problems = find_problems(document.pages, sheets=0, board_page=False)
    document.metadata = BothClaims(**vars(document.metadata))
    return document.write_pdf(pdf_variant="pdf/a-3a", attachments=_attached(content)), problems


def make_page(content: InvestorContent, faces: tuple[Face, ...]) -> str:
    """Return the whole document. Texts are escaped, the picture is our own."""
    styles = "\n".join([*(face.rule for face in faces), (FOLDER / "investor.css").read_text(encoding="utf-8")])
    with speaking(as_language(content.language)):
        return (
            _templates()
            .get_template("investor.html")
            .render(
                content=content,
                styles=Markup(styles),  # noqa: S704  # our own file and file addresses made by as_uri, which escapes
                picture=Markup(content.picture),  # noqa: S704  # drawn by us; texts in it are escaped by the drawing
            )
        )


def _attached(content: InvestorContent) -> list[Attachment]:
    if not content.flows:
        return []
    at = datetime.fromisoformat(content.as_of)  # named, or WeasyPrint would write the moment of rendering
    return [
        Attachment(
            file_obj=BytesIO(content.flows.encode()),
            name=FILE,
            description=content.title,
            created=at,
            modified=at,
            relationship="Data",
        )
    ]


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.ngettext, newstyle=True
    )
    return templates
