"""A result that is paid for: how it is measured, at which price from when, and within which limits."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import Field, model_validator

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract_parts import Amount, Exact, Part, Share, gap_sentence
from portfolio.finance.payoff import Knot, check_rising
from portfolio.language import format_date
from portfolio.language import gettext as _


class Kind(StrEnum):
    """How a metric turns results into money."""

    UNIT_PRICE = "unit_price"
    STEPS = "steps"
    LINEAR = "linear"
    BANDS = "bands"
    GUARANTEED_SHARE = "guaranteed_share"
    REDUCTION = "reduction"


class Direction(StrEnum):
    """Whether a result is better when there is more of it or less."""

    UP = "up"
    DOWN = "down"


class Price(Part):
    """A unit's price from a day on, and to a day if one is given; above a volume it may rise, an index may follow."""

    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(None, alias="to")
    price: Amount
    above: int | None = Field(None, ge=0, description="Units paid before the accelerated price holds")
    accelerated: Amount | None = None


class Row(Part):
    """A row of a table: from a value on, and up to one if it is given, an amount."""

    at: Exact
    to: Exact | None = None
    pays: Amount


class Metric(Part):
    """A result that is paid for."""

    id: str = Field(min_length=1, max_length=60)
    name: str = Field("", max_length=200)
    definition: str = Field("", max_length=2000)
    unit: str = Field("", max_length=60, description="What is counted: person, day, village …")
    direction: Direction = Direction.UP
    baseline: Exact | None = None
    target: Exact | None = None
    evidence: str = Field("", max_length=500, description="What proves a result")
    occupation: str | None = Field(None, pattern="^[0-9]{4}$", description="ISCO-08, for the risk of technology")
    kind: Kind = Kind.UNIT_PRICE
    prices: tuple[Price, ...] = ()
    table: tuple[Row, ...] = ()
    after: str | None = Field(None, description="The metric that the same person must have reached first")
    window_days: int | None = Field(
        None, ge=0, le=36_500, description="Days from a person's start within which it counts"
    )
    most_units: int | None = Field(None, ge=0)
    most_units_per_person: int | None = Field(1, ge=0)
    cap: Amount | None = None
    at_stake: Amount | None = None
    guaranteed: Share = Decimal(0)
    extra: Amount = Decimal(0)
    extra_after: str | None = Field(None, description="The extra is only paid once this metric has a result")
    each_cohort: Share | None = None
    pooled: Share | None = None
    clawback: bool = Field(False, description="A lower later value takes back what was paid for it")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Metric":
        if self.kind in {Kind.UNIT_PRICE, Kind.REDUCTION}:
            _check_prices(self.prices)
        elif self.kind is Kind.GUARANTEED_SHARE:
            if self.at_stake is None:
                raise ValueError(_("A guaranteed share needs at_stake."))
        elif not self.table:
            raise ValueError(_("This kind of metric needs a table."))
        if self.kind is Kind.REDUCTION and self.each_cohort is None:
            raise ValueError(_("A reduction needs the threshold each_cohort."))
        try:
            check_rising(self.knots, amounts_may_fall=self.kind is Kind.BANDS)  # each band pays on its own
        except RuleBrokenError as error:  # so that the document says in which metric
            raise ValueError(str(error)) from error
        _check_rows(self.table)
        return self

    @property
    def knots(self) -> list[Knot]:
        """The table's rows, with amounts in whole units of money."""
        return [Knot(row.at, row.pays) for row in self.table]

    def price_on(self, day: date) -> Price | None:
        """Return the price that holds on a day, or None before the first and after the last."""
        found = max(
            (price for price in self.prices if price.valid_from <= day),
            key=lambda price: price.valid_from,
            default=None,
        )
        return None if found is None or (found.valid_to is not None and found.valid_to < day) else found


def _check_prices(prices: Sequence[Price]) -> None:
    if not prices:
        raise ValueError(_("This kind of metric needs prices."))
    days = [price.valid_from for price in prices]
    if len(set(days)) < len(days):
        raise ValueError(_("Two prices hold from the same day."))
    if any((price.above is None) != (price.accelerated is None) for price in prices):
        raise ValueError(_("An accelerated price needs both above and accelerated."))
    for before, after in pairwise(sorted(prices, key=lambda price: price.valid_from)):
        if before.valid_to is not None and after.valid_from > before.valid_to + timedelta(days=1):
            raise ValueError(gap_sentence(format_date(before.valid_to), format_date(after.valid_from)))
        if before.valid_to is not None and after.valid_from <= before.valid_to:
            raise ValueError(_("Two prices hold on %(day)s.", day=format_date(after.valid_from)))
    if any(price.valid_to is not None and price.valid_to < price.valid_from for price in prices):
        raise ValueError(_("A price ends before it begins."))


def _check_rows(rows: Sequence[Row]) -> None:
    for before, after in pairwise(rows):
        if before.to is not None and after.at > before.to:
            raise ValueError(gap_sentence(before.to, after.at))
        if before.to is not None and after.at < before.to:
            raise ValueError(_("Two rows of the table overlap at %(value)s.", value=after.at))
