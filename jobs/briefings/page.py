"""A briefing as HTML with its style sheet: the one place where text becomes markup."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jobs.briefings.fonts import Face
from portfolio import language
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import Pictures
from portfolio.language import as_language, speaking

FOLDER = Path(__file__).parents[1] / "templates" / "briefing"


def make_page(
    content: BriefingContent,
    *,
    pictures: Pictures,
    faces: tuple[Face, ...],
    density: str = "",
    board_page_only: bool = False,
) -> str:
    """Return the whole document; `density` is a class of the style sheet. Texts are escaped, pictures are our own."""
    styles = "\n".join([*(face.rule for face in faces), (FOLDER / "briefing.css").read_text(encoding="utf-8")])
    with speaking(as_language(content.language)):
        return (
            _templates()
            .get_template("briefing.html")
            .render(
                content=content,
                page_one=content.page_one,
                density=density,
                board_page_only=board_page_only,
                styles=Markup(styles),  # noqa: S704  # our own file and file addresses made by as_uri, which escapes
                pictures={key: Markup(svg) for key, svg in pictures.items()},  # noqa: S704  # drawn by us; names in them are escaped by the drawing
            )
        )


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.ngettext, newstyle=True
    )
    return templates
