"""A bond as a document to be tried before it is signed: tranches, drawdowns, results, payers and risks, in YAML.

Money stands in whole units with decimals, years are counted from the bond's start, shares and rates are fractions.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_model import BondModel, PaidResult, Recruitment, Risks, Saving, YearlyDraw, check_model
from portfolio.finance.money import rounded
from portfolio.finance.tranches import Guarantee, Rung, Shortfall, Step, Taker, Terms, Tranche
from portfolio.language import gettext as _
from portfolio.language import minor_digits

LARGEST = 200_000  # characters of a document


def _exact(value: object) -> object:
    # YAML reads 0.1 as a binary fraction; its shortest text is what was written.
    return str(value) if isinstance(value, float) else value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]
Money = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10**13)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1)]
Years = Annotated[int, Field(ge=0, le=100)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranchePart(_Part):
    """An investor's money on equal terms."""

    name: Name
    investor: str = ""
    rank: int = Field(1, ge=1, le=20)
    commitment: Money
    coupon: Share = Decimal(0)
    coupon_months: int | None = Field(None, ge=0, le=1200)
    cap_rate: Share | None = None
    cap_multiple: Exact | None = None
    fee: Share = Decimal(0)
    protected_share: Share = Decimal(0)
    earmark: str = Field("", max_length=200)


class DrawPart(_Part):
    """Money drawn at the start of a year."""

    tranche: Name
    year: Years
    amount: Money
    purpose: str = Field("", max_length=200)


class SavingPart(_Part):
    """What a purse saves a year for each success."""

    purse: Name
    amount: Exact
    years: int = Field(ge=1, le=60)
    dropoff: Share = Decimal(0)
    source: str = ""


class MetricPart(_Part):
    """A result that is paid for, and the work (ISCO-08 code: share) that it depends on."""

    id: Name
    name: str = ""
    people: tuple[Annotated[int, Field(ge=0, le=1_000_000)], ...] = Field(min_length=1, max_length=40)
    success: Exact
    spread: Exact = Decimal(20)
    price: Money
    after_years: Years = 1
    cap: Money | None = None
    share_at_risk: Share = Decimal(1)
    occupations: dict[str, Exact] = Field(default_factory=dict)
    savings: tuple[SavingPart, ...] = ()


class PayerPart(_Part):
    """Who pays which share."""

    name: str = ""
    purse: Name
    share: Share


class GuaranteePart(_Part):
    """A promise to cover a share of investors' loss, up to a sum."""

    guarantor: Name
    maximum: Money
    share: Share = Decimal(1)
    covers: tuple[str, ...] = ()


class RungPart(_Part):
    """A step of the waterfall."""

    step: Step
    rank: int | None = None


class RisksPart(_Part):
    """What can go wrong."""

    recruitment: Recruitment = Recruitment.PRIOR
    common_shock: Exact = Decimal("0.3")
    startup_failure: Share = Decimal("0.05")
    termination: Share = Decimal("0.02")
    lag: tuple[Share, ...] = (Decimal(1),)


class SocialPart(_Part):
    """Social value a year, attributed; shown beside the money and in none of its sums."""

    gross: Money
    years: int = Field(ge=1, le=100)
    deadweight: Share = Decimal(0)
    displacement: Share = Decimal(0)
    attribution: Share = Decimal(0)
    dropoff: Share = Decimal(0)


class BondDocument(_Part):
    """A bond around an outcome contract."""

    name: Name
    currency: str = Field(pattern="^[A-Z]{3}$")
    starts: int | None = Field(None, ge=2000, le=2100, description="The calendar year that year 0 is")
    signed: date | None = Field(None, description="The day from which a bond that is kept holds")
    ends: date | None = Field(None, description="The day on which losses are settled")
    tranches: tuple[TranchePart, ...] = Field(min_length=1, max_length=20)
    drawdowns: tuple[DrawPart, ...] = Field(min_length=1, max_length=400)
    metrics: tuple[MetricPart, ...] = Field(min_length=1, max_length=50)
    payers: tuple[PayerPart, ...] = Field(min_length=1, max_length=20)
    fixed_fee: Money = Decimal(0)
    cap: Money | None = None
    guarantee: GuaranteePart | None = None
    order: tuple[RungPart, ...] = ()
    loss_order: tuple[Taker, ...] = ()
    shortfalls: Shortfall = Shortfall.ACCRUE
    investors_share: Share = Decimal(1)
    residual_to: Name = "commissioner"
    protector: Name = "commissioner"
    risks: RisksPart = RisksPart()
    social_value: SocialPart | None = None

    def minor(self, amount: Decimal) -> int:
        """Return an amount in whole minor units of the currency."""
        return rounded(amount.scaleb(minor_digits(self.currency)))


