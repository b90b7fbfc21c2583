"""A bond to be simulated: who is recruited, what is paid for, what is saved, and what can go wrong.

Years are counted from the bond's start, each 365 days. Money is whole minor units, rates and shares are fractions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from portfolio.errors import RuleBrokenError
from portfolio.finance.tranches import Terms, check_terms
from portfolio.language import gettext as _

LONGEST = 40  # years of the contract
TOLERANCE = 1e-9


class Recruitment(StrEnum):
    """How many of those planned are recruited."""

    AS_PLANNED = "as_planned"
    PRIOR = "prior"  # as 14 completed projects of the UK Life Chances Fund
    SHORTFALL = "shortfall"  # always too few, as in all five evaluated Danish investments


@dataclass(frozen=True)
class Saving:
    """What a purse saves a year for each success, for some years after it; `dropoff` of it is lost each year."""

    purse: str
    minor: int
    years: int
    dropoff: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class PaidResult:
    """A result that is paid for: `people` planned by year of start, each reaching it with a mean chance `success`.

    `spread` is a + b of the beta distribution: the lower, the less certain the chance. It is measured `after_years`.
    `at_risk` of it depends on work that is still there with the chance `survival`, by year from the bond's start
    (the last holds on; none means always).
    """

    id: str
    people: tuple[int, ...]
    success: float
    price_minor: int
    spread: float = 20.0
    after_years: int = 1
    cap_minor: int | None = None
    at_risk: float = 0.0
    survival: tuple[float, ...] = ()
    savings: tuple[Saving, ...] = ()

    def alive(self, year: int) -> float:
        """Return the chance that what was reached is untouched by technology in a year."""
        if not self.survival:
            return 1.0
        return 1 - self.at_risk * (1 - self.survival[min(year, len(self.survival) - 1)])


@dataclass(frozen=True)
class YearlyDraw:
    """Money drawn of a tranche at the start of a year."""

    tranche: str
    year: int
    minor: int
    purpose: str = ""


@dataclass(frozen=True)
class Risks:
    """What can go wrong.

    `common_shock` is the standard deviation, in log-odds, of a shift that hits all results of a run alike;
    `startup_failure` the chance that nothing comes of it and drawing stops after the first year; `termination` the
    yearly chance that a reform ends recruiting and drawing; `lags` the chances of payment 0, 1, 2 … years late.
    """

    recruitment: Recruitment = Recruitment.PRIOR
    common_shock: float = 0.3
    startup_failure: float = 0.05
    termination: float = 0.02
    lags: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class BondModel:
    """A bond around an outcome contract, paid by purses with shares that sum to 1."""

    terms: Terms
    draws: tuple[YearlyDraw, ...]
    results: tuple[PaidResult, ...]
    payers: Mapping[str, float]
    fixed_fee_minor: int = 0  # a year of recruiting, whatever the results
    cap_minor: int | None = None
    risks: Risks = field(default_factory=Risks)

    @property
    def years(self) -> int:
        """Years until the last payment can come, the first being year 0."""
        recruiting = max(len(one.people) + one.after_years for one in self.results)
        return max(recruiting, max(one.year for one in self.draws) + 1) + len(self.risks.lags)


def check_model(model: BondModel) -> None:
    """Raise RuleBrokenError with a sentence for the first thing that does not hold together."""
    check_terms(model.terms)
    for name, sentence in chain(_of_money(model), _of_results(model), _of_risks(model.risks)):
        raise RuleBrokenError(sentence, field=name)


def _of_money(model: BondModel) -> Iterator[tuple[str, str]]:
    left = {tranche.name: tranche.commitment_minor for tranche in model.terms.tranches}
    earmarks = {tranche.name: tranche.earmark for tranche in model.terms.tranches}
    for one in model.draws:
        if one.tranche not in left:
            yield "drawdowns", _("There is no tranche %(name)s.", name=one.tranche)
            return
        if (earmark := earmarks[one.tranche]) and one.purpose != earmark:
            yield "drawdowns", _("%(name)s may only be drawn for %(purpose)s.", name=one.tranche, purpose=earmark)
        left[one.tranche] -= one.minor
        if one.minor <= 0 or one.year < 0:
            yield "drawdowns", _("A drawdown must be more than nothing.")
        if left[one.tranche] < 0:
            yield "drawdowns", _("More is drawn of %(name)s than was committed.", name=one.tranche)
    if not any(one.year == 0 for one in model.draws):
        yield "drawdowns", _("Something must be drawn in year 0.")
    if abs(sum(model.payers.values()) - 1) > TOLERANCE or min(model.payers.values(), default=0) < 0:
        yield "payers", _("The payers’ shares must add up to 1.")
    if min(model.fixed_fee_minor, model.cap_minor or 0) < 0:
        yield "cap", _("A fee or cap must not be negative.")


def _of_results(model: BondModel) -> Iterator[tuple[str, str]]:
    ids = [one.id for one in model.results]
    if not ids or len(set(ids)) < len(ids):
        yield "metrics", _("Name at least one metric, and each only once.")
        return
    for one in model.results:
        yield from _of_result(one, {"name": one.id})
    if model.draws and model.years > LONGEST:
        yield "people", _("A bond can be simulated for at most %(years)s years.", years=LONGEST)


def _of_result(one: PaidResult, said: dict[str, object]) -> Iterator[tuple[str, str]]:
    if not one.people or min(one.people) < 0 or max(one.people) > 1_000_000:
        yield "people", _("%(name)s: name the people of each year, at most a million.", **said)
    if not 0 < one.success < 1:
        yield "success", _("%(name)s: the chance of success must be between 0 and 1.", **said)
    if not 0.1 <= one.spread <= 1e6:
        yield "spread", _("%(name)s: the spread must be from 0.1 to a million.", **said)
    if one.price_minor < 0 or one.after_years < 0 or (one.cap_minor or 0) < 0:
        yield "price", _("%(name)s: price, cap and years must not be negative.", **said)
    if not 0 <= one.at_risk <= 1 or any(not alive >= 0 for alive in one.survival):
        yield "share_at_risk", _("%(name)s: the share at risk must be from 0 to 1.", **said)
    for saving in one.savings:
        if not 1 <= saving.years <= 100 or not 0 <= saving.dropoff <= 1:
            yield "savings", _("%(name)s: savings last 1 to 100 years and fall by 0 to 1 a year.", **said)


def _of_risks(risks: Risks) -> Iterator[tuple[str, str]]:
    if not 0 <= risks.startup_failure <= 1 or not 0 <= risks.termination <= 1:
        yield "risks", _("The chance of a failed start and of a reform must be from 0 to 1.")
    if not 0 <= risks.common_shock <= 3:
        yield "risks", _("The common shock must be from 0 to 3.")
    if not 1 <= len(risks.lags) <= 10 or min(risks.lags) < 0 or abs(sum(risks.lags) - 1) > TOLERANCE:
        yield "lag", _("The chances of late payment must add up to 1.")
