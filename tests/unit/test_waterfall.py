"""The waterfall: what comes in is what goes out, in the order agreed, within caps, to the last øre."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.finance.accounts import months_after
from portfolio.finance.losses import guarantee_call
from portfolio.finance.money import portioned
from portfolio.finance.returns import internal_rate
from portfolio.finance.tranches import Drawdown, Guarantee, Receipt, Rung, Shortfall, Step, Terms, Tranche
from portfolio.finance.waterfall import waterfall

START = date(2026, 1, 1)
SENIOR = Tranche("senior", 1_000_000_00, rank=1, coupon=Decimal("0.03"))
JUNIOR = Tranche("junior", 500_000_00, rank=2, cap_multiple=Decimal("1.5"))
BOTH = [Drawdown("senior", START, 1_000_000_00), Drawdown("junior", START, 500_000_00)]


def after(days):
    return START + timedelta(days=days)


def test_senior_comes_first_and_what_the_cap_leaves_is_the_residual():
    done = waterfall(Terms((SENIOR, JUNIOR)), BOTH, [Receipt(after(365), 3_000_000_00)])

    senior, junior = done.tranches["senior"], done.tranches["junior"]
    assert (senior.interest, senior.principal, senior.loss) == (30_000_00, 1_000_000_00, 0)
    assert (junior.principal, junior.back) == (500_000_00, 750_000_00)  # 1.5 × what was drawn
    assert done.paid(Step.RETURN) + done.paid(Step.RESIDUAL) == 1_470_000_00
    assert done.paid(Step.RESIDUAL) == 0  # the senior tranche has no cap and takes what the junior's cuts


def test_a_cap_as_rate_is_reached_and_never_passed():
    capped = replace(SENIOR, cap_rate=Decimal("0.08"))

    done = waterfall(Terms((capped,)), BOTH[:1], [Receipt(after(400), 400_000_00), Receipt(after(800), 2_000_000_00)])

    rate = internal_rate(done.tranches["senior"].flows).value
    assert rate == pytest.approx(0.08, abs=1e-7)
    assert rate <= 0.08
    assert done.paid(Step.RESIDUAL) > 0


def test_losses_hit_the_junior_then_the_guarantee_then_the_senior():
    terms = Terms((SENIOR, JUNIOR), guarantee=Guarantee("A foundation", 300_000_00, Decimal("0.5")))

    done = waterfall(terms, BOTH, [Receipt(after(0), 600_000_00)], ends_on=after(1000))

    assert done.tranches["junior"].loss == 500_000_00
    assert done.guarantee_minor == 200_000_00  # half of the senior's loss
    assert done.tranches["senior"].loss == 200_000_00


def test_the_order_of_losses_is_a_field():
    guarantee = Guarantee("A foundation", 600_000_00)
    terms = Terms((SENIOR, JUNIOR), guarantee=guarantee, loss_order=("guarantee", 2, 1))

    done = waterfall(terms, BOTH, [Receipt(after(0), 600_000_00)], ends_on=after(1000))

    assert done.guarantee_minor == 600_000_00
    assert (done.tranches["senior"].loss, done.tranches["junior"].loss) == (0, 300_000_00)


def test_the_order_of_payments_is_data():
    together = (Rung(Step.PRINCIPAL), Rung(Step.INTEREST), Rung(Step.RETURN))

    done = waterfall(Terms((SENIOR, JUNIOR), order=together), BOTH, [Receipt(after(365), 300_000_01)])

    assert (done.tranches["senior"].principal, done.tranches["junior"].principal) == (200_000_01, 100_000_00)
    assert done.paid(Step.INTEREST) == 0


@pytest.mark.parametrize(("shortfall", "interest"), [(Shortfall.ACCRUE, 60_000_00), (Shortfall.LAPSE, 30_000_00)])
def test_a_shortfall_accrues_or_lapses(shortfall, interest):
    first = Tranche("first", 100_00, rank=1)
    order = (Rung(Step.PRINCIPAL, 1), Rung(Step.INTEREST, 2), Rung(Step.PRINCIPAL, 2), Rung(Step.RETURN))
    terms = Terms((first, replace(SENIOR, rank=2)), order=order, shortfall=shortfall)
    receipts = [Receipt(after(365), 100_00), Receipt(after(730), 60_000_00)]

    done = waterfall(terms, [Drawdown("first", START, 100_00), BOTH[0]], receipts)

    assert done.tranches["senior"].interest == interest


def test_a_coupon_ends_after_its_months_and_the_fee_goes_to_the_manager():
    tranche = replace(SENIOR, coupon_months=12, fee=Decimal("0.01"))

    done = waterfall(Terms((tranche,)), BOTH[:1], [Receipt(after(730), 1_060_000_00)])

    assert done.paid(Step.FEES) == 20_000_00
    assert done.tranches["senior"].interest == 30_000_00
    assert done.tranches["senior"].returned == 10_000_00


def test_a_protected_share_comes_back_from_the_protector():
    done = waterfall(Terms((replace(SENIOR, protected_share=Decimal("0.75")),)), BOTH[:1], [], ends_on=after(100))

    assert done.protection_minor == 750_000_00
    assert done.lines[-1].payer == "commissioner"
    assert done.tranches["senior"].loss == 250_000_00


def test_a_danish_loan_with_a_foundations_guarantee():
    """Bikubenfonden's loss guarantee: DKK 3m on a programme of DKK 23m (../method/finance.md, section 1)."""
    guarantee = Guarantee("Bikubenfonden", 3_000_000_00)

    assert guarantee_call(guarantee, drawn=23_000_000_00, recovered=21_500_000_00) == 1_500_000_00
    assert guarantee_call(guarantee, drawn=23_000_000_00, recovered=5_000_000_00) == 3_000_000_00
    assert guarantee_call(guarantee, drawn=23_000_000_00, recovered=24_000_000_00) == 0


