"""What the pages say of agreed weights: the weighting that is shown, and what it changes."""

from collections.abc import Mapping

from flask import request

from portfolio.language import format_date, format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.models import RobustnessRun, WeightAgreement
from portfolio.queries.robustness import AxisSurvey, moved_places
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.agreed import Agreed, WeightKind


def shown_weighting(agreement: WeightAgreement | None) -> str:
    """Return the sentence that tells under which weighting a page's figures are."""
    if agreement is None or agreement.agreed is None:
        return _("Shown without preference: every set of weights is as likely as any other.")
    day, said = format_date(agreement.decided_on), agreed_words(agreement.agreed)
    if agreement.kind is WeightKind.ORDER:
        return _(
            "Shown under the order agreed on %(day)s: %(order)s. All weights that keep it count.", day=day, order=said
        )
    return _(
        "Shown around the weights agreed on %(day)s: %(weights)s. Each is drawn a little higher or lower, for nobody "
        "knows a weight exactly.",
        day=day,
        weights=said,
    )


def agreed_words(agreed: Agreed, names: Mapping[str, str] | None = None) -> str:
    """Return an order as “R3 > R1”, weights as “R3 40 %, R1 30 %”, the most important first; by `names` if given."""
    called = [names.get(criterion, criterion) if names else criterion for criterion in agreed.order]
    if agreed.kind is WeightKind.ORDER:
        return " > ".join(called)
    shares = (format_percent(agreed.shares[criterion]) for criterion in agreed.order)
    return ", ".join(f"{name} {share}" for name, share in zip(called, shares, strict=True))


def agreement_words(row: WeightAgreement) -> str:
    """Return what a line of the history of agreements says."""
    return agreed_words(row.agreed, criterion_names(row.axis)) if row.agreed else _("No preference any more")


def what_moves(run: RobustnessRun, axis: Axis, plain: AxisSurvey) -> str:
    """Return as a sentence which projects' middle place the agreed weights change; empty without any."""
    moved = moved_places(run, axis)
    if moved is None:
        return ""
    if not moved:
        return _("The agreed weights change no project’s middle place.")
    names = {str(one.project.id): one.project.name for one in plain.standings}
    return ngettext(
        "The agreed weights change the middle place of %(num)s project, from the one without preference: %(moves)s.",
        "The agreed weights change the middle place of %(num)s projects, from the one without preference: %(moves)s.",
        len(moved),
        moves=_moves(moved, names),
    )


def _moves(moved: Mapping[str, tuple[int, int]], names: Mapping[str, str]) -> str:
    return "; ".join(f"{names[key]} {before} → {now}" for key, (before, now) in moved.items())


def criterion_names(axis: Axis) -> dict[str, str]:
    """Return the names of an axis' criteria by id, in the rubric's order."""
    return {criterion.id: f"{criterion.id} · {criterion.name}" for criterion in rubric().on_axis(axis)}


def asked_axis() -> Axis:
    """Return the axis that the visited address names, radicality for any other."""
    return next((axis for axis in Axis if axis.value == request.args.get("axis")), Axis.RADICALITY)
