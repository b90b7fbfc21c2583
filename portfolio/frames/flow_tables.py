"""The figures of flows as tables to take along: figures, scenarios, and every flow with and without technology."""

from typing import Any

from portfolio.finance.figures import Figures
from portfolio.finance.flows import in_order
from portfolio.frames.exports import ExportTable
from portfolio.frames.flow_figures import Assumptions, ScenarioFigures, adjusted_flows
from portfolio.frames.flow_file import FlowTable
from portfolio.language import gettext as _
from portfolio.return_words import rate_word, scenario_word


def flow_tables(
    table: FlowTable, figures: Figures, scenarios: list[ScenarioFigures], given: Assumptions
) -> list[ExportTable]:
    """Return the tables; numbers are numbers, rates fractions a year."""
    tables = [_figures(figures), _flows(table, given)]
    if scenarios:
        tables.insert(1, _scenarios(scenarios))
    return tables


def _figures(figures: Figures) -> ExportTable:
    base, adjusted = figures.base, figures.adjusted
    rows: list[tuple[str, Any, Any]] = [
        (_("return a year (XIRR)"), base.rate.value, adjusted.rate.value),
        (_("what it is worth"), rate_word(base.rate.kind), rate_word(adjusted.rate.kind)),
        *((_("one of several rates"), root, None) for root in base.rate.roots if base.rate.value is None),
        (_("multiple (MOIC)"), base.moic, adjusted.moic),
        (_("net present value"), base.npv, adjusted.npv),
        (_("technology haircut"), None, figures.haircut),
        (_("break-even hazard a year"), None, figures.break_even_hazard),
        (_("break-even hazard of the present value"), None, figures.break_even_hazard_npv),
        ("DPI", figures.dpi, None),
        ("RVPI", figures.rvpi, None),
        ("TVPI", figures.tvpi, None),
    ]
    columns = (_("figure"), _("without technology"), _("with technology"))
    return ExportTable("figures", columns, [dict(zip(columns, row, strict=True)) for row in rows])


def _scenarios(scenarios: list[ScenarioFigures]) -> ExportTable:
    columns = (_("scenario"), _("return a year (XIRR)"), _("multiple (MOIC)"), _("mean hazard a year"))
    rows = [
        (scenario_word(one.scenario), one.figures.adjusted.rate.value, one.figures.adjusted.moic, one.mean_hazard)
        for one in scenarios
    ]
    return ExportTable("scenarios", columns, [dict(zip(columns, row, strict=True)) for row in rows])


def _flows(table: FlowTable, given: Assumptions) -> ExportTable:
    columns = (_("date"), _("amount"), _("share at risk"), _("amount with technology"), _("currency"))
    rows = [
        (before.on.isoformat(), before.amount, before.share_at_risk, after.amount, table.currency)
        for before, after in zip(in_order(table.flows), adjusted_flows(table, given), strict=True)
    ]
    return ExportTable("flows", columns, [dict(zip(columns, row, strict=True)) for row in rows])
