"""What the page of a closed evaluation shows: figures with their uncertainty drawn, and what changed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import ScoreSnapshot
from portfolio.queries.evaluations import Remark
from portfolio.reference.rubric import Axis, Criterion, rubric
from portfolio.rounds.panel import ADVISED_PANEL
from portfolio.scoring.axes import AxisScore, score_axis
from portfolio.scoring.change import Change, compare_snapshots
from portfolio.scoring.criteria import CriterionScore
from portfolio.scoring.panel import PanelScores
from portfolio.scoring.scale import EVIDENCE

STEP = 24  # pixels between two levels in the drawing of answers
DOT = 11  # pixels between two answers on the same level
FOOT = 14  # pixels below the answers, for the numbers of the levels
LIMITS = {Axis.RADICALITY: (35, 65), Axis.DECOUPLING: (50, 75), Axis.CONNECTION: (50,)}  # where words and zones change


@dataclass(frozen=True)
class AxisFigure:
    """An axis with what its drawing needs; `hollow` says that too few scored to call it firm."""

    score: AxisScore
    limits: tuple[int, ...]
    hollow: bool

    @property
    def has_interval(self) -> bool:
        """Whether open criteria leave room for another value."""
        return self.score.high - self.score.low > 0.5

    def spoken(self, name: str) -> str:
        """Return in words what the drawing shows."""
        score = self.score
        low, high = format_number(score.low), format_number(score.high)
        if score.value is None:
            return _("%(axis)s: between %(low)s and %(high)s of 100", axis=name, low=low, high=high)
        if not self.has_interval:
            return _("%(axis)s: %(value)s of 100", axis=name, value=format_number(score.value))
        value = format_number(score.value)
        return _("%(axis)s: %(value)s of 100, between %(low)s and %(high)s", axis=name, value=value, low=low, high=high)


@dataclass(frozen=True)
class CriterionResult:
    """A criterion with its wording, the panel's answers as counts, and the reasons without names."""

    criterion: Criterion
    score: CriterionScore
    remarks: tuple[Remark, ...]
    place: int

    @property
    def axis(self) -> str:
        """The axis it belongs to."""
        return self.criterion.axis.value

    @property
    def spoken(self) -> str:
        """In words how many chose which level."""
        counts = [
            _("level %(level)s: %(count)s", level=level, count=count)
            for level, count in enumerate(self.score.distribution, start=1)
            if count
        ]
        if self.score.cannot_assess:
            counts.append(_("cannot assess: %(count)s", count=self.score.cannot_assess))
        return ", ".join(counts)

    @property
    def width(self) -> int:
        """Pixels that the drawing of answers is wide."""
        return 6 * STEP

    @property
    def height(self) -> int:
        """Pixels that the drawing of answers is high."""
        return DOT * max(*self.score.distribution, self.score.cannot_assess, 1) + FOOT

    @property
    def dots(self) -> list[tuple[float, float]]:
        """Where each answer with a level stands."""
        return [
            self._spot(column, place) for column, count in enumerate(self.score.distribution) for place in range(count)
        ]

    @property
    def rings(self) -> list[tuple[float, float]]:
        """Where each “cannot assess” stands, apart from the levels."""
        return [self._spot(len(self.score.distribution), place) for place in range(self.score.cannot_assess)]

    def _spot(self, column: int, place: int) -> tuple[float, float]:
        return column * STEP + STEP / 2, self.height - FOOT - DOT * (place + 0.5) - 1


@dataclass(frozen=True)
class Result:
    """Everything that the page of a closed evaluation says."""

    scores: PanelScores
    axes: tuple[AxisFigure, ...]
    criteria: tuple[CriterionResult, ...]
    comments: tuple[str, ...]
    weakest: Criterion | None
    fallen: tuple[Criterion, ...]
    documented: int
    disputed: tuple[Criterion, ...]
    changes: tuple[Change, ...]
    before: ScoreSnapshot | None
    bands: Mapping[str, float]

    @property
    def asked_of_radicality(self) -> int:
        """How many criteria of radicality the rubric has."""
        return sum(shown.criterion.axis is Axis.RADICALITY for shown in self.criteria)

    @property
    def band_shares(self) -> tuple[tuple[str, float], ...]:
        """How likely each band is, as kept at the close; empty for what closed before that was kept."""
        return tuple(self.bands.items())

    @property
    def by_evidence(self) -> list[tuple[str, AxisScore]]:
        """Radicality when only criteria with a grade of evidence or better count, the lowest grade first."""
        criteria = [shown.score for shown in self.criteria if shown.criterion.axis is Axis.RADICALITY]
        return [(grade, score_axis(Axis.RADICALITY, criteria, counts=_with(grade))) for grade in EVIDENCE]

    @property
    def documented_is_open(self) -> bool:
        """Whether undocumented criteria leave room for another documented value."""
        return bool(self.scores.documented_radicality.open_criteria)

    @property
    def disputed_names(self) -> str:
        """The criteria on which there is no consensus, by id and name."""
        return ", ".join(f"{criterion.id} {criterion.name}" for criterion in self.disputed)


def _with(grade: str) -> Callable[[CriterionScore], bool]:
    return lambda criterion: criterion.value is not None and (criterion.evidence or "") >= grade


def result_of(snapshot: ScoreSnapshot, before: ScoreSnapshot | None, remarks: Sequence[Remark]) -> Result:
    """Return what to show of a snapshot, beside the one before it."""
    scores = PanelScores.from_dict(snapshot.scores)
    asked = rubric(snapshot.rubric_version)
    spoken: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        spoken[remark.criterion].append(remark)
    return Result(
        scores=scores,
        axes=tuple(AxisFigure(scores.axis(axis), LIMITS[axis], scores.panel_size < ADVISED_PANEL) for axis in Axis),
        criteria=tuple(
            CriterionResult(criterion, scores.criterion(criterion.id), tuple(spoken[criterion.id]), place)
            for place, criterion in enumerate(asked.criteria)
        ),
        comments=tuple(remark.text for remark in spoken[""]),
        weakest=asked.criterion(scores.weakest_wall) if scores.weakest_wall else None,
        fallen=tuple(asked.criterion(wall) for wall in scores.fallen_walls),
        documented=len(asked.on_axis(Axis.RADICALITY)) - len(scores.documented_radicality.open_criteria),
        disputed=tuple(asked.criterion(score.id) for score in scores.criteria if score.consensus is False),
        changes=tuple(compare_snapshots(before.scores, snapshot.scores, axis) for axis in Axis) if before else (),
        before=before,
        bands=snapshot.scores.get("bands", {}),
    )
