"""A document's parts as HTML, and their style sheet: the one place where text becomes markup.

A part says only what changes with what it shows, so that it can be drawn once and used again.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portfolio import language
from portfolio.briefing.content import BriefingContent, Sheet
from portfolio.briefing.pictures import Pictures
from portfolio.language import as_language, speaking, unbroken_dates

FOLDER = Path(__file__).parents[1] / "templates" / "briefing"


class Part(StrEnum):
    """A part by its template, in the order in which they stand."""

    FOOT = "foot.html"
    BOARD_PAGE = "page_one.html"
    INSIDE = "inside.html"
    BOOK_FRONT = "book_front.html"
    SHEET = "sheet.html"
    EVIDENCE = "evidence.html"


def make_part(
    content: BriefingContent,
    part: Part,
    *,
    pictures: Pictures | None = None,
    sheet: Sheet | None = None,
    density: str = "",
) -> str:
    """Return a part; `density` is a class of the style sheet. Texts are escaped, pictures are our own."""
    drawn = {key: Markup(svg) for key, svg in (pictures or {}).items()}  # noqa: S704  # drawn by us; names in them are escaped by the drawing
    with speaking(as_language(content.language)):
        return (
            _templates()
            .get_template("part.html")
            .render(
                content=content,
                page_one=content.page_one,
                part=str(part),
                sheet=sheet,
                density=density,
                pictures=drawn,
            )
        )


@cache
def style_sheet(name: str = "briefing.css") -> str:
    """Return a style sheet of the document."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        finalize=_with_whole_dates,
    )
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.ngettext, newstyle=True
    )
    return templates


def _with_whole_dates(value: object) -> object:
    """Return a text whose dates are not broken over two lines; markup of ours as it is."""
    return unbroken_dates(value) if type(value) is str else value
