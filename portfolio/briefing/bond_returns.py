"""What the house's bonds return a year, as planned and with technology: bonds as wholes, never one investor's share."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.briefing.figures import UNKNOWN
from portfolio.briefing.parts import Column, Data, Section, Table
from portfolio.briefing.words import counted, sentence, short_name
from portfolio.language import format_percent
from portfolio.language import gettext as _

MOST = 12  # bonds in the table
BASIS_POINTS = 10_000


@dataclass(frozen=True)
class BondReturn:
    """What a bond returns a year (0.05 is 5 per cent); None when the flows have no single rate."""

    name: str
    planned: float | None
    with_technology: float | None


def returns_section(returns: Sequence[BondReturn]) -> Section | None:
    """Return the section, or None when the house has no bond."""
    if not returns:
        return None
    return Section(
        key="returns",
        heading=_("Returns with and without technology"),
        sentences=(_finding(returns), *_missing(returns)),
        table=Table(
            caption=_("Returns with and without technology"),
            columns=(
                Column(_("Bond")),
                Column(_("As planned"), figures=True),
                Column(_("With technology"), figures=True),
            ),
            rows=tuple(
                (short_name(one.name), _rate(one.planned), _rate(one.with_technology)) for one in returns[:MOST]
            ),
        ),
        data=Data(
            columns=("bond", "planned_basis_points", "with_technology_basis_points"),
            rows=tuple((one.name, _exact(one.planned), _exact(one.with_technology)) for one in returns),
        ),
    )


def _finding(returns: Sequence[BondReturn]) -> str:
    known = [
        (one.planned, one.with_technology)
        for one in returns
        if one.planned is not None and one.with_technology is not None
    ]
    if len(returns) == 1 and known:
        [(planned, left)] = known
        return _(
            "The bond returns %(planned)s a year as planned and %(left)s with technology.",
            planned=_rate(planned),
            left=_rate(left),
        )
    losing = sum(left < 0 for _planned, left in known)
    if not losing:
        return _("With technology no bond returns less than was paid in.")
    return sentence(
        counted(
            "With technology one bond returns less than was paid in.",
            "With technology %(count)s bonds return less than was paid in.",
            losing,
        )
    )


def _missing(returns: Sequence[BondReturn]) -> list[str]:
    if all(one.planned is not None and one.with_technology is not None for one in returns):
        return []
    return [_("A dash means that the flows have no single rate of return.")]


def _rate(rate: float | None) -> str:
    return UNKNOWN if rate is None else format_percent(rate, 1).replace("-", "−")


def _exact(rate: float | None) -> str:
    return "" if rate is None else str(round(rate * BASIS_POINTS))
