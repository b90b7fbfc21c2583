"""What a claim and its verification must hold against what is known of the contract."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.contract import Kind, Metric
from portfolio.finance.outcomes import Outcome, check_outcome
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import OutcomeClaim
from portfolio.privacy import looks_like_cpr
from portfolio.queries.contracts import ContractSheet
from portfolio.rounds.visibility import Viewer
from portfolio.text import folded

LONGEST_NUMBER = 40  # characters an exact number may have


@dataclass(frozen=True)
class Accepted:
    """How much of a claim counts."""

    claim: OutcomeClaim
    units: Decimal
    rejected: Decimal


def check_claim(sheet: ContractSheet, outcome: Outcome, *, today: date) -> None:
    """Raise RuleBrokenError unless a result may be claimed now, with the line or field that is wrong."""
    terms = sheet.terms.on(outcome.on)
    metric = check_outcome(outcome, terms)
    if outcome.on > today:
        raise refused(outcome, _("it is measured on a day that has not come yet."), "date")
    if outcome.units <= 0:
        raise refused(outcome, _("write how many, more than 0."), "units")
    if not outcome.accepted:
        raise refused(outcome, _("a result is accepted or rejected at verification, by somebody else."), "accepted")
    if max(len(str(number)) for number in (outcome.units, outcome.value, outcome.counterfactual)) > LONGEST_NUMBER:
        raise refused(outcome, _("a number is too long."), "units")
    if outcome.person and outcome.units != 1 and metric.most_units_per_person == 1:
        raise refused(outcome, _("one person reaches this once."), "units")
    _check_once(sheet, outcome, metric)
    _check_cohort(sheet, outcome, metric, terms)


def check_verifier(sheet: ContractSheet, verifier: str, own_organisation: str) -> None:
    """Raise RuleBrokenError when a verifier belongs to the provider or to an investor, by any version of the terms."""
    if looks_like_cpr(verifier):
        raise RuleBrokenError(_("This looks like a CPR number. Take it out."), field="verifier")
    for _since, terms in sheet.terms.versions:
        for organisation in (verifier, own_organisation):
            if organisation and folded(organisation) == folded(terms.provider):
                raise RuleBrokenError(
                    _("%(name)s is the provider and cannot verify its own results.", name=organisation),
                    field="verifier",
                )
            if organisation and folded(organisation) in map(folded, terms.investors):
                raise RuleBrokenError(
                    _("%(name)s is an investor and cannot verify what it is paid for.", name=organisation),
                    field="verifier",
                )


def check_finding(
    sheet: ContractSheet,
    claim: OutcomeClaim | None,
    accepted: Decimal | None,
    reason: str,
    *,
    viewer: Viewer,
    verified_on: date,
    today: date,
) -> Accepted:
    """Return how much of a claim counts, or raise RuleBrokenError."""
    if claim is None:
        raise RuleBrokenError(_("There is no such result."), field="numbers")
    if claim.id in sheet.verifications:
        raise RuleBrokenError(_("Result no. %(number)s was verified already.", number=claim.number), field="numbers")
    if claim.id in sheet.corrections:
        raise RuleBrokenError(_("Result no. %(number)s was taken out.", number=claim.number), field="numbers")
    if viewer.person_id is not None and claim.claimed_by == viewer.person_id:
        raise RuleBrokenError(
            _("You claimed result no. %(number)s yourself; somebody else must verify it.", number=claim.number),
            field="numbers",
        )
    if not claim.measured_on <= verified_on <= today:
        raise RuleBrokenError(
            _("The day of verification must lie between the measuring and today."), field="verified_on"
        )
    return _accepted(sheet, claim, accepted, reason)


def refused(outcome: Outcome, reason: str, field: str) -> RuleBrokenError:
    """Return the refusal of a result, with its line when it stands in a file."""
    if not outcome.line:
        return RuleBrokenError(reason[:1].upper() + reason[1:], field=field)
    return RuleBrokenError(_("Line %(line)s: %(reason)s", line=outcome.line, reason=reason), field=field)


def _accepted(sheet: ContractSheet, claim: OutcomeClaim, accepted: Decimal | None, reason: str) -> Accepted:
    claimed = Decimal(claim.units)
    units = claimed if accepted is None else accepted
    if not 0 <= units <= claimed:
        raise RuleBrokenError(
            _("Between 0 and the %(units)s claimed can be accepted.", units=format_number(float(claimed))),
            field="accepted",
        )
    metric = sheet.terms.on(claim.measured_on).metric(claim.metric)
    if metric is not None and metric.kind is not Kind.UNIT_PRICE and units not in (0, claimed):
        raise RuleBrokenError(_("A measured value is accepted or rejected as a whole."), field="accepted")
    if units < claimed and not reason:
        raise RuleBrokenError(_("Write why not everything is accepted."), field="reason")
    if looks_like_cpr(reason):
        raise RuleBrokenError(_("This looks like a CPR number. Take it out."), field="reason")
    return Accepted(claim, units, claimed - units)


def _counting(sheet: ContractSheet, metric_id: str) -> list[OutcomeClaim]:
    """Return the claims of a metric that were neither taken out nor rejected as a whole."""
    return [
        claim
        for claim in sheet.claims
        if claim.metric == metric_id
        and claim.id not in sheet.corrections
        and not ((seen := sheet.verifications.get(claim.id)) and Decimal(seen.accepted_units) == 0)
    ]


def _check_once(sheet: ContractSheet, outcome: Outcome, metric: Metric) -> None:
    for claim in _counting(sheet, metric.id):
        if (claim.person, claim.cohort if not outcome.person else "") != (
            outcome.person,
            outcome.cohort if not outcome.person else "",
        ):
            continue
        once = bool(outcome.person) and metric.kind is Kind.UNIT_PRICE and metric.most_units_per_person == 1
        if once or claim.measured_on == outcome.on:
            raise refused(
                outcome,
                _("the same was claimed already, as result no. %(number)s.", number=claim.number),
                "person" if outcome.person else "date",
            )


def _check_cohort(sheet: ContractSheet, outcome: Outcome, metric: Metric, terms: Terms) -> None:
    cohort = terms.cohort(outcome.cohort)
    once = metric.kind is Kind.UNIT_PRICE and metric.most_units_per_person == 1
    if cohort is None or cohort.started is None or not once:
        return
    reached = sum(_units(sheet, claim) for claim in _counting(sheet, metric.id) if claim.cohort == cohort.id)
    if reached + outcome.units > cohort.started:
        raise refused(
            outcome,
            _(
                "more than the %(started)s people who started in %(cohort)s would have reached it.",
                started=cohort.started,
                cohort=cohort.id,
            ),
            "units",
        )


def _units(sheet: ContractSheet, claim: OutcomeClaim) -> Decimal:
    seen = sheet.verifications.get(claim.id)
    return Decimal(seen.accepted_units if seen else claim.units)
