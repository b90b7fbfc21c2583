"""The sections of pages two and three, in reading order; one that has nothing to say is left out.

A later subject (payments and returns, forecasts) is one more function here that returns a `Section` or None.
"""

from collections.abc import Sequence
from datetime import date

from portfolio.briefing.earlier import earlier_section
from portfolio.briefing.fan import fan_section
from portfolio.briefing.horizons import horizons_section
from portfolio.briefing.landing import landing_section
from portfolio.briefing.parts import Section
from portfolio.models import BoardDecision
from portfolio.queries.balance import Balance
from portfolio.queries.projects import ProjectSheet


def make_sections(
    sheets: Sequence[ProjectSheet],
    balance: Balance,
    decisions: Sequence[BoardDecision],
    *,
    indices_off: Sequence[str],
    since: date | None,
    today: date,
) -> tuple[Section, ...]:
    """Return every section that has something to say; `decisions` are of earlier months, `since` the last briefing."""
    found = (
        earlier_section(decisions, since=since, today=today),
        landing_section(sheets),
        horizons_section(balance),
        fan_section(sheets, indices_off=indices_off, this_year=today.year),
    )
    return tuple(section for section in found if section)
