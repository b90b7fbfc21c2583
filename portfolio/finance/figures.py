"""Every figure of one row of cash flows: return, multiple and present value, with and without technology."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.finance.discounting import Schedule, present_value
from portfolio.finance.flows import Flow, amounts, check_flows, years
from portfolio.finance.returns import Rate, RateKind, internal_rate, multiple
from portfolio.finance.technology import (
    break_even_hazard,
    break_even_hazard_of_value,
    constant_survival,
    with_survival,
)
from portfolio.language import gettext as _

LONG = 70  # years; what the Danish schedule says beyond them is recalled, and a date may be mistyped


@dataclass(frozen=True)
class Side:
    """Flows as they stand or as technology leaves them: rate a year, money back over money in, present value."""

    rate: Rate
    moic: float | None
    npv: float


@dataclass(frozen=True)
class Figures:
    """What some flows return. Rates and hazards are fractions a year; `haircut` is base minus adjusted.

    DPI is money back, RVPI what is left to come (None when not given), TVPI their sum; each over money paid in.
    """

    base: Side
    adjusted: Side
    haircut: float | None
    break_even_hazard: float | None
    break_even_hazard_npv: float | None
    dpi: float | None
    rvpi: float | None
    tvpi: float | None
    notes: tuple[str, ...]


def figures_of(
    flows: Sequence[Flow],
    *,
    schedule: Schedule,
    hazard: float = 0.0,
    survival: Sequence[float] | None = None,
    required: float = 0.0,
    remaining: float | None = None,
) -> Figures:
    """Return the figures of flows; `survival` by flow in date order takes the place of a constant hazard.

    `remaining` is the value still invested, in the flows' currency. Raises RuleBrokenError as `check_flows` does.
    """
    check_flows(flows)
    alive = constant_survival(flows, hazard) if survival is None else survival
    base, adjusted = _side(flows, schedule), _side(with_survival(flows, alive), schedule)
    paid_in = -sum(flow.amount for flow in flows if flow.amount < 0)
    dpi, rvpi = base.moic, remaining / paid_in if remaining is not None and paid_in > 0 else None
    return Figures(
        base=base,
        adjusted=adjusted,
        haircut=_difference(base.rate.value, adjusted.rate.value),
        break_even_hazard=break_even_hazard(flows, required),
        break_even_hazard_npv=break_even_hazard_of_value(flows, schedule),
        dpi=dpi,
        rvpi=rvpi,
        tvpi=None if dpi is None or rvpi is None else dpi + rvpi,
        notes=tuple(_notes(flows, base.rate, changed=hazard != 0 or survival is not None)),
    )


def _side(flows: Sequence[Flow], schedule: Schedule) -> Side:
    return Side(internal_rate(flows), multiple(flows), present_value(flows, schedule))


def _difference(base: float | None, adjusted: float | None) -> float | None:
    return None if base is None or adjusted is None else base - adjusted


def _notes(flows: Sequence[Flow], rate: Rate, *, changed: bool) -> list[str]:
    notes = []
    if sentence := _about_rate(flows, rate):
        notes.append(sentence)
    if (span := years(flows)[-1]) > LONG:
        notes.append(_("The flows span %(years)s years. Is a date mistyped?", years=round(span)))
    if changed and not any(flow.share_at_risk and flow.amount > 0 for flow in flows):
        notes.append(
            _("No amount that comes back has a share at risk (share_at_risk), so technology changes nothing here.")
        )
    return notes


def _about_rate(flows: Sequence[Flow], rate: Rate) -> str | None:
    if rate.kind is RateKind.UNDEFINED and years(flows)[-1] == 0 and (amounts(flows) < 0).any():
        return _("All flows are on one day, so there is no yearly return. Look at the multiple.")
    return {
        RateKind.UNIQUE: None,
        RateKind.SEVERAL: _(
            "Several rates solve these flows, so none of them is the return. "
            "Look at the multiple and the present value."
        ),
        RateKind.TOTAL_LOSS: _("Nothing comes back: the return is −100 %."),
        RateKind.NONE: _("No rate solves these flows. Look at the multiple and the present value."),
        RateKind.UNDEFINED: _("Nothing is paid in, so there is no return."),
    }[rate.kind]
