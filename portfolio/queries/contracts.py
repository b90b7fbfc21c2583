"""Reading contracts with their terms, outcomes, payments and ledger, as they stood at the end of a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.outcomes import Outcome
from portfolio.finance.versions import Version, composed
from portfolio.language import gettext as _
from portfolio.models import (
    Contract,
    ContractVersion,
    House,
    LedgerPosting,
    OutcomeClaim,
    OutcomeCorrection,
    OutcomeVerification,
    PaymentLine,
    Project,
)
from portfolio.rounds.visibility import Viewer

Row = TypeVar("Row", ContractVersion, OutcomeClaim, OutcomeVerification, OutcomeCorrection, PaymentLine, LedgerPosting)


@dataclass(frozen=True)
class ContractSheet:
    """A contract with all that was known of it at the end of a day."""

    contract: Contract
    project: Project
    on: date
    versions: list[ContractVersion]
    claims: list[OutcomeClaim]
    verifications: dict[UUID, OutcomeVerification]
    corrections: dict[UUID, OutcomeCorrection]
    lines: list[PaymentLine]
    postings: list[LedgerPosting]

    @property
    def terms(self) -> Terms:
        """The terms of all versions, for the engine."""
        return composed(versions_of(self.versions))

    @property
    def in_force(self) -> Terms:
        """The terms that hold on the day."""
        return self.terms.on(self.on)

    @property
    def booked_minor(self) -> int:
        """What is owed in all, paid or not."""
        return sum(line.net_minor for line in self.lines)

    @property
    def paid_minor(self) -> int:
        """What has been paid out, less what was paid back."""
        return self._on("credit", "bank/") - self._on("debit", "bank/")

    @property
    def waiting(self) -> list[OutcomeClaim]:
        """Claims that nobody has verified yet."""
        return [
            claim for claim in self.claims if claim.id not in self.verifications and claim.id not in self.corrections
        ]

    def owed_minor(self, payer: str, until: date | None = None) -> int:
        """Return what a payer still owes, negative when too much was paid; up to a day if one is given."""
        account = f"owed/{payer}"
        postings = [row for row in self.postings if until is None or row.on <= until]
        return sum(
            (row.credit == account) * row.amount_minor - (row.debit == account) * row.amount_minor for row in postings
        )

    def booked_by_payer(self) -> dict[str, int]:
        """Return each payer's share of what is booked, in the order of the payers."""
        sums = dict.fromkeys((payer.name for _since, terms in self.terms.versions for payer in terms.payers), 0)
        for line in self.lines:
            for name, minor in line.payers.items():
                sums[name] = sums.get(name, 0) + minor
        return sums

    def outcomes(self) -> list[Outcome]:
        """Return what counts or was rejected, as the engine takes it; corrected claims are not in it."""
        return outcomes_of(self.claims, self.verifications, self.corrections)

    def _on(self, side: str, prefix: str) -> int:
        return sum(row.amount_minor for row in self.postings if getattr(row, side).startswith(prefix))


def versions_of(rows: Sequence[ContractVersion]) -> list[Version]:
    """Return stored versions as the rules take them."""
    return [Version(row.valid_from, row.reason, row.document) for row in rows]


def outcome_of(claim: OutcomeClaim, **facts: Any) -> Outcome:
    """Return a claim as the engine takes it."""
    return Outcome(
        **{
            "line": claim.number,
            "on": claim.measured_on,
            "metric": claim.metric,
            "person": claim.person,
            "cohort": claim.cohort,
            "units": Decimal(claim.units),
            "value": None if claim.value is None else Decimal(claim.value),
            "started_on": claim.started_on,
            "counterfactual": None if claim.counterfactual is None else Decimal(claim.counterfactual),
            "people": claim.people,
            **facts,
        }
    )


