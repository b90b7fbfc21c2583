"""What the pages of returns show: figures in words beside their numbers."""

from dataclasses import dataclass

from portfolio.finance.figures import Figures
from portfolio.finance.flows import in_order
from portfolio.finance.levers import LeverResult, LeverTerms
from portfolio.finance.simulation import InvestorResult, PurseResult, Simulation
from portfolio.frames.bond_figures import BondFigures
from portfolio.frames.bond_tables import money, percent, percent_range
from portfolio.frames.flow_figures import Assumptions, ScenarioFigures, adjusted_flows
from portfolio.frames.flow_file import FlowTable
from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _
from portfolio.models import ResilienceRun
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.survival import mean_hazard
from portfolio.return_words import (
    lever_meaning,
    lever_word,
    purse_word,
    rate_word,
    recruitment_word,
    scenario_word,
)
from web.pictures import Picture
from web.return_pictures import bearing_picture, flows_picture, purse_picture, spread_picture

HAZARD_YEARS = 5  # as long as an investor looks

Row = tuple[str, ...]
Pictured = tuple[str, Picture]


@dataclass(frozen=True)
class FlowsPage:
    """The figures of flows: a strip of four, rows without and with technology, scenarios, a picture and remarks."""

    strip: list[tuple[str, str, str]]
    rows: list[Row]
    scenarios: list[Row]
    picture: Picture
    notes: tuple[str, ...]


@dataclass(frozen=True)
class BondPage:
    """The figures of a bond: what is asked first, tables, and a picture for investors, commissioner and each purse."""

    lead: str
    strip: list[tuple[str, str, str]]
    investors: list[Row]
    scenarios: list[Row]
    recruitment: list[Row]
    levers: list[Row]
    purses: list[Row]
    pictures: list[Pictured]
    bearing: Pictured | None
    beside: str | None


def work_hazard(run: ResilienceRun | None) -> str | None:
    """Return what technology takes of a project's work a year as a sentence; None without a run."""
    if run is None:
        return None
    point = ProjectResilience.from_dict(run.result).curve[HAZARD_YEARS]
    middle, low, high = (mean_hazard(max(one, 1e-6), HAZARD_YEARS) for one in (point.p50, point.p90, point.p10))
    return _(
        "Technology takes about %(middle)s of this work a year over %(years)s years (%(low)s to %(high)s).",
        middle=percent(middle, 1),
        years=HAZARD_YEARS,
        low=percent(low, 1),
        high=percent(high, 1),
    )


def hazard_of(run: ResilienceRun | None) -> float | None:
    """Return what technology takes of a project's work a year, the middle estimate, a fraction; None without a run."""
    if run is None:
        return None
    alive = ProjectResilience.from_dict(run.result).curve[HAZARD_YEARS].p50
    return mean_hazard(max(alive, 1e-6), HAZARD_YEARS)


def flows_page(table: FlowTable, figures: Figures, scenarios: list[ScenarioFigures], given: Assumptions) -> FlowsPage:
    """Return what the page of flows shows, in the language spoken now."""
    base, adjusted = figures.base, figures.adjusted
    currency = table.currency or ""
    return FlowsPage(
        strip=[
            (_("Return a year"), percent(base.rate.value), _about(base.rate.kind, base.rate.roots)),
            (_("With technology"), percent(adjusted.rate.value), _about(adjusted.rate.kind, adjusted.rate.roots)),
            (_("Multiple"), _number(base.moic, 2), _("money back over money in")),
            (_("Break-even hazard"), percent(figures.break_even_hazard), _("a year, for the required return")),
        ],
        rows=_flow_rows(figures, currency),
        scenarios=[_scenario_row(one) for one in scenarios],
        picture=flows_picture(in_order(table.flows), adjusted_flows(table, given)),
        notes=figures.notes,
    )


def _flow_rows(figures: Figures, currency: str) -> list[Row]:
    base, adjusted = figures.base, figures.adjusted
    rows: list[Row] = [
        (_("Return a year (XIRR)"), percent(base.rate.value), percent(adjusted.rate.value)),
        (_("Multiple (MOIC)"), _number(base.moic, 3), _number(adjusted.moic, 3)),
        (_("Net present value"), *(f"{_number(side.npv, 2)} {currency}".strip() for side in (base, adjusted))),
        (_("Technology haircut"), "", percent(figures.haircut)),
        (_("Break-even hazard of the present value"), "", percent(figures.break_even_hazard_npv)),
    ]
    if figures.rvpi is not None:
        rows += [(name, _number(value, 3), "") for name, value in _multiples(figures)]
    return rows


def _multiples(figures: Figures) -> list[tuple[str, float | None]]:
    return [("DPI", figures.dpi), ("RVPI", figures.rvpi), ("TVPI", figures.tvpi)]


def _about(kind: str, roots: tuple[float, ...]) -> str:
    if kind == "unique":
        return _("internal rate, ACT/365")
    return ": ".join([rate_word(kind), " · ".join(percent(root) for root in roots)]) if roots else rate_word(kind)


def _scenario_row(one: ScenarioFigures) -> Row:
    side = one.figures.adjusted
    return (
        scenario_word(one.scenario),
        percent(side.rate.value),
        percent(one.figures.haircut),
        percent(one.mean_hazard),
    )


