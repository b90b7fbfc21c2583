"""Who takes the loss when a bond ends: protection of principal, the guarantee, and the order among them.

A guarantee pays G = min(Gmax, s·max(0, drawn − recovered)) of the tranches it covers that have not taken their loss
when its turn comes: with the order junior, guarantee, senior it stands behind the senior ones only.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portfolio.finance.accounts import Account
from portfolio.finance.money import portioned, rounded
from portfolio.finance.tranches import Guarantee, Step, Terms

Settlement = tuple[Step, Account, str, int]  # step, whose, payer, minor units


def settle(terms: Terms, accounts: Sequence[Account]) -> Iterator[Settlement]:
    """Yield what comes from outside the bond at its end, and note it in the accounts."""
    for account in accounts:
        if minor := _protection(account):
            account.protected = minor
            yield Step.PROTECTION, account, terms.protector, minor
    taken: set[int] = set()
    for taker in terms.loss_takers:
        if isinstance(taker, int):
            taken.add(taker)
        elif terms.guarantee is not None:
            yield from _call(terms.guarantee, [one for one in accounts if one.tranche.rank not in taken])


def guarantee_call(guarantee: Guarantee, *, drawn: int, recovered: int) -> int:
    """Return G = min(Gmax, s·max(0, drawn − recovered)) in minor units, rounded half up."""
    return min(guarantee.maximum_minor, rounded(guarantee.share * max(0, drawn - recovered)))


def _protection(account: Account) -> int:
    protected = rounded(account.tranche.protected_share * Decimal(account.drawn))
    return max(protected - account.principal, 0)


def _call(guarantee: Guarantee, accounts: Sequence[Account]) -> Iterator[Settlement]:
    covered = [one for one in accounts if not guarantee.covers or one.tranche.name in guarantee.covers]
    recovered = sum(one.principal + one.protected for one in covered)
    left = guarantee_call(guarantee, drawn=sum(one.drawn for one in covered), recovered=recovered)
    for rank in sorted({one.tranche.rank for one in covered}):  # the most senior first
        alike = [one for one in covered if one.tranche.rank == rank]
        losses = [one.outstanding - one.protected for one in alike]
        parts = portioned(min(left, sum(losses)), losses)
        left -= sum(parts)
        for account, minor in zip(alike, parts, strict=True):
            if minor:
                account.guaranteed = minor
                yield Step.GUARANTEE, account, guarantee.guarantor, minor
