"""What a briefing's house has beside its projects, made in memory: contracts with money, bonds and forecasts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from portfolio.briefing.bond_returns import BondReturn
from portfolio.briefing.sections import Beside
from portfolio.models import Contract, ContractVersion, Forecast, LedgerPosting, OutcomeClaim, PaymentLine, Project
from portfolio.models.contract import LineKind, PostingKind
from portfolio.queries.contracts import ContractSheet
from portfolio.queries.forecasts import ForecastLine
from portfolio.rounds.forecasting import Outcome
from tests.contracts import a_document

ON = date(2027, 4, 1)
BOOKED = datetime(2027, 3, 20, 12, tzinfo=UTC)
PLAN = ((date(2027, 2, 1), 8), (date(2028, 4, 1), 10), (date(2030, 4, 1), 20))  # 40,000 each


def a_contract_sheet(
    project: Project, number: int = 1, *, name: str = "Omsorgslinjen", earned: int = 0, paid: int = 0, **facts: object
) -> ContractSheet:
    """A contract with a plan, of which something is earned and some of that is paid (minor units)."""
    contract_id = UUID(int=5000 + number)
    known = {"contract_id": contract_id, "booked_at": BOOKED}
    plan = [{"by": day, "metric": "job_12", "units": units} for day, units in PLAN]
    line = PaymentLine(
        number=1,
        key="1",
        kind=LineKind.PAYMENT,
        earned_on=date(2027, 2, 1),
        due_on=date(2027, 3, 1),
        metric="job_12",
        units="1",
        exact_minor=str(earned),
        gross_minor=earned,
        net_minor=earned,
        cuts=[],
        payers={"Havblik Kommune": earned},
        **known,
    )
    posting = {"on": ON, "debit": "owed/Havblik Kommune", "credit": "bank/Havblik Kommune", "kind": PostingKind.PAID}
    return ContractSheet(
        contract=Contract(
            id=contract_id,
            house_id=project.house_id,
            project_id=project.id,
            number=number,
            name=name,
            currency="DKK",
            created_at=BOOKED,
        ),
        project=project,
        on=ON,
        versions=[
            ContractVersion(
                contract_id=contract_id,
                sequence=1,
                valid_from=date(2026, 1, 15),
                document=a_document(plan=plan if facts.get("planned", True) else None),
                entered_at=BOOKED,
            )
        ],
        claims=[a_claim(contract_id)] if facts.get("waiting") else [],
        verifications={},
        corrections={},
        lines=[line] if earned else [],
        postings=[LedgerPosting(entry=1, position=1, amount_minor=paid, currency="DKK", **posting, **known)]
        if paid
        else [],
    )


def a_claim(contract_id: UUID) -> OutcomeClaim:
    """A result that nobody has verified yet."""
    return OutcomeClaim(
        contract_id=contract_id,
        number=1,
        metric="job_12",
        measured_on=date(2027, 3, 1),
        units="1",
        claimed_at=BOOKED,
    )


def a_forecast(
    project: Project,
    question: str,
    percents: Sequence[int] = (),
    outcome: Outcome | None = None,
    *,
    settled: date = date(2027, 3, 15),
    resolves_on: date = date(2027, 9, 1),
) -> ForecastLine:
    """A question; it is settled where it has an outcome."""
    forecast = Forecast(
        house_id=project.house_id,
        project_id=project.id,
        question=question,
        resolves_on=resolves_on,
        asked_at=BOOKED - timedelta(days=200),
        outcome=outcome,
        settled_at=datetime(settled.year, settled.month, settled.day, 12, tzinfo=UTC) if outcome else None,
    )
    mean = sum(percents) / len(percents) if percents else None
    return ForecastLine(forecast, project, None, None, mean, len(percents), may_answer=False)


def settled_before(project: Project, count: int) -> list[ForecastLine]:
    """Questions settled last year: a third held 20 % likely, the rest 80 %, and most came out so."""
    return [
        a_forecast(
            project,
            f"Spørgsmål {number}?",
            (20, 20) if number % 3 == 0 else (75, 85),
            Outcome.YES if number % 3 and number % 5 else Outcome.NO,
            settled=date(2026, 11, 2),
        )
        for number in range(count)
    ]


def much_beside(project: Project, other: Project) -> Beside:
    """Contracts of a project whose work is known and of one whose work is not, two bonds, and a record."""
    return Beside(
        contracts=[
            a_contract_sheet(project, earned=24_000_000, paid=16_000_000, waiting=True),
            a_contract_sheet(other, 2, name="Nabovagten: resultatkontrakt", earned=8_000_000, paid=8_000_000),
        ],
        returns=[BondReturn("Fjordobligationen", 0.061, 0.0437), BondReturn("Byobligationen", 0.03, -0.012)],
        forecasts=[
            a_forecast(project, "Har Natteboligen sit eget budget til september?"),
            a_forecast(project, "Har to kommuner skrevet under til marts?", resolves_on=date(2027, 3, 20)),
            a_forecast(project, "Er den nye vagtplan i brug i marts?", (80, 90), Outcome.NO),
            a_forecast(other, "Kommer der ti deltagere om ugen i marts?", (40,), Outcome.VOID),
            *settled_before(project, 33),
        ],
    )
