"""The contracts of the demo house: signed, amended, claimed, verified, paid, once corrected. All of it is invented."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlmodel import Session

from portfolio.actions.contracts import amend_contract, sign_contract
from portfolio.actions.outcomes import Finding, claim_outcomes, correct_claim, evidence_of, verify_claims
from portfolio.actions.payouts import pay_out
from portfolio.clock import add_months, day_at
from portfolio.finance.outcomes import Outcome
from portfolio.finance.versions import as_yaml
from portfolio.models import Contract, House, Person, Project
from portfolio.queries.contracts import get_contract_sheet
from portfolio.queries.people import viewer_of
from portfolio.rounds.visibility import Viewer

MARK = "# Opdigtet: kontrakten hører til demohuset.\n"
Event = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True)
class Claim:
    """Results of a cohort as the demo tells them: months before the day of seeding, and what became of them."""

    months_ago: int
    metric: str
    cohort: str
    units: int
    accepted: int | None = None
    reason: str = ""
    verified: bool = True


@dataclass
class DemoContract:
    """A contract of the demo while its story is told."""

    project: str
    signed_months_ago: int
    terms: dict[str, Any]
    prices: dict[str, tuple[str, int, str | None]]
    plan: tuple[tuple[int, str, str, int], ...]
    claims: tuple[Claim, ...]
    amended_months_ago: int | None = None
    amendment: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    row: Contract | None = None


STORY = (
    DemoContract(
        project="Omsorgslinjen",
        signed_months_ago=28,
        terms={
            "name": "Omsorgslinjen: resultatkontrakt",
            "provider": "Mødrenes Hus",
            "verifier": "Revision Vest",
            "investors": ["Fonden Langt Lys"],
            "payers": [
                {"name": "Havblik Kommune", "purse": "kommune", "share": 0.6},
                {"name": "Staten", "purse": "stat", "share": 0.4},
            ],
            "cap": 4_000_000,
            "cap_per_person": 100_000,
            "guarantee": {"guarantor": "Fonden Langt Lys", "maximum": 600_000, "share": 1, "drawn": 3_000_000},
        },
        prices={
            "job_12": ("I arbejde efter 12 måneder", 45_000, None),
            "job_18": ("I arbejde efter 18 måneder", 30_000, "job_12"),
            "job_24": ("I arbejde efter 24 måneder", 25_000, "job_18"),
        },
        plan=(
            (12, "job_12", "1", 24),
            (18, "job_18", "1", 20),
            (24, "job_24", "1", 18),
            (24, "job_12", "2", 24),
            (30, "job_18", "2", 20),
            (36, "job_24", "2", 16),
        ),
        claims=(
            Claim(14, "job_12", "1", 19, 17, "To lønsedler mangler"),
            Claim(8, "job_18", "1", 15),
            Claim(3, "job_24", "1", 12),
            Claim(2, "job_12", "2", 14, 13, "En er talt med to gange"),
            Claim(0, "job_18", "1", 2, verified=False),
        ),
        amended_months_ago=10,
        amendment={"cap": 3_200_000, "started": {"1": 22, "2": 17}, "plan_share": Decimal("0.75")},
        why="Færre deltagere end planlagt: lavere loft og ny plan.",
    ),
    DemoContract(
        project="Lagerbroen",
        signed_months_ago=20,
        terms={
            "name": "Lagerbroen: betaling for fastholdelse",
            "provider": "Nordfjord Logistik",
            "verifier": "Revision Vest",
            "investors": ["Northern Pension"],
            "payers": [{"name": "Havblik Kommune", "purse": "kommune", "share": 1}],
            "cap": 5_500_000,
        },
        prices={
            "kept_26": ("I samme job efter 26 uger", 60_000, None),
            "kept_52": ("I samme job efter 52 uger", 40_000, "kept_26"),
        },
        plan=((9, "kept_26", "1", 30), (15, "kept_52", "1", 24), (21, "kept_26", "2", 30), (27, "kept_52", "2", 24)),
        claims=(
            Claim(9, "kept_26", "1", 28),
            Claim(3, "kept_52", "1", 21, 20, "Ansættelsen ophørte"),
            Claim(0, "kept_26", "2", 11, verified=False),
        ),
    ),
)


class ContractStory:
    """Tells the contracts through the actions that people use."""

    def __init__(
        self,
        session: Session,
        house: Callable[[], House],
        people: Mapping[str, Person],
        projects: Mapping[str, Project],
        at: datetime,
    ) -> None:
        self.session, self.house, self.people, self.projects, self.at = session, house, people, projects, at

    def events(self) -> Iterator[Event]:
        """Yield everything that happened to the contracts, each with its moment."""
        for told in STORY:
            told.row = None
            yield self._moment(told.signed_months_ago), partial(self._sign, told)
            if told.amended_months_ago is not None:
                yield self._moment(told.amended_months_ago), partial(self._amend, told)
            for number, claim in enumerate(told.claims, start=1):
                claimed = self._moment(claim.months_ago) + timedelta(days=1 if claim.months_ago else -3)
                yield claimed, partial(self._claim, told, claim)
                if claim.verified:
                    yield claimed + timedelta(days=6), partial(self._verify, told, number, claim)
                    yield claimed + timedelta(days=30), partial(self._pay, told)
        yield self._moment(1) + timedelta(days=10), partial(self._correct, STORY[0], 4)

    def _moment(self, months_ago: int) -> datetime:
        day = add_months(self.at.date(), -months_ago)
        return self.at.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=15) - timedelta(hours=1)

    def _sign(self, told: DemoContract, at: datetime) -> None:
        document = MARK + as_yaml(self._document(told))
        project = self.projects[told.project]
        told.row = sign_contract(self.session, self._viewer("lead"), self.house(), project, document=document, at=at)

    def _amend(self, told: DemoContract, at: datetime) -> None:
        change = told.amendment
        document = self._document(told, share=change["plan_share"])
        document["cap"] = change["cap"]
        for cohort in document["cohorts"]:
            cohort["started"] = change["started"][cohort["id"]]
        facts: dict[str, Any] = {"valid_from": self._day(at), "reason": told.why}
        facts["document"] = MARK + as_yaml(document)
        amend_contract(self.session, self._viewer("lead"), self.house(), self._row(told), **facts, at=at)

    def _claim(self, told: DemoContract, claim: Claim, at: datetime) -> None:
        result = Outcome(
            line=0,
            on=self._day(at) - timedelta(days=1),
            metric=claim.metric,
            cohort=claim.cohort,
            units=Decimal(claim.units),
        )
        evidence = evidence_of(f"{claim.metric}-hold-{claim.cohort}.pdf", f"{told.project} {claim}".encode())
        claim_outcomes(
            self.session, self._viewer("lead"), self.house(), self._row(told), [result], evidence=evidence, at=at
        )

    def _verify(self, told: DemoContract, number: int, claim: Claim, at: datetime) -> None:
        if at >= self.at:
            return
        accepted = None if claim.accepted is None else Decimal(claim.accepted)
        verify_claims(
            self.session,
            self._viewer("eva"),
            self.house(),
            self._row(told),
            [Finding(number, accepted, claim.reason)],
            verifier="Revision Vest",
            verified_on=self._day(at),
            at=at,
        )

    def _pay(self, told: DemoContract, at: datetime) -> None:
        """Every payer pays what is owed, except that the state is slower."""
        house, row, today = self.house(), self._row(told), self._day(at)
        if at >= self.at:
            return
        sheet = get_contract_sheet(self.session, self._viewer("lead"), house, row.id, on=today)
        for payer in sheet.booked_by_payer():
            owed = sheet.owed_minor(payer)
            if owed > 0 and not (payer == "Staten" and at > self.at - timedelta(days=90)):
                facts: dict[str, Any] = {"payer": payer, "amount_minor": owed, "currency": row.currency, "on": today}
                pay_out(self.session, self._viewer("lead"), house, row, **facts, at=at)

    def _correct(self, told: DemoContract, number: int, at: datetime) -> None:
        """A claim turns out wrong and is taken out; the right count is claimed and verified again."""
        row, lead = self._row(told), self._viewer("lead")
        correct_claim(
            self.session, lead, self.house(), row, number, reason="To deltagere hørte til et andet projekt.", at=at
        )
        again = Claim(1, "job_12", "2", 11)
        self._claim(told, again, at + timedelta(minutes=5))
        number = len(told.claims)  # the last of the story is claimed after this
        self._verify(told, number, again, at + timedelta(days=2))

    def _document(self, told: DemoContract, share: Decimal = Decimal(1)) -> dict[str, Any]:
        signed = self._day(self._moment(told.signed_months_ago))
        begins = add_months(signed.replace(day=1), 1)
        metrics = [
            {"id": name, "name": words, "evidence": "Lønsedler", "prices": [{"from": begins, "price": price}]}
            | ({"after": after} if after else {})
            for name, (words, price, after) in told.prices.items()
        ]
        basis = {"method": "historic", "value": 0.31, "frozen_on": signed, "source": "Kommunens egne tal, tre år"}
        cohorts = [{"id": name, "name": f"{name}. hold", "planned": 40, "counterfactual": basis} for name in ("1", "2")]
        plan = [
            {"by": add_months(begins, months), "metric": metric, "cohort": cohort, "units": int(units * share)}
            for months, metric, cohort, units in told.plan
        ]
        terms = {**told.terms}
        name = terms.pop("name")
        return {
            "name": name,
            "currency": "DKK",
            "signed": signed,
            "service_from": begins,
            "service_to": add_months(begins, 36) - timedelta(days=1),
            "repayment_to": add_months(begins, 60) - timedelta(days=1),
            **terms,
            "cohorts": cohorts,
            "metrics": metrics,
            "plan": plan,
        }

    def _day(self, at: datetime) -> date:
        return day_at(at, "Europe/Copenhagen")

    def _row(self, told: DemoContract) -> Contract:
        if told.row is None:
            raise LookupError("a contract of the demo must be signed before anything happens to it")
        return told.row

    def _viewer(self, key: str) -> Viewer:
        return viewer_of(self.session, self.people[key])
