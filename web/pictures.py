"""The pictures of the pages: one drawing for a desk and one for a phone, shown by the width of the window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from portfolio.charts.curve import Curve, curve_description, resilience_curve
from portfolio.charts.drawing import draw_svg
from portfolio.charts.indices import IndexMark, index_places, index_places_description
from portfolio.charts.intervals import Interval, interval_lines, interval_lines_description
from portfolio.charts.matrix import MatrixPoint, matrix_description, matrix_finding, portfolio_matrix
from portfolio.charts.places import Place, place_lines, place_lines_description
from portfolio.charts.radar import RadarSignal, radar_description, radar_finding, signal_radar
from portfolio.charts.score_history import History, score_history_chart, score_history_description
from portfolio.charts.shares import ShareBar, share_bars, share_bars_description
from portfolio.language import Language, current_language
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet

KEPT = 64  # pictures of portfolios kept in memory; one of 200 projects takes about 250 kB


@dataclass(frozen=True)
class Picture:
    """A drawing in two widths under the sentence it shows."""

    title: str
    wide: Markup
    narrow: Markup


def portfolio_picture(sheets: Sequence[ProjectSheet], address: Callable[[ProjectSheet], str]) -> Picture | None:
    """Return the portfolio's picture, or None when no project has both scores; marks link to their project."""
    points = tuple(point for sheet in sheets if (point := sheet.matrix_point(address(sheet))))
    return _portfolio_picture(points, current_language()) if points else None


@lru_cache(maxsize=KEPT)
def _portfolio_picture(points: tuple[MatrixPoint, ...], language: Language) -> Picture:
    # All that is drawn is in the arguments, so a picture kept for one reader shows nothing of another's house.
    return picture_of(
        lambda narrow: portfolio_matrix(points, language=language, printed=False, narrow=narrow),
        matrix_finding(points),
        matrix_description(points),
    )


def resilience_picture(curve: Curve) -> Picture:
    """Return the picture of a project's work over the years."""
    return picture_of(
        lambda narrow: resilience_curve(curve, language=current_language(), printed=False, narrow=narrow),
        _("How long the work lasts"),
        curve_description(curve),
    )


def radar_picture(signals: Sequence[RadarSignal]) -> Picture:
    """Return the radar of a house's signals in force; marks link to their signal."""
    return picture_of(
        lambda narrow: signal_radar(signals, language=current_language(), narrow=narrow),
        radar_finding(signals),
        radar_description(),
    )


def index_picture(rows: Sequence[IndexMark]) -> Picture:
    """Return the picture of where each study places an occupation."""
    return picture_of(
        lambda narrow: index_places(rows, language=current_language(), printed=False, narrow=narrow),
        _("Where each study places it among all occupations"),
        index_places_description(rows),
    )


def shares_picture(bars: Sequence[ShareBar], title: str) -> Picture:
    """Return bars of a hundred per cent, cut into bands."""
    return picture_of(
        lambda narrow: share_bars(bars, language=current_language(), printed=False, narrow=narrow),
        title,
        share_bars_description(bars),
    )


def places_picture(places: Sequence[Place], title: str) -> Picture:
    """Return the places that projects take in most draws."""
    return picture_of(
        lambda narrow: place_lines(places, language=current_language(), printed=False, narrow=narrow),
        title,
        place_lines_description(places),
    )


def score_history_picture(history: History, title: str) -> Picture:
    """Return a project's scores over time."""
    return picture_of(
        lambda narrow: score_history_chart(history, language=current_language(), printed=False, narrow=narrow),
        title,
        score_history_description(history),
    )


def intervals_picture(intervals: Sequence[Interval], limits: Sequence[float], title: str) -> Picture:
    """Return figures with their intervals on one scale."""
    return picture_of(
        lambda narrow: interval_lines(intervals, limits, language=current_language(), printed=False, narrow=narrow),
        title,
        interval_lines_description(intervals),
    )


def picture_of(specify: Callable[[bool], dict[str, Any]], title: str, description: str) -> Picture:
    """Return a picture drawn from its specification for a desk and for a phone."""
    wide, narrow = (
        Markup(draw_svg(specify(narrow), language=current_language(), title=title, description=description))  # noqa: S704  # our own drawing: texts in it are escaped by its writer
        for narrow in (False, True)
    )
    return Picture(title, wide, narrow)
