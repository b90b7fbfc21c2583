"""What the page about agreement says: a finding, a picture of alpha by criterion, and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.charts.intervals import Interval
from portfolio.language import format_number, format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.reference.rubric import CURRENT_VERSION, Axis, rubric
from portfolio.scoring.agreement import UNITS_FOR_A_VERDICT
from portfolio.words import axis_word
from web.pictures import Picture, intervals_picture

TENTATIVE, RELIABLE = 0.667, 0.800  # Krippendorff's customary limits
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class CriterionRow:
    """A criterion's line in the table; figures are written out."""

    id: str
    name: str
    alpha: str
    within_one: str
    same: str
    projects: int


@dataclass(frozen=True)
class AxisRow:
    """An axis' line in the table; figures are written out, with the number of complete projects."""

    name: str
    alpha: str
    icc: str
    order: str
    complete: int


@dataclass(frozen=True)
class AgreementPage:
    """All that the page says, in the language spoken now."""

    finding: str
    enough: bool
    picture: Picture
    criteria: tuple[CriterionRow, ...]
    axes: tuple[AxisRow, ...]


def agreement_page(found: Plain) -> AgreementPage:
    """Return the page of what a run keeps about agreement."""
    criteria = [one for one in rubric(CURRENT_VERSION).criteria if one.id in found["criteria"]]
    alphas = [found["criteria"][one.id]["alpha"] for one in criteria]
    finding = _finding(alphas)
    lines = tuple(
        Interval(f"{one.id} {one.name}", alpha["low"], alpha["value"], alpha["high"])
        for one, alpha in zip(criteria, alphas, strict=True)
    )
    return AgreementPage(
        finding=finding,
        enough=max((alpha["units"] for alpha in alphas), default=0) >= UNITS_FOR_A_VERDICT,
        picture=intervals_picture(lines, (TENTATIVE, RELIABLE), finding),
        criteria=tuple(_criterion_row(one.id, str(one.name), found["criteria"][one.id]) for one in criteria),
        axes=tuple(_axis_row(axis, found["axes"][axis.value]) for axis in Axis),
    )


def _finding(alphas: list[Plain]) -> str:
    known = [alpha for alpha in alphas if alpha["value"] is not None]
    sure = sum((alpha["low"] or 0) >= TENTATIVE for alpha in known)
    doubtful = sum(alpha["high"] is not None and alpha["high"] < TENTATIVE for alpha in known)
    if not known:
        return _("Too few levels have been given to say how far the evaluators agree.")
    if not sure and not doubtful:
        return _("It is open on every criterion how far the evaluators agree: the intervals are too wide to tell.")
    return ngettext(
        "Of %(num)s criterion, %(sure)s is agreed on for certain and %(doubtful)s is certainly not; the rest is open.",
        "Of %(num)s criteria, %(sure)s are agreed on for certain and %(doubtful)s are certainly not; the rest is open.",
        len(known),
        sure=sure,
        doubtful=doubtful,
    )


def _criterion_row(key: str, name: str, found: Plain) -> CriterionRow:
    return CriterionRow(
        id=key,
        name=name,
        alpha=_with_limits(found["alpha"]),
        within_one=_share(found["within_one"]),
        same=_share(found["same"]),
        projects=found["within_one"]["units"],
    )


def _axis_row(axis: Axis, found: Plain) -> AxisRow:
    order = found["order"]["value"]
    return AxisRow(
        name=axis_word(axis),
        alpha=_with_limits(found["alpha"]),
        icc=_with_limits(found["icc"]),
        order="–" if order is None else format_number(order, 2),
        complete=found["icc"]["units"],
    )


def _with_limits(one: Plain) -> str:
    """Return a figure with its interval, a dash where it cannot be computed."""
    if one["value"] is None:
        return "–"
    value = format_number(one["value"], 2)
    if one["low"] is None:
        return value
    return f"{value} ({format_number(one['low'], 2)} – {format_number(one['high'], 2)})"


def _share(one: Plain) -> str:
    return "–" if one["value"] is None else format_percent(one["value"])