def outcomes_of(
    claims: Sequence[OutcomeClaim],
    verifications: dict[UUID, OutcomeVerification],
    corrections: dict[UUID, OutcomeCorrection],
) -> list[Outcome]:
    """Return verified claims for the engine; what was accepted has line 2n, what was rejected 2n + 1, of claim n."""
    found = []
    for claim in claims:
        if claim.id in corrections or (seen := verifications.get(claim.id)) is None:
            continue
        accepted, rejected = Decimal(seen.accepted_units), Decimal(seen.rejected_units)
        if accepted:
            found.append(outcome_of(claim, line=2 * claim.number, units=accepted))
        if rejected:
            reason = seen.reason.rstrip(".")
            found.append(outcome_of(claim, line=2 * claim.number + 1, units=rejected, accepted=False, reason=reason))
    return found


def end_of(day: date, zone: str) -> datetime:
    """Return the moment at which a day ends in a zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def get_contract(session: Session, viewer: Viewer, house_id: UUID, contract_id: UUID) -> Contract:
    """Return a contract; one of a house the viewer may not read does not exist for them."""
    contract = session.get(Contract, contract_id)
    if contract is None or contract.house_id != house_id or not viewer.may_read(house_id):
        raise NotFoundError(_("There is no such contract."))
    return contract


def get_contract_sheet(session: Session, viewer: Viewer, house: House, contract_id: UUID, *, on: date) -> ContractSheet:
    """Return a contract as it stood at the end of a day; before it was entered it does not exist."""
    contract = get_contract(session, viewer, house.id, contract_id)
    sheets = _sheets(session, [contract], on, house.zone)
    if not sheets:
        raise NotFoundError(_("This contract did not stand in the house on that day."))
    return sheets[0]


def list_contract_sheets(
    session: Session, viewer: Viewer, house: House, *, on: date, project_id: UUID | None = None
) -> list[ContractSheet]:
    """Return the contracts of a house, or of one of its projects, as they stood at the end of a day, by number."""
    if not viewer.may_read(house.id):
        raise NotFoundError(_("There is no such house."))
    statement = select(Contract).where(Contract.house_id == house.id)
    if project_id is not None:
        statement = statement.where(Contract.project_id == project_id)
    return _sheets(session, session.exec(statement.order_by(col(Contract.number))).all(), on, house.zone)


def get_claim(session: Session, viewer: Viewer, contract: Contract, number: int) -> OutcomeClaim:
    """Return a claim of a contract by its number."""
    found = session.exec(
        select(OutcomeClaim).where(OutcomeClaim.contract_id == contract.id, OutcomeClaim.number == number)
    ).first()
    if found is None or not viewer.may_read(contract.house_id):
        raise NotFoundError(_("There is no such result."))
    return found


def _sheets(session: Session, contracts: Sequence[Contract], on: date, zone: str) -> list[ContractSheet]:
    if not contracts:
        return []  # most houses have none, and seven statements would say so
    until = end_of(on, zone)
    ids = [contract.id for contract in contracts]
    projects = {
        project.id: project
        for project in session.exec(
            select(Project).where(col(Project.id).in_({contract.project_id for contract in contracts}))
        )
    }
    versions = _known(session, ContractVersion, ids, "entered_at", until, "sequence")
    claims = _known(session, OutcomeClaim, ids, "claimed_at", until, "number")
    verifications = _known(session, OutcomeVerification, ids, "verified_at", until, "verified_at")
    corrections = _known(session, OutcomeCorrection, ids, "corrected_at", until, "corrected_at")
    lines = _known(session, PaymentLine, ids, "booked_at", until, "number")
    postings = _known(session, LedgerPosting, ids, "booked_at", until, "entry", "position")
    return [
        ContractSheet(
            contract=contract,
            project=projects[contract.project_id],
            on=on,
            versions=versions[contract.id],
            claims=claims[contract.id],
            verifications={row.claim_id: row for row in verifications[contract.id]},
            corrections={row.claim_id: row for row in corrections[contract.id]},
            lines=lines[contract.id],
            postings=postings[contract.id],
        )
        for contract in contracts
        if versions[contract.id]
    ]


def _known(
    session: Session, table: type[Row], ids: Sequence[UUID], moment: str, until: datetime, *order: str
) -> dict[UUID, list[Row]]:
    """Return the rows of a table that were there before a moment, by contract."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    statement = select(table).where(col(table.contract_id).in_(ids), getattr(table, moment) < until)
    for row in session.exec(statement.order_by(*(getattr(table, name) for name in order))):
        found[row.contract_id].append(row)
    return found
