"""A tranche as it stands on a day: what is out, what is due, and how much its cap still leaves."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portfolio.finance.flows import DAYS_A_YEAR, Flow
from portfolio.finance.tranches import Tranche

UNLIMITED = 10**18  # minor units, more than any money there is
TOLERANCE = 0.5  # minor units that compound growth may be off by


@dataclass
class Account:
    """The running account of one tranche, in minor units; balance × days are kept whole."""

    tranche: Tranche
    drawn: int = 0
    principal: int = 0
    interest: int = 0
    returned: int = 0
    protected: int = 0
    guaranteed: int = 0
    fees_paid: int = 0
    flows: list[Flow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read_terms()
        self._coupon_days = self._fee_days = 0  # balance × days
        self._earlier_interest = self._earlier_fees = 0  # that ran under terms before these
        self._lapsed_interest = self._lapsed_fees = 0
        self._worth = 0.0  # what the investor may still get today under a cap as a rate
        self._day: date | None = None
        self._first: date | None = None
        self._coupon_ends: date | None = None

    def _read_terms(self) -> None:
        self._coupon = _fraction_a_day(self.tranche.coupon)
        self._fee = _fraction_a_day(self.tranche.fee)
        self._growth = None if self.tranche.cap_rate is None else 1 + float(self.tranche.cap_rate)

    @property
    def outstanding(self) -> int:
        """Principal that has not come back."""
        return self.drawn - self.principal

    def run_to(self, day: date) -> None:
        """Let interest, fee and the hurdle of the cap run to a day."""
        if self._day is not None and day > self._day:
            days = (day - self._day).days
            self._fee_days += self.outstanding * days
            bearing = days if self._coupon_ends is None else max((min(day, self._coupon_ends) - self._day).days, 0)
            self._coupon_days += self.outstanding * bearing
            if self._growth is not None:
                self._worth *= self._growth ** (days / DAYS_A_YEAR)
        if self._day is not None:
            self._day = day

    def draw(self, day: date, minor: int) -> None:
        """Take money in."""
        if self._day is None:
            self._day = self._first = day
            self._end_coupon()
        self.drawn += minor
        self._worth += minor
        self.flows.append(Flow(day, -minor))

    def interest_due(self) -> int:
        """Return the interest due and neither paid nor lapsed."""
        ran = self._earlier_interest + _part(self._coupon_days, self._coupon)
        return ran - self.interest - self._lapsed_interest

    def fee_due(self) -> int:
        """Return the fee due and neither paid nor lapsed."""
        return self._earlier_fees + _part(self._fee_days, self._fee) - self.fees_paid - self._lapsed_fees

    def room(self) -> int:
        """Return what may be paid beside principal: what the cap leaves once all principal has come back."""
        left = UNLIMITED
        if self._growth is not None:
            left = int(self._worth) - self.outstanding
        if (multiple := self.tranche.cap_multiple) is not None:
            left = min(left, int(multiple * self.drawn) - self.drawn - self.interest - self.returned)
        return max(left, 0)

    def repay(self, day: date, minor: int) -> None:
        """Pay principal back."""
        self.principal += minor
        self.take(day, minor)

    def take(self, day: date, minor: int) -> None:
        """Note money paid to the investor."""
        self._worth -= minor
        self.flows.append(Flow(day, minor))

    def amend(self, tranche: Tranche) -> None:
        """Go on under other terms from the day the account has run to; what ran until then stays as it was."""
        self._earlier_interest += _part(self._coupon_days, self._coupon)
        self._earlier_fees += _part(self._fee_days, self._fee)
        self._coupon_days = self._fee_days = 0
        self.tranche = tranche
        self._read_terms()
        if self._day is not None:
            self._end_coupon()
            # The new cap holds for all the investor gets, also what came before it.
            growth = self._growth or 1.0
            self._worth = sum(
                -flow.amount * growth ** ((self._day - flow.on).days / DAYS_A_YEAR) for flow in self.flows
            )

    def is_within_cap(self) -> bool:
        """Tell whether what the investor has got, and the principal still out, keep to the cap."""
        still_out = self.outstanding - self.protected - self.guaranteed
        if self._growth is not None and self._worth < still_out - TOLERANCE:
            return False
        multiple = self.tranche.cap_multiple
        return multiple is None or self.interest + self.returned <= multiple * self.drawn - self.drawn

    def _end_coupon(self) -> None:
        months = self.tranche.coupon_months
        self._coupon_ends = None if months is None or self._first is None else months_after(self._first, months)

    def lapse(self) -> None:
        """Forget what is due and was not paid."""
        self._lapsed_interest += self.interest_due()
        self._lapsed_fees += self.fee_due()


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the month's last when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _fraction_a_day(rate: Decimal) -> tuple[int, int]:
    numerator, denominator = rate.as_integer_ratio()
    return numerator, denominator * DAYS_A_YEAR


def _part(balance_days: int, fraction: tuple[int, int]) -> int:
    """Return balance × days × rate a day, rounded half up."""
    numerator, denominator = fraction
    return (2 * balance_days * numerator + denominator) // (2 * denominator)
