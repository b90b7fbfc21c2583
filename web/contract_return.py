"""A contract's money under technology: what is still planned, what the investors get, and who bears the risk.

What is booked already is history and stays as it is; only what is planned for later days shrinks with the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp

from portfolio.finance.discounting import DANISH
from portfolio.finance.figures import Figures, figures_of
from portfolio.finance.flows import DAYS_A_YEAR, Flow
from portfolio.finance.money import rounded
from portfolio.finance.plan import Amounts, planned_amounts
from portfolio.finance.risk_bearing import RiskBearing, flat_saving, risk_bearing
from portfolio.frames.bond_tables import percent
from portfolio.language import format_date, format_money, format_percent, minor_digits
from portfolio.language import gettext as _
from portfolio.models import ResilienceRun
from portfolio.queries.contracts import ContractSheet
from web.pictures import Picture
from web.return_page import hazard_of
from web.return_pictures import bearing_picture

SAVING_YEARS = 35  # of the saving that is assumed, as the Danish discount schedule's first step


@dataclass(frozen=True)
class ContractReturn:
    """What a project's page says of a contract's return with technology."""

    contract: str
    sentences: list[str]
    picture: Picture


def contract_returns(
    sheets: Sequence[ContractSheet], run: ResilienceRun | None, *, today: date
) -> list[ContractReturn]:
    """Return what technology does to each contract of a project that still plans payments; nothing without a run."""
    hazard = hazard_of(run)
    if hazard is None:
        return []
    return [found for sheet in sheets if (found := _of_contract(sheet, hazard, today)) is not None]


def _of_contract(sheet: ContractSheet, hazard: float, today: date) -> ContractReturn | None:
    planned = planned_amounts(sheet.in_force)
    later = [(day, minor) for day, minor in zip(planned.days, planned.minors, strict=True) if day > today and minor > 0]
    if not later:
        return None
    bearing = bearing_of(sheet, planned, hazard)
    currency = sheet.contract.currency
    sentences = [_still_planned(later, hazard, today, currency)]
    figures = investor_figures(sheet, hazard, today)
    if figures is not None:
        sentences.append(_investors(figures))
    sentences.append(_bearing(bearing, max(planned.days)))
    title = _("Who bears the technology risk")
    return ContractReturn(sheet.contract.name, sentences, bearing_picture(bearing, currency, title))


def investor_figures(sheet: ContractSheet, hazard: float, today: date) -> Figures | None:
    """Return what investors get who paid in what the guarantee is drawn on, when the service began; None without."""
    terms = sheet.in_force
    if terms.guarantee is None or not terms.guarantee.drawn:
        return None
    planned = planned_amounts(terms)
    drawn = rounded(terms.guarantee.drawn * 10 ** minor_digits(terms.currency))
    flows = [Flow(terms.service_from, -float(drawn))]
    flows += [Flow(line.earned_on, float(line.net_minor)) for line in sheet.lines if line.net_minor]
    flows += [
        Flow(day, float(minor), share_at_risk=1.0)
        for day, minor in zip(planned.days, planned.minors, strict=True)
        if day > today and minor > 0
    ]
    flows.sort(key=lambda flow: flow.on)
    survival = [_alive(flow.on, hazard, today) for flow in flows]
    return figures_of(flows, schedule=DANISH, survival=survival)


def bearing_of(sheet: ContractSheet, planned: Amounts, hazard: float) -> RiskBearing:
    """Return who bears the risk of a flat saving as large as the mean yearly payment, over 35 years."""
    begins = sheet.in_force.service_from
    window = min(max(1, -(-(max(planned.days) - begins).days // DAYS_A_YEAR)), SAVING_YEARS)
    savings, alive = flat_saving(sum(planned.minors) / window, years=SAVING_YEARS, hazard=hazard)
    return risk_bearing(savings, alive, window=window)


def _alive(day: date, hazard: float, today: date) -> float:
    return exp(-hazard * max(0, (day - today).days) / DAYS_A_YEAR)


def _still_planned(later: Sequence[tuple[date, int]], hazard: float, today: date, currency: str) -> str:
    planned = sum(minor for _day, minor in later)
    lost = planned - sum(minor * _alive(day, hazard, today) for day, minor in later)
    return _(
        "%(planned)s is still planned; technology takes about %(lost)s of it (%(share)s).",
        planned=format_money(planned, currency),
        lost=format_money(_whole(lost, currency), currency),
        share=format_percent(lost / planned, 1),
    )


def _whole(minor: float, currency: str) -> int:
    unit = int(10 ** minor_digits(currency))
    return round(minor / unit) * unit


def _investors(figures: Figures) -> str:
    sentence = _(
        "Investors who paid in what the guarantee covers get %(base)s a year as planned, and %(adjusted)s with "
        "technology.",
        base=percent(figures.base.rate.value, 1),
        adjusted=percent(figures.adjusted.rate.value, 1),
    )
    if figures.break_even_hazard is None:
        return sentence
    return f"{sentence} " + _(
        "They lose money when technology takes more than %(hazard)s of the work a year.",
        hazard=percent(figures.break_even_hazard, 1),
    )


def _bearing(found: RiskBearing, last: date) -> str:
    return _(
        "Of an even saving over %(years)s years (assumed), %(share)s lies after the last planned payment, on %(day)s, "
        "and so does %(loss)s of what technology takes from it: those who pay bear that, not the investors.",
        years=SAVING_YEARS,
        share=format_percent(found.tail_share),
        day=format_date(last),
        loss=format_percent(found.commissioner_share),
    )
