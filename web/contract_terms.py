"""The terms of a contract as a person reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.contract_words import ending_word, method_word, metric_kind_word, purse_word
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.contract import Kind, Metric, Price
from portfolio.finance.contract_parts import Cohort
from portfolio.finance.payment_lines import FEE
from portfolio.language import format_date, format_money, format_number, format_percent, ngettext
from portfolio.language import gettext as _
from web.contract_page import minor_of


@dataclass(frozen=True)
class MetricRow:
    """A metric in the table of what is paid for."""

    name: str
    id: str
    how: str
    prices: list[str]
    limits: list[str]


@dataclass(frozen=True)
class CohortRow:
    """A cohort in words."""

    name: str
    planned: int
    started: int | None
    against: str


def facts_of(terms: Terms) -> list[tuple[str, list[str]]]:
    """Return the terms beside the metrics, each with a name and one or more sentences."""
    return [(name, values) for name, values in _facts(terms) if values]


def metric_rows(terms: Terms) -> list[MetricRow]:
    """Return what is paid for, at which price and within which limits."""
    return [
        MetricRow(
            name=metric.name or metric.id,
            id=metric.id,
            how=metric_kind_word(metric.kind.value),
            prices=list(_prices(metric, terms)),
            limits=list(_limits(metric, terms)),
        )
        for metric in terms.metrics
    ]


def metric_names(terms: Terms) -> dict[str, str]:
    """Return what the metrics of all versions are called, and the fixed fee that stands in their place."""
    names = {metric.id: metric.name or metric.id for _since, one in terms.versions for metric in one.metrics}
    return {**names, FEE: _("Fixed fee")}


def cohort_rows(terms: Terms) -> list[CohortRow]:
    """Return whom the contract is for, as numbers."""
    return [
        CohortRow(cohort.name or cohort.id, cohort.planned, cohort.started, _against(cohort))
        for cohort in terms.cohorts
    ]


def _facts(terms: Terms) -> Iterator[tuple[str, list[str]]]:
    money = _money(terms)
    yield _("Signed"), [format_date(terms.signed)]
    yield _("Service"), [_span(terms.service_from, terms.service_to)]
    yield _("Results are paid until"), [format_date(terms.repayment_to)]
    yield _("Due after"), [ngettext("One day", "%(num)s days", terms.payment_days)]
    yield _("Provider"), [terms.provider] if terms.provider else []
    yield _("Commissioner"), list(terms.commissioners)
    yield (
        _("Payers"),
        [f"{payer.name} ({purse_word(payer.purse.value)}), {_share(payer.share)}" for payer in terms.payers],
    )
    yield _("Investors"), list(terms.investors)
    yield _("Verifier"), [terms.verifier] if terms.verifier else []
    yield _("Cap of the contract"), [money(terms.cap)] if terms.cap is not None else []
    yield _("Cap for one person"), [money(terms.cap_per_person)] if terms.cap_per_person is not None else []
    yield (
        _("Fixed fee"),
        [
            _("%(money)s a month, %(span)s", money=money(fee.amount), span=_span(fee.valid_from, fee.valid_to))
            for fee in terms.fees
        ],
    )
    yield _("Price index"), [f"{year}: {format_number(float(value), 1)}" for year, value in sorted(terms.index.items())]
    yield _("Guarantee"), list(_guarantee(terms))
    yield _("Ended"), list(_ended(terms))


def _guarantee(terms: Terms) -> Iterator[str]:
    if (promise := terms.guarantee) is not None:
        money = _money(terms)
        yield _(
            "%(guarantor)s covers %(share)s of a loss on the %(drawn)s drawn, at most %(most)s.",
            guarantor=promise.guarantor,
            share=_share(promise.share),
            drawn=money(promise.drawn),
            most=money(promise.maximum),
        )


def _ended(terms: Terms) -> Iterator[str]:
    if (end := terms.termination) is not None:
        words = f"{format_date(end.last_day)}, {ending_word(end.kind.value)}"
        yield f"{words}. {end.reason}" if end.reason else f"{words}."


def _prices(metric: Metric, terms: Terms) -> Iterator[str]:
    money = _money(terms)
    for price in sorted(metric.prices, key=lambda price: price.valid_from):
        yield _price(price, terms)
    if metric.kind is Kind.GUARANTEED_SHARE and metric.at_stake is not None:
        yield _(
            "%(share)s of %(stake)s in any case, the rest as the saving comes, then up to %(extra)s more",
            share=_share(metric.guaranteed),
            stake=money(metric.at_stake),
            extra=_share(metric.extra),
        )
    for row in metric.table:
        yield _("from %(value)s: %(money)s", value=_plain(row.at), money=money(row.pays))


def _price(price: Price, terms: Terms) -> str:
    money = _money(terms)
    sentence = _("%(money)s from %(day)s", money=money(price.price), day=format_date(price.valid_from))
    if price.valid_to is not None:
        sentence = _("%(money)s %(span)s", money=money(price.price), span=_span(price.valid_from, price.valid_to))
    if price.above is not None and price.accelerated is not None:
        sentence += _(
            "; %(money)s beyond the first %(count)s", money=money(price.accelerated), count=format_number(price.above)
        )
    return sentence


def _limits(metric: Metric, terms: Terms) -> Iterator[str]:
    if metric.after is not None:
        yield _("after %(name)s", name=metric.after)
    if metric.extra_after is not None:
        yield _("the extra after %(name)s", name=metric.extra_after)
    if metric.window_days is not None:
        yield _("within %(days)s days of the start", days=format_number(metric.window_days))
    if metric.kind is Kind.UNIT_PRICE and metric.most_units_per_person is not None:
        yield ngettext("once a person", "%(num)s times a person", metric.most_units_per_person)
    if metric.most_units is not None:
        yield _("at most %(count)s in all", count=format_number(metric.most_units))
    if metric.cap is not None:
        yield _("at most %(money)s", money=_money(terms)(metric.cap))
    if metric.each_cohort is not None:
        yield _("from a reduction of %(share)s in a cohort", share=_share(metric.each_cohort))
    if metric.pooled is not None:
        yield _("or of %(share)s in all cohorts together", share=_share(metric.pooled))
    if metric.clawback:
        yield _("a lower later figure is paid back")


def _against(cohort: Cohort) -> str:
    if (basis := cohort.counterfactual) is None:
        return ""
    words = method_word(basis.method.value)
    if basis.value is not None:
        words += f" {_plain(basis.value)}"
    if basis.frozen_on is not None:
        words += ", " + _("frozen on %(day)s", day=format_date(basis.frozen_on))
    return words


def _money(terms: Terms) -> Callable[[Decimal], str]:
    return lambda amount: format_money(minor_of(amount, terms.currency), terms.currency)


def _span(first: date, last: date) -> str:
    return _("%(first)s to %(last)s", first=format_date(first), last=format_date(last))


def _share(share: Decimal) -> str:
    percent = share * 100
    return format_percent(float(share), 0 if percent == int(percent) else 2)


def _plain(value: Decimal) -> str:
    decimals = max(-int(value.normalize().as_tuple().exponent), 0)
    return format_number(float(value), min(decimals, 6))
