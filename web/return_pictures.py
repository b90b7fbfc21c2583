"""The pictures of returns: flows, the spread of a bond's multiple, the years of a purse, and who bears the risk."""

from collections.abc import Sequence
from math import ceil

from portfolio.charts.bars import Bar, BarChart, Marker, bar_chart, histogram
from portfolio.charts.flow_years import flow_years, short_number
from portfolio.finance.flows import Flow
from portfolio.finance.risk_bearing import RiskBearing
from portfolio.finance.simulation import InvestorResult
from portfolio.language import current_language, format_number, format_percent, minor_digits
from portfolio.language import gettext as _
from web.pictures import Picture, picture_of

STEP = 0.1  # of the multiple, a bar
HIGHEST_MULTIPLE = 2.4  # beyond it, the last bar holds what is left


def flows_picture(base: Sequence[Flow], adjusted: Sequence[Flow]) -> Picture:
    """Return money in and back by calendar year, with what technology takes as an outline."""
    chart, title, words = flow_years(base, adjusted)
    return _picture(chart, title, words)


def spread_picture(result: InvestorResult, title: str) -> Picture:
    """Return how often each multiple comes, losses drawn hollow."""
    bins = ceil(min(max(float(result.moics[-1]), 1.2), HIGHEST_MULTIPLE) / STEP - 1e-9)
    found = histogram(result.moics.tolist(), 0.0, bins * STEP, bins)
    bars = tuple(Bar(format_number(start, 1), share, hollow=start + STEP <= 1 + 1e-9) for start, share in found)
    markers = tuple(
        Marker(min(value / STEP, bins), f"{name} {format_number(value, 2)}")
        for name, value in ((_("5 %"), result.moic.p5), (_("median"), result.moic.p50), (_("95 %"), result.moic.p95))
    )
    key = (_("at least the money back"), _("a loss"))
    chart = BarChart(_("Share of runs by multiple"), bars, format_percent, markers, key)
    words = _(
        "In one of twenty runs the multiple is below %(low)s, in half below %(middle)s, in one of twenty above "
        "%(high)s. A loss comes in %(loss)s of the runs.",
        low=format_number(result.moic.p5, 2),
        middle=format_number(result.moic.p50, 2),
        high=format_number(result.moic.p95, 2),
        loss=format_percent(result.loss_chance),
    )
    return _picture(chart, title, words)


def purse_picture(net: Sequence[float], currency: str, title: str) -> Picture:
    """Return a purse's mean net result by year."""
    scale = 10 ** (minor_digits(currency) + 6)
    bars = tuple(Bar(str(year), value / scale, hollow=value < 0) for year, value in enumerate(net))
    key = (_("saves more than it pays"), _("pays more"))
    chart = BarChart(
        _("Net result by year from the start, million %(currency)s", currency=currency), bars, short_number, key=key
    )
    words = _("From year 0 to year %(last)s; the file to take along holds every figure.", last=len(net) - 1)
    return _picture(chart, title, words)


def bearing_picture(found: RiskBearing, currency: str, title: str) -> Picture:
    """Return what is saved by year in present value, what technology takes, and where the investors' window ends."""
    scale = 10 ** (minor_digits(currency) + 6)
    bars = tuple(
        Bar(str(year), left / scale, value / scale)
        for year, (value, left) in enumerate(zip(found.value, found.adjusted, strict=True), start=1)
    )
    marker = Marker(found.window, _("investors’ last payment"))
    counted = _("Saved by year from the start, present value, million %(currency)s", currency=currency)
    chart = BarChart(counted, bars, short_number, (marker,), (_("with technology"), _("without")))
    words = _(
        "%(share)s of the value lies after the investors’ last payment, and %(loss)s of what technology takes.",
        share=format_percent(found.tail_share),
        loss=format_percent(found.commissioner_share),
    )
    return _picture(chart, title, words)


def _picture(chart: BarChart, title: str, words: str) -> Picture:
    language = current_language()
    return picture_of(lambda narrow: bar_chart(chart, language=language, narrow=narrow), title, words)
