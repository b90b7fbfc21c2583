"""No sequence of drawdowns, claims, verifications, amendments, calls and repayments unbalances a ledger, pays what is
not verified, exceeds a cap or commitment, or changes what was said before.

Everything that the machine of contracts does happens here too, with a bond around the contract.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from portfolio.actions.bond_money import call, draw, repay
from portfolio.actions.bond_reversal import take_back
from portfolio.actions.bonds import amend_bond
from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_book import EntryKind
from portfolio.finance.bond_terms import read_kept_bond
from portfolio.finance.returns import internal_rate
from portfolio.language import speaking
from portfolio.models import BondPostingKind
from tests.bonds import a_bond, asked, balances, bond_sheet, bond_terms
from tests.contracts import BEGINS
from tests.integration.contracts.test_contract_machine import CAPS, Machine, engine

__all__ = ["engine"]
TRANCHES = ("Senior", "Junior")
AMOUNTS = st.sampled_from([-1, 1, 30_000, 150_000, 600_001])
LATEST = timedelta(days=1)  # how far back a day may lie that something is booked on


def bond_written(sheet):
    """All that a page says of the past, as plain values."""
    rows = [*sheet.versions, *sheet.tranches, *sheet.entries]
    postings = [row.model_dump(mode="json") for rows in sheet.postings.values() for row in rows]
    book = sheet.book()
    stands = {name: (one.drawn, one.principal, one.interest_due()) for name, one in book.accounts.items()}
    return [row.model_dump(mode="json") for row in rows], postings, sheet.received_minor(), stands


class BondMachine(Machine):
    """A contract and a bond around it whose days go by; every refusal leaves all as it was."""

    @initialize(cap=CAPS, person=CAPS, fee=st.booleans(), lapse=st.booleans())
    def sign(self, cap, person, fee, lapse):
        super().sign(cap, person, fee)
        self.bond_facts = {"ends": BEGINS + timedelta(days=500), "shortfalls": "lapse" if lapse else "accrue"}
        self.bond = a_bond(self.session, self.house, self.contract, at=self.at, **self.bond_facts)
        self.bond_past = {}

    def stands(self, on=None):
        return bond_sheet(self.session, self.house, self.bond, on or self.at.date())

    def attempt_bond(self, action, *arguments, **facts):
        before = bond_written(self.stands())
        try:
            with speaking("en"), self.session.begin_nested():
                return action(self.session, self.claimer, self.house, self.bond, *arguments, at=self.at, **facts)
        except RuleBrokenError as broken:
            if "would not balance" in str(broken):  # the last line of defence is never needed
                raise AssertionError(action.__name__) from broken
            assert bond_written(self.stands()) == before
        return None

    def wanted(self, kroner, back, currency="DKK"):
        return asked(kroner, self.at.date() - timedelta(days=back), currency=currency)

    @rule(
        tranche=st.sampled_from([*TRANCHES, "Nobody"]),
        kroner=AMOUNTS,
        back=st.sampled_from([0, 0, 30, -1]),
        right=st.booleans(),
        currency=st.sampled_from(["DKK", "DKK", "EUR"]),
    )
    def pay_in(self, tranche, kroner, back, right, currency):
        purpose = "hold 1" if right == (tranche == "Junior") else ""
        wanted = self.wanted(kroner, back, currency)
        first = self.attempt_bond(draw, wanted, tranche=tranche, purpose=purpose)
        again = self.attempt_bond(draw, wanted, tranche=tranche, purpose=purpose)
        assert (first is None and again is None) or first.id == again.id

    @rule(share=st.sampled_from([Decimal("0.3"), Decimal(1), Decimal("1.01")]), back=st.sampled_from([0, 0, 5]))
    def pay_back(self, share, back):
        """Payers pay all they owe, then the bond pays out a part of what it has (or a little more)."""
        for payer in ("Havblik Kommune", "Staten"):
            if (owed := self.today().owed_minor(payer)) > 0:
                self.pay(payer, owed, 0)
        kroner = float(self.stands().cash_minor() * share) / 100
        self.attempt_bond(repay, self.wanted(max(kroner, 0.01), back))

    @rule(people=st.sets(st.sampled_from("ghijklmnop"), min_size=4), cap=st.sampled_from([None, 0, 0.02]))
    def a_season_goes_well(self, people, cap):
        """Drawn, earned with interest, repaid, and then perhaps capped lower: chance alone seldom gets so far."""
        self.pay_in("Senior", 150_000, 0, right=True, currency="DKK")
        self.days_go_by(45)
        self.reach("job_12", people, 300)
        self.pay_back(Decimal(1), 0)
        if cap is not None:
            self.amend_the_bond(cap, 600_000, 100_000, 1)

    @rule(kind=st.sampled_from([EntryKind.GUARANTEE, EntryKind.PROTECTION]), kroner=AMOUNTS)
    def make_good(self, kind, kroner):
        self.attempt_bond(call, self.wanted(kroner, 0), kind=kind)

    @rule(back=st.sampled_from([0, 0, 0, 1]))
    def take_back(self, back):
        """The latest entry that holds goes back, once; the one before it does not."""
        if len(standing := self.stands().standing) <= back:
            return
        facts = {"number": standing[-1 - back].number, "reason": "typed twice", "key": f"{self.at} {len(standing)}"}
        first = self.attempt_bond(take_back, **facts)
        again = self.attempt_bond(take_back, **facts)
        assert (first is None and again is None) or first.id == again.id
        assert len(self.stands().standing) == len(standing) - (first is not None)
        assert first is None or back == 0

    @rule()
    def reach_the_end(self):
        self.at = max(self.at, self.at.replace(year=2027, month=6, day=30))

    @rule(
        cap=st.sampled_from([0, 0.02, 0.06, 0.2]),
        commitment=st.sampled_from([150_000, 600_000]),
        guarantee=st.sampled_from([0, 30_000, 100_000]),
        days=st.integers(-10, 20),
    )
    def amend_the_bond(self, cap, commitment, guarantee, days):
        senior, junior = bond_terms()["tranches"]
        changed = bond_terms(
            **self.bond_facts,
            tranches=[senior | {"cap_rate": cap, "coupon": min(cap, 0.02), "commitment": commitment}, junior],
            drawdowns=[{"tranche": "Senior", "year": 0, "amount": 1}],
            guarantee={"guarantor": "Bikuben", "maximum": guarantee, "share": 0.5},
        )
        day = self.at.date() + timedelta(days=days)
        self.attempt_bond(amend_bond, document=yaml.safe_dump(changed), valid_from=day, reason="fewer")

    @rule(days=st.integers(1, 60))
    def days_go_by(self, days):
        self.bond_past[self.at.date()] = bond_written(self.stands())
        super().days_go_by(days)

    @invariant()
    def the_bond_is_well(self):
        if not hasattr(self, "bond"):
            return
        sheet = self.stands()
        self._books_balance(sheet)
        last = sheet.versions[-1]
        self._promises_hold(sheet, sheet.in_force, sheet.on)
        self._promises_hold(sheet, read_kept_bond(last.document), max(sheet.on, last.valid_from))  # binds at once
        for day, was in list(self.bond_past.items())[:1]:  # the others are looked at in the end
            assert bond_written(self.stands(day)) == was

    def _books_balance(self, sheet):
        """Outcome payments and equity = costs, principal, returns and residual, to the øre, by every account."""
        every = [row for rows in sheet.postings.values() for row in rows]
        rows = [row for entry in sheet.standing for row in sheet.postings[entry.id]]
        assert balances(every) == balances(rows)  # what was taken back weighs nothing
        came = {kind: sum(row.amount_minor for row in rows if row.kind is kind) for kind in BondPostingKind}
        assert came[BondPostingKind.DRAWN] == came[BondPostingKind.SPENT]
        out = sum(row.amount_minor for row in rows if row.credit == "bond" and row.kind is not BondPostingKind.SPENT)
        paid_by_payers = sum(one.paid_minor for one in sheet.contracts)
        assert sheet.cash_minor() == paid_by_payers - out
        assert len({(row.bond_id, row.currency) for row in every}) <= 1
        for place, entry in enumerate(sheet.standing):  # on its own day, nothing left that was not verified and paid
            assert entry.on >= sheet.standing[max(place - 1, 0)].on

    def _promises_hold(self, sheet, terms, day):
        book = sheet.book()
        for tranche in terms.tranches:
            account = book.accounts[tranche.name]
            assert account.drawn <= tranche.commitment * 100
            if tranche.cap_multiple is not None:
                assert account.interest + account.returned <= (tranche.cap_multiple - 1) * account.drawn
            if tranche.cap_rate is not None:
                self._leaves_room_for_principal(account, float(tranche.cap_rate), day)
            if day <= sheet.on and tranche.cap_rate is not None and (rate := internal_rate_of(account)) is not None:
                assert rate <= float(tranche.cap_rate) + 1e-6
        called = sum(account.guaranteed for account in book.accounts.values())
        assert called <= (terms.guarantee.maximum if terms.guarantee else 0) * 100
        lost = sum(account.drawn - account.principal for account in book.accounts.values())
        assert called <= max(lost, called if book.settled else 0)

    def _leaves_room_for_principal(self, account, cap, day):
        """The flows, compounded at the cap, still leave the investor at least the principal that is out."""
        left = sum(-flow.amount * (1 + cap) ** ((day - flow.on).days / 365) for flow in account.flows)
        assert left >= account.outstanding - account.protected - account.guaranteed - 1

    def teardown(self):
        if hasattr(self, "bond"):
            for day, was in self.bond_past.items():
                assert bond_written(self.stands(day)) == was
        super().teardown()


def internal_rate_of(account):
    flows = [flow for flow in account.flows if flow.amount]
    days = {flow.on for flow in flows}
    return internal_rate(flows).value if len(days) > 1 else None


@pytest.mark.timeout(300)
def test_no_sequence_breaks_a_bond(engine):
    BondMachine.engine = engine

    run_state_machine_as_test(
        BondMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # to shrink a sequence of this size takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
