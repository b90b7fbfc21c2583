"""No sequence of claims, verifications, amendments, corrections and payments unbalances the ledger, pays what is not
verified, exceeds a cap, or changes what was said before.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session

from portfolio.actions.contracts import amend_contract, book_due
from portfolio.actions.outcomes import Finding, claim_outcomes, correct_claim, verify_claims
from portfolio.actions.payouts import pay_out
from portfolio.db import open_engine
from portfolio.errors import RuleBrokenError
from portfolio.finance.payments import statement
from portfolio.language import speaking
from portfolio.migrations import upgrade
from portfolio.rounds.visibility import Role
from tests.contracts import BEGINS, a_contract, a_result, sheet_of, terms
from tests.factories import NOON, a_house, a_member, a_project

METRICS = ("job_12", "job_18")
PAYERS = ("Havblik Kommune", "Staten")
CAPS = st.sampled_from([None, 50_000, 90_000, 130_000])


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('machine') / 'innohus.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def written(sheet):
    """All that a page says of the past, as plain values."""
    rows = (*sheet.versions, *sheet.claims, *sheet.lines, *sheet.postings)
    return [row.model_dump(mode="json") for row in rows], sheet.booked_minor, sheet.paid_minor


class Machine(RuleBasedStateMachine):
    """A contract whose days go by; every refusal leaves all as it was."""

    engine = None

    @initialize(cap=CAPS, person=CAPS, fee=st.booleans())
    def sign(self, cap, person, fee):
        self.session = Session(self.engine.execution_options(writing=True), expire_on_commit=False)
        self.house = a_house(self.session)
        _claimer, self.claimer = a_member(self.session, self.house, Role.LEAD, organisation="Fjordhuset")
        _verifier, self.verifier = a_member(self.session, self.house, Role.LEAD, organisation="Havblik Kommune")
        fees = [{"amount": 1_000, "from": date(2027, 1, 1), "to": date(2027, 12, 31)}] if fee else None
        self.document = terms(cap=cap, cap_per_person=person, fees=fees)
        project = a_project(self.session, self.house)
        self.contract = a_contract(self.session, self.house, project, **self.document)
        self.at, self.past = NOON, {}

    def attempt(self, action, *arguments, **facts):
        before = written(sheet_of(self.session, self.house, self.contract, self.at.date()))
        try:
            with speaking("en"), self.session.begin_nested():
                action(self.session, *arguments, at=self.at, **facts)
        except RuleBrokenError:
            assert written(sheet_of(self.session, self.house, self.contract, self.at.date())) == before

    def today(self):
        return sheet_of(self.session, self.house, self.contract, self.at.date())

    def claim(self, *results):
        self.attempt(claim_outcomes, self.claimer, self.house, self.contract, results)

    def verify(self, findings, *, by=None, verifier="Revision Vest"):
        by = by or self.verifier
        on = self.at.date()
        self.attempt(verify_claims, by, self.house, self.contract, findings, verifier=verifier, verified_on=on)

    @rule(
        metric=st.sampled_from(METRICS), people=st.sets(st.sampled_from("abcdef"), min_size=1), day=st.integers(0, 390)
    )
    def reach(self, metric, people, day):
        """Results claimed and verified as they should be: without this, few sequences get as far as a cap."""
        for who in sorted(people):
            self.claim(a_result(who, metric, BEGINS + timedelta(days=day)))
        self.verify([Finding(claim.number) for claim in self.today().waiting])

    @rule(metric=st.sampled_from(METRICS), day=st.integers(0, 500), units=st.integers(-1, 3))
    def count(self, metric, day, units):
        self.claim(a_result("", metric, BEGINS + timedelta(days=day), units=units))

    @rule(
        place=st.integers(0, 9),
        accepted=st.sampled_from([None, Decimal(0), Decimal(1)]),
        how=st.sampled_from(["rightly", "rightly", "by the claimer", "by an investor"]),
    )
    def look_at(self, place, accepted, how):
        if claims := self.today().claims:
            finding = Finding(claims[place % len(claims)].number, accepted, "no payslip")
            by = self.claimer if how == "by the claimer" else None
            self.verify([finding], by=by, verifier="Northern Pension" if how == "by an investor" else "Revision Vest")

    @rule(place=st.integers(0, 9))
    def correct(self, place):
        if claims := self.today().claims:
            number = claims[place % len(claims)].number
            self.attempt(correct_claim, self.claimer, self.house, self.contract, number, reason="wrong person")

    @rule(day=st.integers(-20, 450), cap=CAPS, person=CAPS, price=st.sampled_from([40_000, 40_000, 35_000]))
    def amend(self, day, cap, person, price):
        first, *rest = self.document["metrics"]
        changed = terms(cap=cap, cap_per_person=person, fees=self.document.get("fees"))
        changed["metrics"] = [{**first, "prices": [{"from": BEGINS, "price": price}]}, *rest]
        self.attempt(
            amend_contract,
            self.claimer,
            self.house,
            self.contract,
            document=yaml.safe_dump(changed),
            valid_from=BEGINS + timedelta(days=day),
            reason="fewer than planned",
        )

    @rule(below=st.sampled_from([0, 1, 30_000]), each=st.booleans())
    def lower_the_cap(self, below, each):
        """A cap at or just below what is booked, from tomorrow on: chance alone seldom meets that."""
        booked = self.today().booked_minor // 100
        cap = {"cap_per_person" if each else "cap": max(booked - below, 0)}
        changed = terms(**cap, fees=self.document.get("fees"))
        self.attempt(
            amend_contract,
            self.claimer,
            self.house,
            self.contract,
            document=yaml.safe_dump(changed),
            valid_from=max(self.at.date(), self.today().versions[-1].valid_from) + timedelta(days=1),
            reason="fewer than planned",
        )

    @rule(payer=st.sampled_from(PAYERS), amount=st.integers(-1, 5_000_000), back=st.sampled_from([0, 0, 0, 40]))
    def pay(self, payer, amount, back):
        on = self.at.date() - timedelta(days=back)
        facts = {"payer": payer, "amount_minor": amount, "currency": "DKK", "on": on}
        self.attempt(pay_out, self.claimer, self.house, self.contract, **facts)

    @rule(days=st.integers(1, 60))
    def days_go_by(self, days):
        self.attempt(book_due, self.claimer, self.house, self.contract)
        self.past[self.at.date()] = written(self.today())
        self.at += timedelta(days=days)

    @invariant()
    def all_is_well(self):
        if not hasattr(self, "contract"):
            return
        sheet = self.today()
        self._balanced(sheet)
        self._within_caps(sheet)
        self._only_verified(sheet)
        for day, was in list(self.past.items())[:2]:  # the others are looked at in the end
            assert written(sheet_of(self.session, self.house, self.contract, day)) == was

    def _balanced(self, sheet):
        accounts = {}
        for posting in sheet.postings:
            assert posting.currency == "DKK"
            accounts[posting.debit] = accounts.get(posting.debit, 0) + posting.amount_minor
            accounts[posting.credit] = accounts.get(posting.credit, 0) - posting.amount_minor
        assert sum(accounts.values()) == 0
        assert sum(amount for name, amount in accounts.items() if name.startswith("cost/")) == sheet.booked_minor
        assert sum(sheet.booked_by_payer().values()) == sheet.booked_minor

    def _within_caps(self, sheet):
        last = sheet.terms.versions[-1][1]
        assert sheet.booked_minor >= 0
        if last.cap is not None:
            assert sheet.booked_minor <= last.cap * 100
        if last.cap_per_person is not None:
            for who in "ab":
                claims = {claim.id for claim in sheet.claims if claim.person == who}
                assert (
                    sum(line.net_minor for line in sheet.lines if line.claim_id in claims) <= last.cap_per_person * 100
                )

    def _only_verified(self, sheet):
        for claim in sheet.claims:
            owed = sum(line.net_minor for line in sheet.lines if line.claim_id == claim.id)
            seen = sheet.verifications.get(claim.id)
            if owed:
                assert seen is not None
                assert claim.id not in sheet.corrections
                assert Decimal(seen.accepted_units) > 0
                assert seen.verified_by != claim.claimed_by
                assert seen.verifier == "Revision Vest"
        fees = sum(line.net_minor for line in sheet.lines if line.claim_id is None)
        engine = statement(sheet.terms, sheet.outcomes(), fees_until=sheet.on)
        assert sheet.booked_minor - fees == sum(p.net_minor for p in engine.payments if p.line is not None) or fees == 0

    def teardown(self):
        if hasattr(self, "session"):
            for day, was in self.past.items():
                assert written(sheet_of(self.session, self.house, self.contract, day)) == was
            self.session.rollback()
            self.session.close()


def test_no_sequence_breaks_a_contract(engine):
    Machine.engine = engine

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=14, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