@pytest.mark.parametrize(
    ("terms", "drawdowns", "field"),
    [
        (Terms(()), BOTH, "tranches"),
        (Terms((SENIOR, SENIOR)), BOTH, "tranches"),
        (Terms((replace(SENIOR, protected_share=Decimal("1.1")),)), BOTH[:1], "protected_share"),
        (Terms((replace(SENIOR, coupon=Decimal(-1)),)), BOTH[:1], "coupon"),
        (Terms((replace(SENIOR, cap_rate=Decimal("0.02")),)), BOTH[:1], "cap"),
        (Terms((replace(SENIOR, cap_multiple=Decimal("0.9")),)), BOTH[:1], "cap"),
        (Terms((SENIOR,), order=(Rung(Step.RETURN),)), BOTH[:1], "order"),
        (Terms((SENIOR,), loss_order=("guarantee", 1)), BOTH[:1], "loss_order"),
        (Terms((SENIOR,), guarantee=Guarantee("x", -1)), BOTH[:1], "guarantee"),
        (Terms((SENIOR,)), BOTH, "drawdowns"),
        (Terms((SENIOR,)), [Drawdown("senior", START, 1_000_000_01)], "drawdowns"),
        (Terms((replace(SENIOR, earmark="Start"),)), BOTH[:1], "drawdowns"),
        (Terms((SENIOR,)), [], "drawdowns"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused_at_their_field(terms, drawdowns, field):
    with pytest.raises(RuleBrokenError) as refused:
        waterfall(terms, drawdowns, [Receipt(after(1), 1)])

    assert refused.value.field == field


def test_money_after_the_end_and_negative_receipts_are_refused():
    with pytest.raises(RuleBrokenError):
        waterfall(Terms((SENIOR,)), BOTH[:1], [Receipt(after(10), 1)], ends_on=after(9))
    with pytest.raises(RuleBrokenError):
        waterfall(Terms((SENIOR,)), BOTH[:1], [Receipt(after(10), -1)])


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), max_size=7))
def test_portions_sum_to_the_whole_and_differ_from_exact_by_less_than_one(minor, weights):
    parts = portioned(minor, weights)

    total = sum(weights)
    assert sum(parts) == (minor if total else 0)
    assert all(abs(part * total - minor * weight) < total for part, weight in zip(parts, weights, strict=True) if total)


@pytest.mark.parametrize(
    ("months", "expected"), [(1, date(2024, 2, 29)), (13, date(2025, 2, 28)), (12, date(2025, 1, 31))]
)
def test_months_end_where_they_can(months, expected):
    assert months_after(date(2024, 1, 31), months) == expected


