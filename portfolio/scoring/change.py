"""Change told from noise: the minimal detectable change of a panel's scores.

MDC95 = 1.96·√2·SEM with SEM = SD·√(1 − ICC(A,k)). Even so, with twelve projects there is a 46 % chance of one false
“changed” per round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.rubric import Axis
from portfolio.scoring.panel import PanelScores

Z95 = 1.96


@dataclass(frozen=True)
class Reliability:
    """How far apart projects lie (`sd`, points) and how reliable the panel's mean is (`icc`, ICC(A,k), 0 to 1)."""

    sd: float
    icc: float
    is_default: bool = False


# Where the panel's own reliability cannot be computed: the least reliable of the documented cases, SD 15 and
# ICC .62, which gives 25.6 points. A careful default calls fewer changes real.
DEFAULT_RELIABILITY = Reliability(sd=15.0, icc=0.62, is_default=True)


class Verdict(StrEnum):
    """What may be said of two scores of the same project."""

    CHANGED = "changed"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_COMPARABLE = "not_comparable"


class Reason(StrEnum):
    """Why the verdict is what it is."""

    BEYOND_NOISE = "beyond_noise"
    WITHIN_NOISE = "within_noise"
    ANOTHER_PANEL = "another_panel"
    ANOTHER_RUBRIC = "another_rubric"
    TOO_LITTLE_ASSESSED = "too_little_assessed"


@dataclass(frozen=True)
class Change:
    """Two scores of a project on one axis and what may be said of them; points from 0 to 100.

    `threshold` is the minimal detectable change; `default_threshold` says it does not come from the panel's own
    reliability.
    """

    axis: Axis
    before: float | None
    after: float | None
    threshold: float
    default_threshold: bool
    verdict: Verdict
    reason: Reason

    @property
    def difference(self) -> float | None:
        """Return after minus before, None where one is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


def minimal_detectable_change(reliability: Reliability = DEFAULT_RELIABILITY) -> float:
    """Return the smallest difference, in points, that is not noise at 95 %; raise RuleBrokenError out of range."""
    if reliability.sd < 0 or not 0 <= reliability.icc <= 1:
        raise RuleBrokenError(_("The spread must not be negative, and the reliability must lie from 0 to 1."))
    return Z95 * sqrt(2) * reliability.sd * sqrt(1 - reliability.icc)


def reliability_in(snapshot: Mapping[str, Any], axis: Axis) -> Reliability:
    """Return the panel's own reliability that a snapshot of scores kept at its close, else the careful default."""
    kept = snapshot.get("reliability", {}).get(axis.value)
    return Reliability(sd=kept["sd"], icc=kept["icc"]) if kept else DEFAULT_RELIABILITY


def compare_snapshots(before: Mapping[str, Any], after: Mapping[str, Any], axis: Axis) -> Change:
    """Return what may be said of an axis between two snapshots of scores, by the reliability kept in the later one."""
    earlier, later = PanelScores.from_dict(before), PanelScores.from_dict(after)
    return compare(earlier, later, axis, reliability=reliability_in(after, axis))


def compare(
    before: PanelScores, after: PanelScores, axis: Axis, *, reliability: Reliability = DEFAULT_RELIABILITY
) -> Change:
    """Return what may be said of an axis between two closed evaluations of a project.

    “Changed” is said only beyond the minimal detectable change and with the same panel; scores by two versions of the
    rubric are not compared.
    """
    threshold = minimal_detectable_change(reliability)
    earlier, later = before.axis(axis).value, after.axis(axis).value
    verdict, reason = _judge(before, after, earlier, later, threshold)
    return Change(axis, earlier, later, threshold, reliability.is_default, verdict, reason)


def _judge(
    before: PanelScores, after: PanelScores, earlier: float | None, later: float | None, threshold: float
) -> tuple[Verdict, Reason]:
    if before.rubric_version != after.rubric_version:
        return Verdict.NOT_COMPARABLE, Reason.ANOTHER_RUBRIC
    if earlier is None or later is None:
        return Verdict.NOT_COMPARABLE, Reason.TOO_LITTLE_ASSESSED
    if before.panel != after.panel:
        return Verdict.NO_CLEAR_CHANGE, Reason.ANOTHER_PANEL
    if abs(later - earlier) <= threshold:
        return Verdict.NO_CLEAR_CHANGE, Reason.WITHIN_NOISE
    return Verdict.CHANGED, Reason.BEYOND_NOISE
