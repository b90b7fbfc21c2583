"""Claiming results, verifying them with four eyes, and correcting them; each books what follows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from portfolio.actions.booking import book, lock
from portfolio.actions.contracts import check_lead, note
from portfolio.actions.outcome_rules import check_claim, check_finding, check_verifier
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.finance.outcomes import Outcome
from portfolio.language import gettext as _
from portfolio.models import (
    Contract,
    House,
    OutcomeClaim,
    OutcomeCorrection,
    OutcomeVerification,
    PaymentLine,
    Person,
)
from portfolio.privacy import looks_like_cpr
from portfolio.queries.contracts import get_contract_sheet
from portfolio.rounds.visibility import Viewer
from portfolio.text import clean_line, clean_text

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Evidence:
    """What proves results: a file that stays where it is, known by its name and SHA-256."""

    name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Finding:
    """What a verifier found of a claim: how many units are accepted (None is all), and why not all."""

    number: int
    accepted: Decimal | None = None
    reason: str = ""


def evidence_of(name: str, content: bytes) -> Evidence:
    """Return a file as evidence; the file itself is not kept."""
    return Evidence(name, hashlib.sha256(content).hexdigest())


def claim_outcomes(
    session: Session,
    viewer: Viewer,
    house: House,
    contract: Contract,
    outcomes: Sequence[Outcome],
    *,
    evidence: Evidence | None = None,
    at: datetime,
) -> list[OutcomeClaim]:
    """Claim results, all or none; only a lead may. Raises RuleBrokenError at the first that cannot be."""
    check_lead(viewer, house.id)
    lock(session, contract)
    today = day_at(at, house.zone)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=today)
    name = clean_line(evidence.name if evidence else "", field="evidence", longest=200)
    if looks_like_cpr(name):
        raise RuleBrokenError(_("This looks like a CPR number. Take it out."), field="evidence")
    if not outcomes:
        raise RuleBrokenError(_("There is no result in the file."), field="file")
    number = max((claim.number for claim in sheet.claims), default=0)
    new = []
    for outcome in outcomes:
        check_claim(sheet, outcome, today=today)
        number += 1
        claim = _claim(contract, outcome, number, viewer, at)
        claim.evidence_name, claim.evidence_sha256 = name, evidence.sha256 if evidence else ""
        sheet.claims.append(claim)  # the next of the same file is checked against it too
        new.append(claim)
    session.add_all(new)
    session.flush()
    note(session, viewer, contract, "outcome.claimed", {"first": new[0].number, "count": len(new)}, at=at)
    return new


def verify_claims(
    session: Session,
    viewer: Viewer,
    house: House,
    contract: Contract,
    findings: Sequence[Finding],
    *,
    verifier: str,
    verified_on: date,
    at: datetime,
) -> list[PaymentLine]:
    """Say what a verifier found of claims, and book what is owed for it.

    Whoever verifies is neither the one who claimed, nor of the provider, nor of an investor.
    """
    lock(session, contract)
    today = day_at(at, house.zone)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=today)
    person = session.get(Person, viewer.person_id) if viewer.person_id else None
    organisation = clean_line(verifier, field="verifier", required=True, longest=200)
    check_verifier(sheet, organisation, person.organisation if person else "")
    if not findings:
        raise RuleBrokenError(_("Choose at least one result."), field="numbers")
    claims = {claim.number: claim for claim in sheet.claims}
    new = []
    for finding in findings:
        claim = claims.get(finding.number)
        reason = clean_text(finding.reason, field="reason", longest=LONGEST_REASON)
        accepted = check_finding(
            sheet, claim, finding.accepted, reason, viewer=viewer, verified_on=verified_on, today=today
        )
        verification = OutcomeVerification(
            contract_id=contract.id,
            claim_id=accepted.claim.id,
            verifier=organisation,
            accepted_units=str(accepted.units),
            rejected_units=str(accepted.rejected),
            reason=reason,
            verified_on=verified_on,
            verified_at=at,
            verified_by=viewer.person_id,
        )
        sheet.verifications[accepted.claim.id] = verification
        new.append(verification)
    session.add_all(new)
    session.flush()
    numbers = [finding.number for finding in findings]
    note(session, viewer, contract, "outcome.verified", {"numbers": numbers}, at=at)
    return book(session, sheet, at=at, today=today)


def correct_claim(
    session: Session, viewer: Viewer, house: House, contract: Contract, number: int, *, reason: str, at: datetime
) -> list[PaymentLine]:
    """Take a claim out of what counts, for good, and book what that changes as new lines; only a lead may."""
    check_lead(viewer, house.id)
    lock(session, contract)
    today = day_at(at, house.zone)
    sheet = get_contract_sheet(session, viewer, house, contract.id, on=today)
    claim = next((claim for claim in sheet.claims if claim.number == number), None)
    if claim is None:
        raise RuleBrokenError(_("There is no such result."), field="number")
    if claim.id in sheet.corrections:
        raise RuleBrokenError(_("This result was taken out already."), field="number")
    why = clean_text(reason, field="reason", required=True, longest=LONGEST_REASON)
    if looks_like_cpr(why):
        raise RuleBrokenError(_("This looks like a CPR number. Take it out."), field="reason")
    correction = OutcomeCorrection(
        contract_id=contract.id, claim_id=claim.id, reason=why, corrected_at=at, corrected_by=viewer.person_id
    )
    session.add(correction)
    session.flush()
    sheet.corrections[claim.id] = correction
    note(session, viewer, contract, "outcome.corrected", {"number": number}, at=at)
    return book(session, sheet, at=at, today=today)


def _claim(contract: Contract, outcome: Outcome, number: int, viewer: Viewer, at: datetime) -> OutcomeClaim:
    return OutcomeClaim(
        contract_id=contract.id,
        number=number,
        metric=outcome.metric,
        measured_on=outcome.on,
        person=outcome.person,
        cohort=outcome.cohort,
        units=str(outcome.units),
        value=None if outcome.value is None else str(outcome.value),
        started_on=outcome.started_on,
        counterfactual=None if outcome.counterfactual is None else str(outcome.counterfactual),
        people=outcome.people,
        claimed_at=at,
        claimed_by=viewer.person_id,
    )