shares = st.decimals(0, 1, places=3)


@st.composite
def bonds(draw):
    tranches, drawdowns = [], []
    for number in range(draw(st.integers(1, 4))):
        coupon = draw(st.decimals(0, "0.12", places=4))
        kind = draw(st.sampled_from(["none", "rate", "multiple"]))
        tranche = Tranche(
            f"tranche {number}",
            draw(st.integers(1, 10**11)),
            rank=draw(st.integers(1, 3)),
            coupon=coupon,
            coupon_months=draw(st.one_of(st.none(), st.integers(0, 60))),
            cap_rate=coupon + draw(st.decimals(0, "0.2", places=4)) if kind == "rate" else None,
            cap_multiple=1 + draw(shares) if kind == "multiple" else None,
            fee=draw(st.decimals(0, "0.03", places=4)),
            protected_share=draw(shares),
        )
        tranches.append(tranche)
        part = draw(st.integers(1, tranche.commitment_minor))
        drawdowns.append(Drawdown(tranche.name, after(draw(st.integers(0, 900))), part))
        if part < tranche.commitment_minor:
            rest = draw(st.integers(1, tranche.commitment_minor - part))
            drawdowns.append(Drawdown(tranche.name, after(draw(st.integers(0, 900))), rest))
    receipts = draw(st.lists(st.builds(Receipt, st.integers(0, 2000).map(after), st.integers(0, 10**11)), max_size=8))
    guarantee = draw(st.one_of(st.none(), st.builds(Guarantee, st.just("G"), st.integers(0, 10**11), shares)))
    terms = Terms(
        tuple(tranches),
        shortfall=draw(st.sampled_from(Shortfall)),
        investors_share=draw(shares),
        guarantee=guarantee,
    )
    takers = draw(st.permutations(terms.loss_takers))
    return replace(terms, loss_order=tuple(takers)), drawdowns, receipts


@settings(max_examples=150)
@given(bonds())
def test_what_comes_in_goes_out_and_no_limit_is_passed(bond):
    terms, drawdowns, receipts = bond

    done = waterfall(terms, drawdowns, receipts, ends_on=after(2500))

    by_bond = sum(line.minor for line in done.lines if line.payer == "bond")
    from_outside = sum(line.minor for line in done.lines if line.payer != "bond")
    assert by_bond == done.received_minor == sum(receipt.minor for receipt in receipts)
    assert from_outside == done.guarantee_minor + done.protection_minor
    assert all(line.minor > 0 for line in done.lines)
    for tranche in terms.tranches:
        _check_tranche(tranche, done.tranches[tranche.name])
    if terms.guarantee:
        drawn = sum(one.drawn for one in done.tranches.values())
        recovered = sum(one.principal + one.protected for one in done.tranches.values())
        assert done.guarantee_minor <= guarantee_call(terms.guarantee, drawn=drawn, recovered=recovered)


def _check_tranche(tranche, found):
    assert found.drawn == found.principal + found.protected + found.guaranteed + found.loss
    assert found.loss >= 0
    assert found.drawn <= tranche.commitment_minor
    assert sum(flow.amount for flow in found.flows) == found.back - found.drawn
    if tranche.cap_multiple is not None:
        assert found.back <= tranche.cap_multiple * found.drawn
    if tranche.cap_rate is not None:
        first = found.flows[0].on
        growth = 1 + float(tranche.cap_rate)
        value = sum(flow.amount * growth ** (-(flow.on - first).days / 365) for flow in found.flows)
        assert value <= 1e-9 * found.drawn + 1e-6  # so the realised rate is at most the cap


@given(bonds(), st.integers(1, 10**10))
def test_more_money_never_leaves_an_investor_with_less_of_the_principal(bond, more):
    terms, drawdowns, receipts = bond
    receipts = [*receipts, Receipt(after(1500), 0)]

    less = waterfall(terms, drawdowns, receipts, ends_on=after(2500))
    richer = waterfall(terms, drawdowns, [*receipts, Receipt(after(1500), more)], ends_on=after(2500))

    assert sum(one.loss for one in richer.tranches.values()) <= sum(one.loss for one in less.tranches.values())
