"""The parts of a contract beside its metrics: who takes part, whom it is for, what is fixed, promised and planned."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from portfolio.language import gettext as _

WHOLE = Decimal(1)


def _exact(value: object) -> object:
    # YAML reads 0.1 as a binary fraction; its shortest text is what was written.
    return str(value) if isinstance(value, float) else value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(ge=-(10**15), le=10**15, allow_inf_nan=False)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10**15, allow_inf_nan=False)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1, allow_inf_nan=False)]


class Purse(StrEnum):
    """Whose money pays."""

    MUNICIPALITY = "kommune"
    REGION = "region"
    STATE = "stat"
    FUND = "fund"
    OTHER = "other"


class Part(BaseModel):
    """A part of a contract document: it knows its fields and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Payer(Part):
    """Who pays which share."""

    name: str = Field(min_length=1, max_length=200)
    purse: Purse
    share: Share


class Method(StrEnum):
    """How it is known what would have happened without the service, the strongest first."""

    TRIAL = "trial"
    LOTTERY = "lottery"
    MATCHED = "matched"
    HISTORIC = "historic"
    FIXED_RATE = "fixed_rate"
    NONE = "none"


class Counterfactual(Part):
    """What would have happened without the service; frozen before the first payment."""

    method: Method
    value: Exact | None = None
    frozen_on: date | None = None
    source: str = Field("", max_length=500)


class Cohort(Part):
    """A group that starts together; numbers of people, never who they are."""

    id: str = Field(min_length=1, max_length=60)
    name: str = Field("", max_length=200)
    planned: int = Field(ge=0)
    started: int | None = Field(None, ge=0)
    enters_from: date | None = Field(None, alias="from")
    enters_to: date | None = Field(None, alias="to")
    counterfactual: Counterfactual | None = None


class Fee(Part):
    """A fixed fee, paid on the last day of each month of service."""

    amount: Amount
    valid_from: date = Field(alias="from")
    valid_to: date = Field(alias="to")


class Guarantee(Part):
    """A promise to cover a share of investors' loss, up to a sum."""

    guarantor: str = Field(min_length=1, max_length=200)
    maximum: Amount
    share: Share = WHOLE
    drawn: Amount = Field(description="What investors have paid in")


class Ending(StrEnum):
    """Why a contract ends before its time."""

    POLICY = "policy"
    FAILURE = "failure"
    MUTUAL = "mutual"


class Termination(Part):
    """The contract ends early: what is measured after its last day is not paid."""

    last_day: date
    kind: Ending
    reason: str = Field("", max_length=500)


class Planned(Part):
    """Results that are expected by a day; the engine turns them into the payments that are planned."""

    by: date
    metric: str = Field(min_length=1)
    units: Amount = WHOLE
    cohort: str = ""
    value: Exact | None = None


def gap_sentence(before: object, after: object) -> str:
    """Return what to say when a rate card leaves something without a price."""
    return _(
        "There is a gap between %(before)s and %(after)s: nothing says what is paid there.", before=before, after=after
    )