def bond_page(found: BondFigures) -> BondPage:
    """Return what the page of a bond shows, in the language spoken now."""
    main, currency = found.main, found.bond.currency
    bearing = found.bearing
    return BondPage(
        lead=_lead(found),
        strip=_bond_strip(found),
        investors=[_investor_row(one, currency) for one in (main.investors, *main.tranches)],
        scenarios=[(scenario_word(name), *_brief(one, currency)) for name, one in found.by_scenario.items()],
        recruitment=[(recruitment_word(name), *_brief(one, currency)) for name, one in found.by_recruitment.items()],
        levers=[lever_row(one, found.trial.levers) for one in found.levers],
        purses=[_purse_row(one, currency) for one in (main.commissioner, *main.purses)],
        pictures=_pictures(found),
        bearing=None
        if bearing is None
        else (bearing_words(found), bearing_picture(bearing, currency, _("Who bears the technology risk"))),
        beside=None if found.social_return is None else format_number(found.social_return, 2),
    )


def lever_row(one: LeverResult, terms: LeverTerms) -> Row:
    """Return a lever with what it does and what it leaves."""
    return (lever_word(one.lever), lever_meaning(one.lever, terms), percent(one.rate.value), _number(one.moic, 2))


def _lead(found: BondFigures) -> str:
    plan = found.plan
    return _(
        "As planned the investors get %(base)s a year, and %(adjusted)s with technology. "
        "In %(loss)s of %(runs)s runs they lose money.",
        base=percent(plan.base.rate.value, 1),
        adjusted=percent(plan.adjusted.rate.value, 1),
        loss=format_percent(found.main.investors.loss_chance),
        runs=format_number(found.main.runs),
    )


def _bond_strip(found: BondFigures) -> list[tuple[str, str, str]]:
    main, currency = found.main, found.bond.currency
    moic = main.investors.moic
    return [
        (
            _("Investors’ multiple"),
            format_number(moic.p50, 2),
            _("median; 90 %% of runs from %(low)s to %(high)s", low=_number(moic.p5, 2), high=_number(moic.p95, 2)),
        ),
        (
            _("Chance of a loss"),
            format_percent(main.investors.loss_chance),
            _("mean loss of the worst twentieth %(loss)s", loss=money(main.investors.shortfall_minor, currency)),
        ),
        (
            _("Break-even hazard"),
            percent(found.plan.break_even_hazard, 1),
            _("a year; the scenario’s is %(hazard)s", hazard=percent(found.hazard, 1)),
        ),
        (
            _("Public purses"),
            money(main.commissioner.mean_net_value, currency),
            _(
                "mean net present value; break-even hazard %(hazard)s",
                hazard=percent(found.public_break_even, 1),
            ),
        ),
    ]


def _investor_row(one: InvestorResult, currency: str) -> Row:
    return (
        one.name or _("All investors"),
        " / ".join(format_number(value, 2) for value in (one.moic.p5, one.moic.p50, one.moic.p95)),
        percent_range(one.rate),
        percent(one.rate_of_mean, 1),
        format_percent(one.loss_chance),
        money(one.shortfall_minor, currency),
    )


def _brief(one: Simulation, currency: str) -> Row:
    investors = one.investors
    return (
        format_number(investors.moic.p50, 2),
        percent(investors.rate.p50 if investors.rate else None, 1),
        format_percent(investors.loss_chance),
        money(one.commissioner.mean_net_value, currency),
    )


def _purse_row(one: PurseResult, currency: str) -> Row:
    return (
        purse_word(one.purse),
        money(sum(one.paid), currency),
        money(sum(one.saved), currency),
        money(one.mean_net_value, currency),
        f"{money(one.net_value.p5, currency)} – {money(one.net_value.p95, currency)}",
    )


def _pictures(found: BondFigures) -> list[Pictured]:
    currency, public = found.bond.currency, found.public
    loss = format_percent(found.main.investors.loss_chance)
    title = _("In %(loss)s of the runs the investors lose money", loss=loss)
    pictures = [(title, spread_picture(found.main.investors, title))]
    parts = [("", public.net, public.present_value)]
    parts += [(purse.purse, purse.net, purse.present_value) for purse in public.purses]
    for name, net, value in parts:
        said = {"purse": purse_word(name), "value": money(value, currency)}
        title = _("%(purse)s: %(value)s in net present value", **said)
        pictures.append((title, purse_picture(net, currency, title)))
    return pictures


def bearing_words(found: BondFigures) -> str:
    """Return who bears the technology risk of what is saved, as a sentence."""
    bearing = found.bearing
    if bearing is None:
        return ""
    if not bearing.window_loss + bearing.tail_loss:
        return _(
            "%(share)s of what is saved lies after the investors’ last payment.",
            share=format_percent(bearing.tail_share),
        )
    return _(
        "%(share)s of what is saved lies after the investors’ last payment, and so does %(loss)s of what technology "
        "takes from it: the commissioner bears that, not the investors.",
        share=format_percent(bearing.tail_share),
        loss=format_percent(bearing.commissioner_share),
    )


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else format_number(value, decimals)
