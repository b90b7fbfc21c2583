"""Outcomes as they are claimed: counts and pseudonymous tokens, never a citizen."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, Kind, Metric
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Outcome:
    """A verified result on the day it was measured; `line` says where it stood, for sentences about it.

    Units count results (1 unless told). `value` is what a metric measures: earnings in a claim (bands), the result so
    far of a cohort (steps, linear), the saving so far in money (guaranteed share), or a rate (reduction, with its
    counterfactual and the cohort's people).
    """

    line: int
    on: date
    metric: str
    person: str = ""
    cohort: str = ""
    units: Decimal = Decimal(1)
    value: Decimal | None = None
    started_on: date | None = None
    counterfactual: Decimal | None = None
    people: int | None = None
    accepted: bool = True
    reason: str = ""


def check_outcome(outcome: Outcome, contract: Contract) -> Metric:
    """Return the metric an outcome counts for, or raise RuleBrokenError saying which line is wrong and why."""
    metric = contract.metric(outcome.metric)
    if metric is None:
        raise _refused(outcome, _("the contract has no metric %(name)s.", name=outcome.metric), "metric")
    if outcome.on < contract.service_from:
        raise _refused(outcome, _("it was measured before the service began."), "date")
    if outcome.on > contract.repayment_to:
        raise _refused(outcome, _("it was measured after the repayment ended."), "date")
    if outcome.units < 0:
        raise _refused(outcome, _("units cannot be negative; a correction is a line of its own."), "units")
    if metric.kind is not Kind.UNIT_PRICE and outcome.value is None:
        raise _refused(outcome, _("%(name)s needs a value.", name=metric.id), "value")
    if metric.kind is Kind.REDUCTION:
        _check_measured(outcome)
    elif metric.kind is Kind.BANDS and (outcome.value or 0) < 0:
        raise _refused(outcome, _("earnings cannot be negative."), "value")
    if metric.prices and metric.price_on(outcome.on) is None:
        raise _refused(outcome, _("no price of %(name)s held on that day.", name=metric.id), "date")
    if metric.window_days is not None and outcome.started_on is None:
        raise _refused(outcome, _("%(name)s has a window, so the start is needed.", name=metric.id), "started_on")
    return metric


def _check_measured(outcome: Outcome) -> None:
    if not outcome.cohort:
        raise _refused(outcome, _("a reduction needs a cohort."), "cohort")
    if outcome.counterfactual is None or outcome.people is None or outcome.people < 1:
        raise _refused(outcome, _("a reduction needs a counterfactual and the number of people."), "counterfactual")


def _refused(outcome: Outcome, reason: str, field: str) -> RuleBrokenError:
    return RuleBrokenError(_("Line %(line)s: %(reason)s", line=outcome.line, reason=reason), field=field)
