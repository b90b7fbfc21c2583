"""The reasons of cuts in words."""

from decimal import Decimal

from portfolio.finance.metric import Metric
from portfolio.finance.payment_lines import CutRule
from portfolio.language import format_number
from portfolio.language import gettext as _


def unit_sentence(rule: CutRule, most: Decimal, metric: Metric) -> str:
    """Return why not all units of a result are paid."""
    number = format_number(float(most))
    if rule is CutRule.AFTER:
        return _("Only %(number)s have reached %(name)s, which comes first.", number=number, name=metric.after)
    if rule is CutRule.UNITS_PER_PERSON:
        return _("At most %(number)s of these is paid for one person.", number=number)
    return _("At most %(number)s of these are paid in the contract.", number=number)


def cap_sentence(rule: CutRule, money: str) -> str:
    """Return why an amount is cut at a cap."""
    if rule is CutRule.PERSON_CAP:
        return _("The cap for one person is %(money)s.", money=money)
    if rule is CutRule.METRIC_CAP:
        return _("The cap for this metric is %(money)s.", money=money)
    return _("The cap of the contract is %(money)s.", money=money)
