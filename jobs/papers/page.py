"""What a paper says as one page of HTML with the files that travel in it: where its text becomes markup."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jobs.briefings.fonts import find_faces
from portfolio import language
from portfolio.briefing.contract_statement import StatementContent
from portfolio.briefing.investor import FILE, InvestorContent
from portfolio.language import as_language, speaking

FOLDER = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True)
class Page:
    """A whole document; `as_of` is the day or moment it speaks of, and `files` hold text by name."""

    html: str
    title: str
    as_of: str
    files: dict[str, str]


def report_page(content: InvestorContent) -> Page:
    """Return an investor's report, with the flows behind it as a file."""
    files = {FILE: content.flows} if content.flows else {}
    return _page("investor", content, files, picture=Markup(content.picture))  # noqa: S704  # drawn by us; texts in it are escaped by the drawing


def statement_page(content: StatementContent) -> Page:
    """Return a commissioner's statement, with the sums of each purse as a file."""
    return _page("statement", content, {f"purses-{content.as_of}.csv": f"\ufeff{content.csv}"})


def _page(name: str, content: InvestorContent | StatementContent, files: dict[str, str], **more: Any) -> Page:
    written = (FOLDER / name / f"{name}.css").read_text(encoding="utf-8")
    styles = Markup("\n".join([*(face.rule for face in find_faces()), written]))  # noqa: S704  # our own file and file addresses made by as_uri, which escapes
    with speaking(as_language(content.language)):
        html = _templates(name).get_template(f"{name}.html").render(content=content, styles=styles, **more)
    return Page(html, content.title, content.as_of, files)


@cache
def _templates(name: str) -> Environment:
    templates = Environment(
        loader=FileSystemLoader([FOLDER / name, FOLDER / "paper"]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.ngettext, newstyle=True
    )
    return templates
