"""A bond's figures as tables to take along, and as the few lines that say most."""

from collections.abc import Iterator, Sequence
from typing import Any

from portfolio.finance.simulation import InvestorResult, PurseResult, Simulation
from portfolio.frames.bond_figures import BondFigures
from portfolio.frames.exports import ExportTable
from portfolio.language import format_money_short, format_number, format_percent, minor_digits
from portfolio.language import gettext as _
from portfolio.return_words import lever_word, purse_word, recruitment_word, scenario_word


def brief_lines(found: BondFigures) -> Iterator[tuple[str, str]]:
    """Yield what a person asks first, as name and value."""
    main, currency = found.main, found.bond.currency
    yield _("Investors: chance of a loss"), format_percent(main.investors.loss_chance)
    yield _("Investors: multiple, 5 % / median / 95 %"), _range(main.investors.moic, 2)
    yield _("Investors: yearly return, 5 % / median / 95 %"), percent_range(main.investors.rate)
    yield _("Investors: return of the mean flows"), percent(main.investors.rate_of_mean)
    yield _("Investors: mean loss in the worst 5 % of runs"), money(main.investors.shortfall_minor, currency)
    yield (
        _("Return as planned, without and with technology"),
        " / ".join(percent(rate) for rate in (found.plan.base.rate.value, found.plan.adjusted.rate.value)),
    )
    yield _("Break-even hazard a year"), percent(found.plan.break_even_hazard)
    yield _("Break-even hazard of the public value"), percent(found.public_break_even)
    yield _("Results against plan, 5 % / median / 95 %"), percent_range(main.coverage)
    for one in (main.commissioner, *main.purses):
        label = _("%(purse)s: mean net present value", purse=purse_word(one.purse))
        yield label, money(one.mean_net_value, currency)
    if found.social_return is not None:
        yield _("Social return (SROI), beside and in no sum"), format_number(found.social_return, 2)


def bond_tables(found: BondFigures) -> list[ExportTable]:
    """Return the tables of a bond: investors, purses, years, scenarios and levers; money in whole units."""
    return [
        _table("investors", [_investor(one, found) for one in (found.main.investors, *found.main.tranches)]),
        _table("purses", [_purse(one, found) for one in (found.main.commissioner, *found.main.purses)]),
        _table("years", _years(found)),
        _table("scenarios", list(_scenarios(found))),
        _table("levers", list(_levers(found))),
    ]


def percent(rate: float | None, decimals: int = 2) -> str:
    """Write a rate, or a dash where there is none."""
    return "–" if rate is None else format_percent(rate, decimals)


def percent_range(found: Any) -> str:
    """Write three percentiles of a share."""
    return "–" if found is None else " / ".join(percent(one, 1) for one in (found.p5, found.p50, found.p95))


def money(minor: float, currency: str) -> str:
    """Write a mean amount briefly."""
    return format_money_short(round(minor), currency)


def _range(found: Any, decimals: int) -> str:
    return " / ".join(format_number(one, decimals) for one in (found.p5, found.p50, found.p95))


def _table(name: str, rows: Sequence[dict[str, Any]]) -> ExportTable:
    return ExportTable(name, tuple(rows[0]) if rows else (), list(rows))


def _major(minor: float, found: BondFigures) -> float:
    digits = minor_digits(found.bond.currency)
    return round(float(minor) / float(10**digits), digits)


def _investor(one: InvestorResult, found: BondFigures) -> dict[str, Any]:
    rate = one.rate
    return {
        _("investor"): one.name or _("All"),
        _("chance of a loss"): one.loss_chance,
        _("multiple 5 %"): one.moic.p5,
        _("multiple median"): one.moic.p50,
        _("multiple 95 %"): one.moic.p95,
        _("return 5 %"): rate.p5 if rate else None,
        _("return median"): rate.p50 if rate else None,
        _("return 95 %"): rate.p95 if rate else None,
        _("return of the mean flows"): one.rate_of_mean,
        _("mean loss of the worst 5 %"): _major(one.shortfall_minor, found),
        _("currency"): found.bond.currency,
    }


def _purse(one: PurseResult, found: BondFigures) -> dict[str, Any]:
    return {
        _("purse"): purse_word(one.purse),
        _("mean net present value"): _major(one.mean_net_value, found),
        _("net present value 5 %"): _major(one.net_value.p5, found),
        _("net present value median"): _major(one.net_value.p50, found),
        _("net present value 95 %"): _major(one.net_value.p95, found),
        _("chance of a loss"): one.loss_chance,
        _("currency"): found.bond.currency,
    }


def _years(found: BondFigures) -> list[dict[str, Any]]:
    return [
        {
            _("purse"): purse_word(purse.purse),
            _("year"): year,
            _("paid"): _major(purse.paid[year], found),
            _("saved"): _major(purse.saved[year], found),
            _("net"): _major(net, found),
        }
        for purse in found.public.purses
        for year, net in enumerate(purse.net)
    ]


def _scenarios(found: BondFigures) -> Iterator[dict[str, Any]]:
    named = [(scenario_word(name), one) for name, one in found.by_scenario.items()]
    named += [(recruitment_word(name), one) for name, one in found.by_recruitment.items()]
    for name, one in named:
        yield {_("what happens"): name, **_brief(one, found)}


def _brief(one: Simulation, found: BondFigures) -> dict[str, Any]:
    investors = one.investors
    return {
        _("chance of a loss"): investors.loss_chance,
        _("multiple median"): investors.moic.p50,
        _("return median"): investors.rate.p50 if investors.rate else None,
        _("return of the mean flows"): investors.rate_of_mean,
        _("mean net present value"): _major(one.commissioner.mean_net_value, found),
    }


def _levers(found: BondFigures) -> Iterator[dict[str, Any]]:
    for one in found.levers:
        yield {
            _("lever"): lever_word(one.lever.value),
            _("return as planned"): one.rate.value,
            _("multiple"): one.moic,
            _("net present value"): _major(one.npv, found),
        }