def read_bond(text: str) -> BondDocument:
    """Read a bond from YAML and check that it holds together; raise RuleBrokenError with one sentence and its place."""
    if len(text) > LARGEST:
        raise RuleBrokenError(_("The document is too long."), field="document")
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RuleBrokenError(
            _("The bond is not readable YAML.%(place)s", place=_line(error)), field="document"
        ) from error
    if not isinstance(document, dict):
        raise RuleBrokenError(_("The bond must be a list of fields such as name: and currency:."), field="document")
    try:
        bond = BondDocument.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise RuleBrokenError(f"{_place(first['loc'])}: {_reason(first)}", field="document") from error
    check_model(bond_model(bond))
    return bond


def bond_model(bond: BondDocument, survival: dict[str, Sequence[float]] | None = None) -> BondModel:
    """Return a bond to be simulated; `survival` of the work behind each metric by year from the start."""
    alive = survival or {}
    return BondModel(
        terms=bond_terms(bond),
        draws=tuple(YearlyDraw(one.tranche, one.year, bond.minor(one.amount), one.purpose) for one in bond.drawdowns),
        results=tuple(_result(bond, one, tuple(alive.get(one.id, ()))) for one in bond.metrics),
        payers=_payers(bond),
        fixed_fee_minor=bond.minor(bond.fixed_fee),
        cap_minor=None if bond.cap is None else bond.minor(bond.cap),
        risks=Risks(
            recruitment=bond.risks.recruitment,
            common_shock=float(bond.risks.common_shock),
            startup_failure=float(bond.risks.startup_failure),
            termination=float(bond.risks.termination),
            lags=tuple(float(chance) for chance in bond.risks.lag),
        ),
    )


def _payers(bond: BondDocument) -> dict[str, float]:
    shares: dict[str, Decimal] = {}
    for payer in bond.payers:
        shares[payer.purse] = shares.get(payer.purse, Decimal(0)) + payer.share
    return {purse: float(share) for purse, share in shares.items()}


def bond_terms(bond: BondDocument) -> Terms:
    """Return what investors have agreed, for the waterfall."""
    guarantee = bond.guarantee
    return Terms(
        tranches=tuple(
            Tranche(
                commitment_minor=bond.minor(one.commitment),
                **{name: value for name, value in one.model_dump().items() if name != "commitment"},
            )
            for one in bond.tranches
        ),
        order=tuple(Rung(one.step, one.rank) for one in bond.order),
        loss_order=bond.loss_order,
        shortfall=bond.shortfalls,
        investors_share=bond.investors_share,
        residual_to=bond.residual_to,
        protector=bond.protector,
        guarantee=None
        if guarantee is None
        else Guarantee(guarantee.guarantor, bond.minor(guarantee.maximum), guarantee.share, guarantee.covers),
    )


def _result(bond: BondDocument, metric: MetricPart, survival: tuple[float, ...]) -> PaidResult:
    return PaidResult(
        id=metric.id,
        people=metric.people,
        success=float(metric.success),
        price_minor=bond.minor(metric.price),
        spread=float(metric.spread),
        after_years=metric.after_years,
        cap_minor=None if metric.cap is None else bond.minor(metric.cap),
        at_risk=float(metric.share_at_risk),
        survival=survival,
        savings=tuple(
            Saving(one.purse, bond.minor(one.amount), one.years, float(one.dropoff), one.source)
            for one in metric.savings
        ),
    )


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return " " + _("Look at line %(line)s.", line=mark.line + 1) if mark else ""


def _place(location: Sequence[Any]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in location) or _("the bond")


def _reason(error: Any) -> str:
    reasons = {
        "extra_forbidden": _("this field is unknown."),
        "missing": _("this field is missing."),
        "less_than_equal": _("this is too large."),
        "greater_than_equal": _("this is too small."),
        "string_pattern_mismatch": _("write three letters such as DKK."),
    }
    return reasons.get(error["type"], _("this cannot be read here."))
