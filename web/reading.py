"""A briefing's text as HTML in its own language, whatever language the page around it speaks."""

from flask import render_template, url_for
from markupsafe import Markup

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.pictures import draw_pictures
from portfolio.language import as_language, speaking


def briefing_html(content: BriefingContent, *, level: int = 1) -> Markup:
    """Return a briefing as an article whose name is a heading of a level."""
    with speaking(as_language(content.language)):
        return Markup(  # noqa: S704  # what a template of ours wrote, escaped there
            render_template(
                "briefings/_reading.html",
                content=content,
                page_one=content.page_one,
                level=level,
                house_path=url_for("briefings.index").removesuffix("briefings/"),
                wide=_drawn(content, narrow=False),
                narrow=_drawn(content, narrow=True),
            )
        )


def _drawn(content: BriefingContent, *, narrow: bool) -> dict[str, Markup]:
    drawn = draw_pictures(content, printed=False, narrow=narrow)
    return {key: Markup(svg) for key, svg in drawn.items()}  # noqa: S704  # our own drawing, escaped by its writer
