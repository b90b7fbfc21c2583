"""What a statement consists of: payments, the cuts in each with their reasons, and sums."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

FEE = "fixed_fee"  # stands in the place of a metric


class CutRule(StrEnum):
    """Why less is paid than the results are worth; the order is that of the cuts."""

    REJECTED = "rejected"
    AFTER = "after"
    WINDOW = "window"
    UNITS_PER_PERSON = "units_per_person"
    UNITS = "units"
    PERSON_CAP = "person_cap"
    METRIC_CAP = "metric_cap"
    CONTRACT_CAP = "contract_cap"
    CLAWBACK = "clawback"


@dataclass(frozen=True)
class Cut:
    """An amount in minor units that is not paid, and why in one sentence."""

    rule: CutRule
    minor: int
    sentence: str


@dataclass(frozen=True)
class Payment:
    """One line of a statement; `exact` is the unrounded worth in minor units, gross minus cuts is net.

    `line` is that of the outcome it pays; None for a fee.
    """

    on: date
    metric: str
    person: str
    cohort: str
    units: Decimal
    exact: Decimal
    gross_minor: int
    cuts: tuple[Cut, ...]
    net_minor: int
    payers: dict[str, int]
    line: int | None = None


@dataclass(frozen=True)
class Statement:
    """All payments of a contract by date, with sums."""

    currency: str
    payments: tuple[Payment, ...]
    guarantee_minor: int | None = None

    @property
    def gross_minor(self) -> int:
        """What the results are worth."""
        return sum(payment.gross_minor for payment in self.payments)

    @property
    def net_minor(self) -> int:
        """What is paid."""
        return sum(payment.net_minor for payment in self.payments)

    @property
    def by_payer(self) -> dict[str, int]:
        """What each payer pays."""
        sums: dict[str, int] = defaultdict(int)
        for payment in self.payments:
            for name, minor in payment.payers.items():
                sums[name] += minor
        return dict(sums)
