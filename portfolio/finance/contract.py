"""A Payment-by-Results contract as a document: what is paid for, at which price from when, and within which caps.

Money stands in whole units with decimals, as people write it. Every price has the day from which it holds, and an
amendment holds from its day: nothing is overwritten. A result is paid by the terms of the day it was measured on.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract_parts import (
    Amount,
    Cohort,
    Exact,
    Fee,
    Guarantee,
    Part,
    Payer,
    Planned,
    Purse,
    Termination,
)
from portfolio.finance.contract_problems import problems
from portfolio.finance.metric import Kind, Metric, Price
from portfolio.language import gettext as _

__all__ = ["Amendment", "Contract", "Fee", "Kind", "Metric", "Price", "Purse", "contract_of", "read_contract"]

LONGEST = 200_000  # characters of a document
MOST_VALUES = 50_000  # with every alias written out: a few lines of YAML can stand for billions
RULE = "rule"  # the type of a mistake between fields
FIXED = ("currency", "signed", "amendments")  # what no amendment may change


class Amendment(Part):
    """Other terms from a day on: the fields that differ, each in full; a field without value is taken out."""

    valid_from: date = Field(alias="from")
    reason: str = Field("", max_length=500)
    terms: dict[str, Any] = Field(min_length=1)


class Contract(Part):
    """A Payment-by-Results contract."""

    name: str = Field(min_length=1, max_length=300)
    currency: str = Field(pattern="^[A-Z]{3}$")
    signed: date
    service_from: date
    service_to: date
    repayment_to: date
    provider: str = Field("", max_length=200)
    commissioners: tuple[str, ...] = ()
    investors: tuple[str, ...] = ()
    verifier: str = Field("", max_length=200)
    indigo_id: str = Field("", max_length=60)
    payers: tuple[Payer, ...] = Field(min_length=1)
    cohorts: tuple[Cohort, ...] = ()
    metrics: tuple[Metric, ...] = ()
    fees: tuple[Fee, ...] = ()
    index: dict[int, Exact] = Field(default_factory=dict, description="Price index by year; prices are of the first")
    cap: Amount | None = None
    cap_per_person: Amount | None = None
    guarantee: Guarantee | None = None
    payment_days: int = Field(30, ge=0, le=365, description="Days from verification until a payment is due")
    plan: tuple[Planned, ...] = ()
    termination: Termination | None = None
    amendments: tuple[Amendment, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> "Contract":
        for field, sentence in problems(self):
            raise PydanticCustomError(RULE, "{sentence}", {"field": field, "sentence": sentence})
        _ = self.versions  # an amendment that does not hold together is a mistake of the document
        return self

    def metric(self, metric_id: str) -> Metric | None:
        """Return a metric of the first terms, or None."""
        return next((metric for metric in self.metrics if metric.id == metric_id), None)

    def cohort(self, cohort_id: str) -> Cohort | None:
        """Return a cohort of the first terms, or None."""
        return next((cohort for cohort in self.cohorts if cohort.id == cohort_id), None)

    @property
    def versions(self) -> tuple[tuple[date, "Contract"], ...]:
        """The terms by the day from which they hold, each complete, the first first."""
        return ((date.min, self), *self.later_versions)

    @cached_property
    def later_versions(self) -> tuple[tuple[date, "Contract"], ...]:
        """The versions that amendments made; kept apart, so that no contract holds itself."""
        found = [(date.min, self)]
        document = self.model_dump(by_alias=True, exclude={"amendments"})
        for amendment in self.amendments:
            _check_amendment(amendment, self, found[-1][0])
            document = {name: value for name, value in {**document, **amendment.terms}.items() if value is not None}
            found.append((amendment.valid_from, _amended(document)))
        return tuple(found[1:])

    def on(self, day: date) -> "Contract":
        """Return the terms that held on a day."""
        return next(terms for since, terms in reversed(self.versions) if since <= day)

    def lowest(self, day: date, limit: Callable[["Contract"], Decimal | int | None]) -> Decimal | None:
        """Return the lowest of a limit in the terms of a day and all later ones; None when there is none.

        A cap that is lowered binds late claims too, and one that is raised opens nothing backwards.
        """
        in_force = self.on(day)
        later = [terms for since, terms in self.versions if since > day]
        given = [value for terms in (in_force, *later) if (value := limit(terms)) is not None]
        return Decimal(min(given)) if given else None


def _amended(document: Mapping[str, Any]) -> Contract:
    try:
        return Contract.model_validate(document)
    except ValidationError as error:  # inside a check, only a plain sentence survives
        raise ValueError(_sentence(error)) from error


def _check_amendment(amendment: Amendment, first: Contract, before: date) -> None:
    if amendment.valid_from < first.signed:
        raise ValueError(_("An amendment cannot hold from before the contract was signed."))
    if amendment.valid_from <= before:
        raise ValueError(_("Amendments stand in the order of their days, one a day."))
    for name in FIXED:
        if name in amendment.terms and amendment.terms[name] != getattr(first, name):
            raise ValueError(_("An amendment cannot change %(name)s; that takes a new contract.", name=name))


def read_contract(text: str) -> Contract:
    """Read a contract from YAML; raise RuleBrokenError with one sentence that names the place."""
    return contract_of(read_document(text))


def read_document(text: str) -> dict[str, Any]:
    """Read the fields of a contract's YAML without looking at their meaning."""
    if len(text) > LONGEST:
        raise RuleBrokenError(_("The contract is too long; there is room for 200,000 characters."))
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise RuleBrokenError(_("The contract is not readable YAML.")) from error
    if not isinstance(document, dict):
        raise RuleBrokenError(_("The contract must be a list of fields such as name: and currency:."))
    _check_size(document)
    return document


def _check_size(document: dict[Any, Any]) -> None:
    waiting: list[Any] = [document]
    for _count in range(MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set)):
            waiting += value
    raise RuleBrokenError(_("The contract is not readable YAML."))


def contract_of(document: Mapping[Any, Any]) -> Contract:
    """Return the contract that a document's fields make; raise RuleBrokenError with one sentence."""
    try:
        return Contract.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = first["ctx"]["field"] if first["type"] == RULE else _place(first["loc"])
        raise RuleBrokenError(_sentence(error), field=field) from error
    except RecursionError as error:
        raise RuleBrokenError(_("The contract is not readable YAML.")) from error


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    place = _place(first["loc"])
    return f"{place}: {_reason(first)}" if place else _reason(first)


def _place(location: Sequence[Any]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in location)


def _reason(error: Any) -> str:
    limit = error.get("ctx", {})
    reasons: dict[str, Callable[[], str]] = {
        "extra_forbidden": lambda: _("this field is unknown."),
        "missing": lambda: _("this field is missing."),
        "greater_than_equal": lambda: _("this cannot be less than %(limit)s.", limit=limit["ge"]),
        "less_than_equal": lambda: _("this cannot be more than %(limit)s.", limit=limit["le"]),
        "decimal_parsing": lambda: _("this is not a number; write it as 1234.50."),
        "decimal_type": lambda: _("this is not a number; write it as 1234.50."),
        "int_parsing": lambda: _("this is not a whole number."),
        "int_type": lambda: _("this is not a whole number."),
        "date_from_datetime_parsing": lambda: _("write the date as YYYY-MM-DD."),
        "date_type": lambda: _("write the date as YYYY-MM-DD."),
        "string_too_short": lambda: _("write something here."),
        "too_short": lambda: _("there must be at least one."),
    }
    found = reasons.get(error["type"])
    return found() if found else str(error["msg"]).removeprefix("Value error, ")
