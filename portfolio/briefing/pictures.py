"""The briefing's charts as drawings, from what was kept of them."""

from typing import Any

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.parts import FanPicture, LandingPicture, Picture, SharesPicture
from portfolio.charts.curve import Curve, resilience_curve
from portfolio.charts.drawing import draw_svg
from portfolio.charts.landing import landing_chart
from portfolio.charts.matrix import portfolio_matrix
from portfolio.charts.shares import ShareBar, share_bars, share_bars_description
from portfolio.charts.straight import straight_svg
from portfolio.language import Language, as_language, speaking

MATRIX = "matrix"  # key of the board page's picture; the others have their section's

Pictures = dict[str, str]  # key → inline SVG


def draw_pictures(content: BriefingContent, *, printed: bool, narrow: bool = False) -> Pictures:
    """Return the pictures as inline SVG, for print, a desk or (`narrow`) a phone; the matrix only when it has marks."""
    language = as_language(content.language)
    drawn = {
        section.key: _draw(section.picture, language=language, printed=printed, narrow=narrow)
        for section in content.sections
        if section.picture
    }
    matrix = draw_matrix(content, printed=printed, narrow=narrow)
    return ({MATRIX: matrix} if matrix else {}) | drawn


def draw_matrix(content: BriefingContent, *, printed: bool, narrow: bool = False) -> str:
    """Return the matrix as inline SVG; empty when no project can be drawn."""
    chart, language = content.page_one.chart, as_language(content.language)
    if not chart.points:
        return ""
    points = [point.to_draw() for point in chart.points]
    specification = portfolio_matrix(points, language=language, printed=printed, narrow=narrow)
    return _svg(specification, language, chart.title, chart.description, printed=printed)


def _draw(picture: Picture, *, language: Language, printed: bool, narrow: bool) -> str:
    if isinstance(picture, LandingPicture):
        points = [place.to_draw() for place in picture.places]
        specification = landing_chart(points, language=language, printed=printed, narrow=narrow)
    elif isinstance(picture, SharesPicture):
        return _draw_shares(picture, language=language, printed=printed, narrow=narrow)
    else:
        specification = resilience_curve(_curve(picture), language=language, printed=printed, narrow=narrow)
    return _svg(specification, language, picture.title, picture.description, printed=printed)


def _draw_shares(picture: SharesPicture, *, language: Language, printed: bool, narrow: bool) -> str:
    bars = [ShareBar(label, shares) for label, shares in picture.bars]
    specification = share_bars(bars, language=language, printed=printed, narrow=narrow)
    with speaking(language):
        description = share_bars_description(bars)
    return _svg(specification, language, picture.title, description, printed=printed)


def _svg(specification: dict[str, Any], language: Language, title: str, description: str, *, printed: bool) -> str:
    """Return the drawing: straight for print, where it has no links; by Vega for pages."""
    straight = straight_svg(specification, title=title, description=description) if printed else None
    return straight or draw_svg(specification, language=language, title=title, description=description)


def _curve(picture: FanPicture) -> Curve:
    return Curve(
        first_year=picture.first_year,
        low=picture.low,
        median=picture.median,
        high=picture.high,
        occupations=(),
        horizon_year=None,
        watch_year=picture.watch_year,
        label=picture.label,
    )
