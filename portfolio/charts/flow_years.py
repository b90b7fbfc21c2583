"""Money in and back by calendar year, with what technology takes as an outline."""

from collections import defaultdict
from collections.abc import Sequence

from portfolio.charts.bars import Bar, BarChart
from portfolio.finance.flows import Flow
from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _


def flow_years(base: Sequence[Flow], adjusted: Sequence[Flow]) -> tuple[BarChart, str, str]:
    """Return the bars of some flows, the finding they show, and the picture in words."""
    before, after = _by_year(base), _by_year(adjusted)
    years = range(min(before), max(before) + 1)
    lost = sum(before.values()) - sum(after.values())
    takes = any(_differ(before[year], after[year]) for year in before)
    bars = tuple(
        Bar(
            str(year),
            after.get(year, 0.0),
            before[year] if year in before and _differ(before[year], after[year]) else None,
        )
        for year in years
    )
    key = (_("with technology"), _("without")) if takes else None
    chart = BarChart(_("Money in and back, by calendar year"), bars, short_number, key=key)
    words = _(
        "A bar for each year from %(first)s to %(last)s. The file to take along holds every flow.",
        first=years[0],
        last=years[-1],
    )
    back = sum(flow.amount for flow in base if flow.amount > 0)
    decimals = 0 if lost >= back / 100 else 1
    taken = format_percent(lost / back, decimals) if back else ""
    finding = _("Technology takes %(share)s of what comes back", share=taken) if takes else None
    return chart, finding or _("Money in and back"), words


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > 1e-9


def _by_year(flows: Sequence[Flow]) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for flow in flows:
        found[flow.on.year] += flow.amount
    return dict(found)


def short_number(value: float) -> str:
    """Return an amount as an axis writes it."""
    magnitude = abs(value)
    if magnitude >= 1e6:
        return _("%(number)s m", number=format_number(value / 1e6, 0 if magnitude >= 1e7 else 1))
    decimals = 0 if magnitude >= 10 or value == round(value) else 1 if magnitude >= 1 else 2
    return format_number(value, decimals)
