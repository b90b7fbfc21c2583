"""Laying a statement out and writing it as PDF/A-3a and PDF/UA-1; runs only in the child process."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from jobs.briefings.claims import BothClaims
from jobs.briefings.fetching import OwnFilesFetcher
from jobs.briefings.fonts import Face, find_faces
from portfolio import language
from portfolio.briefing.contract_statement import StatementContent
from portfolio.language import as_language, speaking

FOLDER = Path(__file__).parents[1] / "templates" / "statement"


def make_page(content: StatementContent, faces: tuple[Face, ...] = ()) -> str:
    """Return the whole document with its style sheet."""
    styles = "\n".join([*(face.rule for face in faces), (FOLDER / "statement.css").read_text(encoding="utf-8")])
    templates = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.ngettext, newstyle=True
    )
    with speaking(as_language(content.language)):
        return templates.get_template("statement.html").render(
            content=content,
            styles=Markup(styles),  # noqa: S704  # our own file and file addresses made by as_uri, which escapes
        )


def lay_out(content: StatementContent) -> tuple[bytes, int]:
    """Return a statement as PDF with its number of pages; the sums of each purse are attached as CSV."""
    faces = find_faces()
    fetcher = OwnFilesFetcher(face.file for face in faces)
    page = HTML(string=make_page(content, faces), base_url=None, url_fetcher=fetcher)
    document = page.render(font_config=FontConfiguration())
    document.metadata = BothClaims(**vars(document.metadata))
    at = datetime.fromisoformat(content.as_of)  # named, or WeasyPrint would write the moment of rendering
    table = Attachment(
        file_obj=BytesIO(content.csv.encode("utf-8-sig")),
        name=f"purses-{content.as_of}.csv",
        description=content.title,
        created=at,
        modified=at,
        relationship="Data",
    )
    return document.write_pdf(pdf_variant="pdf/a-3a", attachments=[table]), len(document.pages)
