"""A Payment-by-Results contract as a document: what is paid for, at which price from when, and within which caps.

Money stands in whole units with decimals, as people write it. Every price has the day from which it
holds, so an amendment is a later row and nothing is overwritten.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from portfolio.errors import RuleBrokenError
from portfolio.finance.payoff import Knot, check_rising
from portfolio.language import gettext as _

WHOLE = Decimal(1)


def _exact(value: object) -> object:
    # YAML reads 0.1 as a binary fraction; its shortest text is what was written.
    return str(value) if isinstance(value, float) else value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1)]


class Purse(StrEnum):
    """Whose money pays."""

    MUNICIPALITY = "kommune"
    REGION = "region"
    STATE = "stat"
    FUND = "fund"
    OTHER = "other"


class Kind(StrEnum):
    """How a metric turns results into money."""

    UNIT_PRICE = "unit_price"
    STEPS = "steps"
    LINEAR = "linear"
    BANDS = "bands"
    GUARANTEED_SHARE = "guaranteed_share"
    REDUCTION = "reduction"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Payer(_Part):
    """Who pays which share."""

    name: str = Field(min_length=1)
    purse: Purse
    share: Share


class Price(_Part):
    """A unit's price from a day on; above a volume it may rise, and an index may follow prices."""

    valid_from: date = Field(alias="from")
    price: Amount
    above: int | None = Field(None, ge=0, description="Units paid before the accelerated price holds")
    accelerated: Amount | None = None


class Row(_Part):
    """A row of a table: from a value on, an amount."""

    at: Exact
    pays: Amount


class Metric(_Part):
    """A result that is paid for."""

    id: str = Field(min_length=1, max_length=60)
    name: str = ""
    kind: Kind = Kind.UNIT_PRICE
    prices: tuple[Price, ...] = ()
    table: tuple[Row, ...] = ()
    after: str | None = Field(None, description="The metric that the same person must have reached first")
    window_days: int | None = Field(None, ge=0, description="Days from a person's start within which it counts")
    most_units: int | None = Field(None, ge=0)
    most_units_per_person: int | None = Field(1, ge=0)
    cap: Amount | None = None
    at_stake: Amount | None = None
    guaranteed: Share = Decimal(0)
    extra: Amount = Decimal(0)
    each_cohort: Share | None = None
    pooled: Share | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Metric":
        if self.kind in {Kind.UNIT_PRICE, Kind.REDUCTION}:
            _check_prices(self)
        elif self.kind is Kind.GUARANTEED_SHARE:
            if self.at_stake is None:
                raise ValueError(_("A guaranteed share needs at_stake."))
        elif not self.table:
            raise ValueError(_("This kind of metric needs a table."))
        if self.kind is Kind.REDUCTION and self.each_cohort is None:
            raise ValueError(_("A reduction needs the threshold each_cohort."))
        check_rising(self.knots, amounts_may_fall=self.kind is Kind.BANDS)  # each band pays on its own
        return self

    @property
    def knots(self) -> list[Knot]:
        """The table's rows, with amounts in whole units of money."""
        return [Knot(row.at, row.pays) for row in self.table]

    def price_on(self, day: date) -> Price | None:
        """Return the price that holds on a day, or None before the first."""
        return max(
            (price for price in self.prices if price.valid_from <= day),
            key=lambda price: price.valid_from,
            default=None,
        )


class Fee(_Part):
    """A fixed fee, paid on the last day of each month of service."""

    amount: Amount
    valid_from: date = Field(alias="from")
    valid_to: date = Field(alias="to")


class Guarantee(_Part):
    """A promise to cover a share of investors' loss, up to a sum."""

    guarantor: str = Field(min_length=1)
    maximum: Amount
    share: Share = WHOLE
    drawn: Amount = Field(description="What investors have paid in")


class Contract(_Part):
    """A Payment-by-Results contract."""

    name: str = Field(min_length=1)
    currency: str = Field(pattern="^[A-Z]{3}$")
    signed: date
    service_from: date
    service_to: date
    repayment_to: date
    payers: tuple[Payer, ...] = Field(min_length=1)
    metrics: tuple[Metric, ...] = ()
    fees: tuple[Fee, ...] = ()
    index: dict[int, Exact] = Field(default_factory=dict, description="Price index by year; prices are of the first")
    cap: Amount | None = None
    cap_per_person: Amount | None = None
    guarantee: Guarantee | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "Contract":
        for problem in _problems(self):
            raise ValueError(problem)
        return self

    def metric(self, metric_id: str) -> Metric | None:
        """Return a metric, or None."""
        return next((metric for metric in self.metrics if metric.id == metric_id), None)


def _check_prices(metric: Metric) -> None:
    if not metric.prices:
        raise ValueError(_("This kind of metric needs prices."))
    days = [price.valid_from for price in metric.prices]
    if len(set(days)) < len(days):
        raise ValueError(_("Two prices hold from the same day."))
    if any((price.above is None) != (price.accelerated is None) for price in metric.prices):
        raise ValueError(_("An accelerated price needs both above and accelerated."))


def _problems(contract: Contract) -> Iterator[str]:
    total = sum(payer.share for payer in contract.payers)
    if total != WHOLE:
        yield _("The payers' shares add up to %(total)s %%. They must add up to 100 %%.", total=f"{total * 100:f}")
    if contract.service_to < contract.service_from:
        yield _("The service ends before it begins.")
    if contract.repayment_to < contract.service_to:
        yield _("The repayment ends before the service.")
    ids = [metric.id for metric in contract.metrics]
    if doubled := next((name for name in ids if ids.count(name) > 1), None):
        yield _("The metric %(name)s is there twice.", name=doubled)
    for metric in contract.metrics:
        if metric.after is not None and metric.after not in ids:
            yield _("%(name)s comes after %(other)s, which is not in the contract.", name=metric.id, other=metric.after)
        if metric.prices and min(price.valid_from for price in metric.prices) < contract.signed:
            yield _("%(name)s has a price from before the contract was signed.", name=metric.id)


def read_contract(text: str) -> Contract:
    """Read a contract from YAML; raise RuleBrokenError with one sentence that names the place."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise RuleBrokenError(_("The contract is not readable YAML.")) from error
    if not isinstance(document, dict):
        raise RuleBrokenError(_("The contract must be a list of fields such as name: and currency:."))
    try:
        return Contract.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(first["loc"])
        raise RuleBrokenError(f"{place}: {_reason(first)}" if place else _reason(first), field=place) from error


def _place(location: Sequence[Any]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in location)


def _reason(error: Any) -> str:
    reasons = {
        "extra_forbidden": _("this field is unknown."),
        "missing": _("this field is missing."),
    }
    return reasons.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
