"""What does not hold together in a contract, each in a sentence, with the field at which to mend it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.finance.contract_parts import WHOLE
from portfolio.finance.metric import Kind
from portfolio.language import format_exact
from portfolio.language import gettext as _
from portfolio.text import folded

if TYPE_CHECKING:
    from portfolio.finance.contract import Contract

MOST_YEARS = 100

Problem = tuple[str, str]  # the field, and the sentence


def problems(contract: "Contract") -> Iterator[Problem]:
    """Yield what is wrong between the parts of a contract; its parts by themselves are right."""
    yield from _of_payers(contract)
    yield from _of_days(contract)
    yield from _of_metrics(contract)
    yield from _of_cohorts(contract)
    yield from _of_parties(contract)


def _of_payers(contract: "Contract") -> Iterator[Problem]:
    total = sum((payer.share for payer in contract.payers), Decimal(0))
    if total != WHOLE:
        yield (
            "payers",
            _(
                "The payers' shares add up to %(total)s %%. They must add up to 100 %%.",
                total=format_exact(f"{(total * 100).normalize():f}"),
            ),
        )
    names = [payer.name for payer in contract.payers]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        yield "payers", _("The payer %(name)s is there twice.", name=doubled)


def _of_days(contract: "Contract") -> Iterator[Problem]:
    if contract.service_to < contract.service_from:
        yield "service_to", _("The service ends before it begins.")
    if contract.repayment_to < contract.service_to:
        yield "repayment_to", _("The repayment ends before the service.")
    if contract.repayment_to.year - contract.signed.year > MOST_YEARS:
        yield "repayment_to", _("The contract runs for more than %(years)s years.", years=MOST_YEARS)
    if any(fee.valid_to < fee.valid_from for fee in contract.fees):
        yield "fees", _("A fee ends before it begins.")
    if any(fee.valid_to.year - fee.valid_from.year > MOST_YEARS for fee in contract.fees):
        yield "fees", _("A fee runs for more than %(years)s years.", years=MOST_YEARS)
    if any(value <= 0 for value in contract.index.values()):
        yield "index", _("A price index must be more than 0.")


def _of_metrics(contract: "Contract") -> Iterator[Problem]:
    ids = [metric.id for metric in contract.metrics]
    if doubled := next((name for name in ids if ids.count(name) > 1), None):
        yield "metrics", _("The metric %(name)s is there twice.", name=doubled)
    for metric in contract.metrics:
        for other in (metric.after, metric.extra_after):
            if other is not None and other not in ids:
                yield (
                    "metrics",
                    _("%(name)s comes after %(other)s, which is not in the contract.", name=metric.id, other=other),
                )
        if metric.after == metric.id:
            yield "metrics", _("%(name)s cannot come after itself.", name=metric.id)
        if metric.prices and min(price.valid_from for price in metric.prices) < contract.signed:
            yield "metrics", _("%(name)s has a price from before the contract was signed.", name=metric.id)
    for row in contract.plan:
        if row.metric not in ids:
            yield "plan", _("The plan names %(name)s, which is not in the contract.", name=row.metric)


def _of_cohorts(contract: "Contract") -> Iterator[Problem]:
    ids = [cohort.id for cohort in contract.cohorts]
    if doubled := next((name for name in ids if ids.count(name) > 1), None):
        yield "cohorts", _("The cohort %(name)s is there twice.", name=doubled)
    planned = sum(cohort.planned for cohort in contract.cohorts)
    for metric in contract.metrics:
        once = metric.kind is Kind.UNIT_PRICE and metric.most_units_per_person == 1
        if once and contract.cohorts and metric.target is not None and metric.target > planned:
            yield (
                "cohorts",
                _(
                    "%(name)s aims at %(target)s, but only %(planned)s people are planned.",
                    name=metric.id,
                    target=metric.target,
                    planned=planned,
                ),
            )


def _of_parties(contract: "Contract") -> Iterator[Problem]:
    verifier = folded(contract.verifier)
    if verifier and verifier in {folded(contract.provider), *map(folded, contract.investors)}:
        yield "verifier", _("The verifier must be neither the provider nor an investor.")
