"""The briefing's chart as a drawing, from what was kept of it."""

from portfolio.briefing.content import BriefingContent
from portfolio.charts.drawing import draw_svg
from portfolio.charts.matrix import portfolio_matrix
from portfolio.language import as_language


def draw_chart(content: BriefingContent, *, printed: bool, narrow: bool = False) -> str:
    """Return the matrix as inline SVG, for print, a desk or (`narrow`) a phone; empty when no project can be drawn."""
    chart, language = content.page_one.chart, as_language(content.language)
    if not chart.points:
        return ""
    points = [point.to_draw() for point in chart.points]
    specification = portfolio_matrix(points, language=language, printed=printed, narrow=narrow)
    return draw_svg(specification, language=language, title=chart.title, description=chart.description)
