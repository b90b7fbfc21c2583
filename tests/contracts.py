"""Contracts that tests need: a document whose terms a test changes, and results in it."""

from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from sqlmodel import Session

from portfolio.actions.contracts import sign_contract
from portfolio.actions.outcomes import Finding, claim_outcomes, verify_claims
from portfolio.finance.outcomes import Outcome
from portfolio.models import Contract, House, OutcomeClaim, Project
from portfolio.queries.contracts import ContractSheet, get_contract_sheet
from portfolio.rounds.visibility import Viewer, clerk
from tests.factories import NOON

SIGNED, BEGINS, TODAY = date(2026, 1, 15), date(2026, 2, 1), NOON.date()


def terms(**changed: Any) -> dict[str, Any]:
    """The fields of a contract over a ladder of two steps; a field that is None is left out."""
    document = {
        "name": "Omsorgslinjen",
        "currency": "DKK",
        "signed": SIGNED,
        "service_from": BEGINS,
        "service_to": date(2029, 1, 31),
        "repayment_to": date(2033, 1, 31),
        "provider": "Mødrenes Hus",
        "verifier": "Revision Vest",
        "investors": ["Northern Pension"],
        "payers": [
            {"name": "Havblik Kommune", "purse": "kommune", "share": 0.6},
            {"name": "Staten", "purse": "stat", "share": 0.4},
        ],
        "metrics": [
            {"id": "job_12", "name": "I arbejde efter 12 måneder", "prices": [{"from": BEGINS, "price": 40_000}]},
            {"id": "job_18", "after": "job_12", "prices": [{"from": BEGINS, "price": 20_000}]},
        ],
        **changed,
    }
    return {name: value for name, value in document.items() if value is not None}


def a_document(**changed: Any) -> str:
    """A contract as YAML."""
    return yaml.safe_dump(terms(**changed), allow_unicode=True, sort_keys=False)


def a_contract(
    session: Session, house: House, project: Project, viewer: Viewer | None = None, **changed: Any
) -> Contract:
    """A signed contract."""
    return sign_contract(session, viewer or clerk(house.id), house, project, document=a_document(**changed), at=NOON)


def a_result(person: str = "p1", metric: str = "job_12", on: date = date(2027, 2, 1), **facts: Any) -> Outcome:
    """A result as it is claimed in a form; `units` may be a plain number."""
    units = Decimal(facts.pop("units", 1))
    return Outcome(**{"line": 0, "on": on, "metric": metric, "person": person, "units": units, **facts})


def claimed(
    session: Session, house: House, contract: Contract, *results: Outcome, viewer: Viewer | None = None
) -> list[OutcomeClaim]:
    """Results claimed by a lead."""
    return claim_outcomes(session, viewer or clerk(house.id), house, contract, results, at=NOON)


def verified(
    session: Session, house: House, contract: Contract, *numbers: int, viewer: Viewer | None = None, **facts: Any
) -> None:
    """Claims verified by an outsider; `accepted` and `reason` hold for all of them."""
    findings = [Finding(number, facts.get("accepted"), facts.get("reason", "")) for number in numbers]
    verify_claims(
        session,
        viewer or clerk(house.id),
        house,
        contract,
        findings,
        verifier=facts.get("verifier", "Revision Vest"),
        verified_on=NOON.date(),
        at=facts.get("at", NOON),
    )


def sheet_of(session: Session, house: House, contract: Contract, on: date = TODAY) -> ContractSheet:
    """A contract as it stood at the end of a day."""
    return get_contract_sheet(session, clerk(house.id), house, contract.id, on=on)
