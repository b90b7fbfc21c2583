"""What investors have agreed around an outcome contract: tranches, the order of payments, the guarantee; checked.

Money is whole minor units, rates are fractions a year. Rank 1 is the most senior.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Literal

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

NOTHING, WHOLE = Decimal(0), Decimal(1)
GUARANTEE: Literal["guarantee"] = "guarantee"
Taker = int | Literal["guarantee"]  # of a loss: the tranches of a rank, or the guarantor


class Step(StrEnum):
    """What a payment out of the bond is."""

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    RETURN = "return"
    RESIDUAL = "residual"
    PROTECTION = "protection"  # these two come from outside the bond, when it ends
    GUARANTEE = "guarantee"
    REIMBURSEMENT = "reimbursement"  # of whoever stood in, from money that came after that


OUTSIDE = (Step.PROTECTION, Step.GUARANTEE, Step.REIMBURSEMENT)  # no steps of an agreed order


class Shortfall(StrEnum):
    """What becomes of fees and interest that the money did not reach."""

    ACCRUE = "accrue"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Rung:
    """A step of the waterfall, for the tranches of one rank or for all."""

    step: Step
    rank: int | None = None


@dataclass(frozen=True)
class Tranche:
    """Money of one investor on equal terms.

    `coupon` is simple interest, ACT/365 Fixed, for some months from the first drawdown (None: to the end). What the
    investor gets in all is capped as an internal rate or as a multiple of what was drawn, or not at all. `fee` is the
    manager's, a year of the principal outstanding. `protected_share` of what was drawn comes back whatever happens.
    """

    name: str
    commitment_minor: int
    investor: str = ""
    rank: int = 1
    coupon: Decimal = NOTHING
    coupon_months: int | None = None
    cap_rate: Decimal | None = None
    cap_multiple: Decimal | None = None
    fee: Decimal = NOTHING
    protected_share: Decimal = NOTHING
    earmark: str = ""


@dataclass(frozen=True)
class Guarantee:
    """A promise to cover a share of investors' loss of principal, up to a sum; `covers` names tranches, or all."""

    guarantor: str
    maximum_minor: int
    share: Decimal = WHOLE
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """The whole agreement. Empty orders mean the usual ones; `investors_share` is of what is left after principal."""

    tranches: tuple[Tranche, ...]
    order: tuple[Rung, ...] = ()
    loss_order: tuple[Taker, ...] = ()
    shortfall: Shortfall = Shortfall.ACCRUE
    investors_share: Decimal = WHOLE
    residual_to: str = "commissioner"
    protector: str = "commissioner"
    manager: str = "manager"
    guarantee: Guarantee | None = None

    @property
    def ranks(self) -> list[int]:
        """Every rank, the most senior first."""
        return sorted({tranche.rank for tranche in self.tranches})

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The order of payments: as agreed, or fees, then interest and principal rank by rank, return, residual."""
        if self.order:
            return self.order
        by_rank = [Rung(step, rank) for rank in self.ranks for step in (Step.INTEREST, Step.PRINCIPAL)]
        return (Rung(Step.FEES), *by_rank, Rung(Step.RETURN), Rung(Step.RESIDUAL))

    @property
    def loss_takers(self) -> tuple[Taker, ...]:
        """Who takes a loss first: as agreed, or the junior ranks, the guarantee, then the most senior."""
        if self.loss_order:
            return self.loss_order
        juniors = tuple(reversed(self.ranks[1:]))
        return (*juniors, *([GUARANTEE] if self.guarantee else []), self.ranks[0])


@dataclass(frozen=True)
class Drawdown:
    """Money that an investor pays in."""

    tranche: str
    on: date
    minor: int
    purpose: str = ""


@dataclass(frozen=True)
class Receipt:
    """Money that comes to the bond: an outcome payment."""

    on: date
    minor: int


def check_terms(terms: Terms) -> None:
    """Raise RuleBrokenError with a sentence for the first thing that does not hold together."""
    for field, sentence in chain(_of_tranches(terms), _of_guarantee(terms), _of_orders(terms)):
        raise RuleBrokenError(sentence, field=field)


def check_drawdowns(terms: Terms, drawdowns: Sequence[Drawdown]) -> None:
    """Raise RuleBrokenError unless every drawdown is of a tranche, for its purpose and within its commitment."""
    known = {tranche.name: tranche for tranche in terms.tranches}
    drawn = dict.fromkeys(known, 0)
    for drawdown in sorted(drawdowns, key=lambda one: one.on):
        tranche = known.get(drawdown.tranche)
        if tranche is None:
            raise RuleBrokenError(_("There is no tranche %(name)s.", name=drawdown.tranche), field="drawdowns")
        if drawdown.minor <= 0:
            raise RuleBrokenError(_("A drawdown must be more than nothing."), field="drawdowns")
        if tranche.earmark and drawdown.purpose != tranche.earmark:
            raise RuleBrokenError(
                _("%(name)s may only be drawn for %(purpose)s.", name=tranche.name, purpose=tranche.earmark),
                field="drawdowns",
            )
        drawn[tranche.name] += drawdown.minor
        if drawn[tranche.name] > tranche.commitment_minor:
            raise RuleBrokenError(
                _("More is drawn of %(name)s than was committed.", name=tranche.name), field="drawdowns"
            )


def _of_tranches(terms: Terms) -> Iterator[tuple[str, str]]:
    names = [tranche.name for tranche in terms.tranches]
    if not names or len(set(names)) < len(names):
        yield "tranches", _("Name at least one tranche, and each only once.")
    if not 0 <= terms.investors_share <= 1:
        yield "investors_share", _("The investors’ share of what is left must be from 0 to 1.")
    for tranche in terms.tranches:
        said = {"name": tranche.name}
        if tranche.commitment_minor <= 0:
            yield "commitment", _("%(name)s: the commitment must be more than nothing.", **said)
        if not 0 <= tranche.protected_share <= 1:
            yield "protected_share", _("%(name)s: the protected share must be from 0 to 1.", **said)
        if min(tranche.coupon, tranche.fee) < 0 or max(tranche.coupon, tranche.fee) > 1:
            yield "coupon", _("%(name)s: coupon and fee must be from 0 to 1 a year.", **said)
        if tranche.cap_rate is not None and tranche.cap_multiple is not None:
            yield "cap", _("%(name)s: the cap is a yearly rate or a multiple, not both.", **said)
        if tranche.cap_rate is not None and not max(tranche.coupon, NOTHING) <= tranche.cap_rate <= 1:
            yield "cap", _("%(name)s: the cap must be from the coupon to 1 a year.", **said)
        if tranche.cap_multiple is not None and tranche.cap_multiple < 1:
            yield "cap", _("%(name)s: a cap below 1 would forbid paying back.", **said)


def _of_guarantee(terms: Terms) -> Iterator[tuple[str, str]]:
    if (guarantee := terms.guarantee) is None:
        return
    if guarantee.maximum_minor < 0 or not 0 <= guarantee.share <= 1:
        yield "guarantee", _("A guarantee needs a maximum that is not negative and a share from 0 to 1.")
    if unknown := set(guarantee.covers) - {tranche.name for tranche in terms.tranches}:
        yield "guarantee", _("There is no tranche %(name)s.", name=min(unknown))


def _of_orders(terms: Terms) -> Iterator[tuple[str, str]]:
    rungs, ranks = terms.rungs, set(terms.ranks)
    paid_back = {rung.rank for rung in rungs if rung.step is Step.PRINCIPAL}
    if len(set(rungs)) < len(rungs) or (None not in paid_back and paid_back != ranks):
        yield "order", _("The order of payments must pay every rank back, and have each step once.")
    if any(rung.step in OUTSIDE for rung in rungs):
        yield "order", _("Protection and guarantee are settled when the bond ends, not on the way.")
    wanted: set[Taker] = {*ranks, *([GUARANTEE] if terms.guarantee else [])}
    if set(terms.loss_takers) != wanted or len(terms.loss_takers) != len(wanted):
        yield "loss_order", _("The order of losses must name every rank once, and the guarantee when there is one.")
