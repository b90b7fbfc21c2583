"""An investor's figures as they are read: one wording for the page and the PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.finance.figures import Figures
from portfolio.finance.flows import in_order
from portfolio.frames.bond_tables import percent
from portfolio.frames.investor_figures import InvestorFigures
from portfolio.language import format_date, format_money, format_number, format_percent, minor_digits
from portfolio.language import gettext as _
from portfolio.return_words import rate_word, scenario_word

Row = tuple[str, ...]


@dataclass(frozen=True)
class InvestorText:
    """What is said first, four figures, and rows of tables; all as they are printed."""

    lead: str
    strip: list[Row]
    standing: list[Row]
    so_far: list[Row]
    returns: list[Row]
    scenarios: list[Row]
    flows: list[Row]
    notes: tuple[str, ...]


def investor_text(found: InvestorFigures) -> InvestorText:
    """Return a tranche's figures in the language spoken now."""
    whole = found.whole
    return InvestorText(
        lead=_lead(found),
        strip=list(_strip(whole)) if whole else [],
        standing=list(_standing(found)),
        so_far=list(_so_far(found.so_far)) if found.so_far else [],
        returns=list(_returns(whole, found.currency)) if whole else [],
        scenarios=[
            (
                scenario_word(one.scenario),
                percent(one.figures.adjusted.rate.value),
                percent(one.figures.haircut),
                percent(one.mean_hazard),
            )
            for one in found.scenarios
        ],
        flows=list(_flows(found)),
        notes=whole.notes if whole else (),
    )


def _lead(found: InvestorFigures) -> str:
    sentence = _(
        "%(drawn)s drawn, %(back)s back, %(out)s of the principal still out.",
        drawn=format_money(found.drawn, found.currency),
        back=format_money(found.back, found.currency),
        out=format_money(found.outstanding, found.currency),
    )
    if found.whole is None:
        return sentence
    return f"{sentence} " + _(
        "If the plan holds the return is %(base)s a year, and %(adjusted)s with technology.",
        base=percent(found.whole.base.rate.value, 1),
        adjusted=percent(found.whole.adjusted.rate.value, 1),
    )


def _strip(whole: Figures) -> Iterator[Row]:
    base, adjusted = whole.base, whole.adjusted
    yield _("Return a year"), percent(base.rate.value), rate_word(base.rate.kind)
    haircut = _("haircut %(rate)s", rate=percent(whole.haircut))
    yield _("With technology"), percent(adjusted.rate.value), haircut
    yield _("Multiple"), number(base.moic, 2), _("%(value)s with technology", value=number(adjusted.moic, 2))
    yield _("Break-even hazard"), percent(whole.break_even_hazard), _("a year, for the required return")


def _standing(found: InvestorFigures) -> Iterator[Row]:
    part, currency = found.tranche, found.currency
    commitment = round(part.commitment * found.unit)
    yield _("Committed"), format_money(commitment, currency)
    yield _("Drawn"), format_money(found.drawn, currency)
    yield _("Principal repaid"), format_money(found.principal, currency)
    yield _("Interest and return paid"), format_money(found.interest + found.returned, currency)
    if found.made_good:
        yield _("Made good by others"), format_money(found.made_good, currency)
    yield _("Principal still out"), format_money(found.outstanding, currency)
    yield _("Interest due"), format_money(found.interest_due, currency)


def _so_far(figures: Figures) -> Iterator[Row]:
    yield "DPI", number(figures.dpi, 3), _("back over drawn")
    yield "RVPI", number(figures.rvpi, 3), _("principal still out and interest due, over drawn")
    yield "TVPI", number(figures.tvpi, 3), _("both together")


def _returns(whole: Figures, currency: str) -> Iterator[Row]:
    base, adjusted = whole.base, whole.adjusted
    yield _("Return a year (XIRR)"), percent(base.rate.value), percent(adjusted.rate.value)
    if base.rate.value is None and base.rate.roots:
        yield _("All rates that solve it"), " · ".join(percent(root) for root in base.rate.roots), ""
    yield _("Multiple (MOIC)"), number(base.moic, 3), number(adjusted.moic, 3)
    yield _("Net present value"), *(_in_full(side.npv, currency) for side in (base, adjusted))
    yield _("Technology haircut"), "", percent(whole.haircut)
    yield _("Break-even hazard"), "", percent(whole.break_even_hazard)
    yield _("Break-even hazard of the present value"), "", percent(whole.break_even_hazard_npv)


def _flows(found: InvestorFigures) -> Iterator[Row]:
    if found.plan is None:
        return
    for before, after in zip(in_order(found.plan.flows), found.adjusted, strict=True):
        yield (
            format_date(before.on),
            _("booked") if before.on <= found.on and not before.share_at_risk else _("planned"),
            format_money(round(before.amount * found.unit), found.currency),
            format_percent(before.share_at_risk),
            format_money(round(after.amount * found.unit), found.currency),
        )


def number(value: float | None, decimals: int) -> str:
    """Write a number, or a dash where there is none."""
    return "–" if value is None else format_number(value, decimals)


def _in_full(amount: float | None, currency: str) -> str:
    unit = 10 ** minor_digits(currency)
    return number(None, 2) if amount is None else format_money(round(amount * unit), currency)
