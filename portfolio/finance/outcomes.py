"""Outcomes as they are claimed: counts and pseudonymous tokens, never a citizen."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, Kind, Metric
from portfolio.language import gettext as _
from portfolio.privacy import looks_like_cpr

LONGEST_COHORT = 60  # characters
TOKEN = re.compile(r"[\w.:-]{1,60}")


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
    """Return the metric an outcome counts for, or raise RuleBrokenError saying which line is wrong and why.

    `contract` are the terms of the day the outcome was measured on.
    """
    metric = contract.metric(outcome.metric)
    if metric is None:
        raise _refused(outcome, _("the contract has no metric %(name)s.", name=outcome.metric), "metric")
    _check_day(outcome, contract)
    _check_token(outcome)
    if outcome.units < 0:
        raise _refused(outcome, _("units cannot be negative; a correction is a line of its own."), "units")
    if contract.cohorts and outcome.cohort and contract.cohort(outcome.cohort) is None:
        raise _refused(outcome, _("the contract has no cohort %(name)s.", name=outcome.cohort), "cohort")
    if metric.kind is not Kind.UNIT_PRICE and outcome.value is None:
        raise _refused(outcome, _("%(name)s needs a value.", name=metric.id), "value")
    if metric.kind is Kind.REDUCTION:
        _check_measured(outcome, contract)
    elif metric.kind is Kind.BANDS and (outcome.value or 0) < 0:
        raise _refused(outcome, _("earnings cannot be negative."), "value")
    if metric.prices and metric.price_on(outcome.on) is None:
        raise _refused(outcome, _("no price of %(name)s held on that day.", name=metric.id), "date")
    if metric.window_days is not None and outcome.started_on is None:
        raise _refused(outcome, _("%(name)s has a window, so the start is needed.", name=metric.id), "started_on")
    return metric


def frozen_counterfactual(outcome: Outcome, contract: Contract) -> Decimal | None:
    """Return the rate an outcome is measured against: its cohort's, as frozen, else the one it brings along."""
    cohort = contract.cohort(outcome.cohort)
    agreed = cohort.counterfactual.value if cohort and cohort.counterfactual else None
    return outcome.counterfactual if agreed is None else agreed


def _check_day(outcome: Outcome, contract: Contract) -> None:
    if outcome.on < contract.service_from:
        raise _refused(outcome, _("it was measured before the service began."), "date")
    if outcome.on > contract.repayment_to:
        raise _refused(outcome, _("it was measured after the repayment ended."), "date")
    if contract.termination is not None and outcome.on > contract.termination.last_day:
        raise _refused(outcome, _("it was measured after the contract was ended."), "date")
    if outcome.started_on is not None and outcome.started_on > outcome.on:
        raise _refused(outcome, _("the person started after the result was measured."), "started_on")


def _check_token(outcome: Outcome) -> None:
    for text, field in ((outcome.person, "person"), (outcome.cohort, "cohort"), (outcome.reason, "reason")):
        if looks_like_cpr(text):
            raise _refused(
                outcome, _("this looks like a CPR number. Use a token that only the provider can resolve."), field
            )
    if len(outcome.cohort) > LONGEST_COHORT:
        raise _refused(outcome, _("the name of the cohort is too long."), "cohort")
    if outcome.person and not TOKEN.fullmatch(outcome.person):
        raise _refused(outcome, _("write a token of letters and digits for the person, never a name."), "person")


def _check_measured(outcome: Outcome, contract: Contract) -> None:
    if not outcome.cohort:
        raise _refused(outcome, _("a reduction needs a cohort."), "cohort")
    against = frozen_counterfactual(outcome, contract)
    if against is None or outcome.people is None or outcome.people < 1:
        raise _refused(outcome, _("a reduction needs a counterfactual and the number of people."), "counterfactual")
    if outcome.counterfactual is not None and outcome.counterfactual != against:
        raise _refused(
            outcome, _("the counterfactual of this cohort was frozen at %(value)s.", value=against), "counterfactual"
        )
    if against < 0 or (outcome.value or 0) < 0:
        raise _refused(outcome, _("a rate cannot be negative."), "value")


def _refused(outcome: Outcome, reason: str, field: str) -> RuleBrokenError:
    if not outcome.line:  # a form with one result has no lines
        return RuleBrokenError(reason[:1].upper() + reason[1:], field=field)
    return RuleBrokenError(_("Line %(line)s: %(reason)s", line=outcome.line, reason=reason), field=field)
