"""The scores of one project after a panel of evaluators: what closing an evaluation freezes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.axes import AxisScore, may_say_radical, radicality_band, score_axis
from portfolio.scoring.criteria import CriterionScore, Spread, answers_to, score_criterion
from portfolio.scoring.scale import Answer, Band
from portfolio.scoring.zones import Zone, fallen_walls, weakest, zone_of

BESIDE = frozenset({"panel_size", "reliability", "bands", "draws", "seed"})  # kept with the scores, not part of them


@dataclass(frozen=True)
class AssessmentAnswers:
    """What one evaluator answered, by criterion; a criterion left out was not answered.

    `evaluator` is an opaque key; it tells later whether the same panel scored, and is never shown.
    """

    evaluator: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class PanelScores:
    """The scores of a project: three axes from 0 to 100 that are never added up, and what lies behind them.

    `documented_radicality` counts only criteria with evidence E1 or better. `certainly_radical` says that the word
    “radical” may be used without naming an interval.
    """

    rubric_version: str
    panel: tuple[str, ...]
    radicality: AxisScore
    decoupling: AxisScore
    connection: AxisScore
    documented_radicality: AxisScore
    band: Band | None
    certainly_radical: bool
    zone: Zone | None
    weakest_wall: str | None
    fallen_walls: tuple[str, ...]
    criteria: tuple[CriterionScore, ...]

    @property
    def panel_size(self) -> int:
        """Return how many evaluators handed in."""
        return len(self.panel)

    def axis(self, axis: Axis) -> AxisScore:
        """Return the score of an axis."""
        by_axis = (self.radicality, self.decoupling, self.connection)
        return next(score for score in by_axis if score.axis == axis)

    def criterion(self, criterion_id: str) -> CriterionScore:
        """Return the score of a criterion of the rubric used."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; `from_dict` reads them back."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain | {"panel_size": self.panel_size}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "PanelScores":
        """Return the scores that `as_dict` wrote."""
        given = {name: value for name, value in plain.items() if name not in BESIDE}
        for name in ("radicality", "decoupling", "connection", "documented_radicality"):
            given[name] = _read_axis(given[name])
        given["panel"], given["fallen_walls"] = tuple(given["panel"]), tuple(given["fallen_walls"])
        given["band"] = Band(given["band"]) if given["band"] else None
        given["zone"] = Zone(given["zone"]) if given["zone"] else None
        given["criteria"] = tuple(_read_criterion(criterion) for criterion in given["criteria"])
        return cls(**given)


def score_panel(
    rubric: Rubric, assessments: Sequence[AssessmentAnswers], *, weights: Mapping[str, float] | None = None
) -> PanelScores:
    """Return the scores of a project from what its evaluators answered; the order of evaluators does not matter.

    `weights` replace the rubric's (equal) weights by criterion. Raises RuleBrokenError for a criterion the rubric
    does not have, an evaluator named twice, and weights that are negative or leave an axis without any.
    """
    _check(rubric, assessments, weights or {})
    ordered = sorted(assessments, key=lambda assessment: assessment.evaluator)
    given = [assessment.answers for assessment in ordered]
    weight = {criterion.id: criterion.weight for criterion in rubric.criteria} | dict(weights or {})
    criteria = tuple(
        score_criterion(criterion, answers_to(criterion.id, given), weight[criterion.id])
        for criterion in rubric.criteria
    )
    return _put_together(rubric, tuple(assessment.evaluator for assessment in ordered), criteria, given)


def _put_together(
    rubric: Rubric,
    panel: tuple[str, ...],
    criteria: tuple[CriterionScore, ...],
    given: Sequence[Mapping[str, Answer]],
) -> PanelScores:
    on = {axis: [criterion for criterion in criteria if criterion.axis == axis] for axis in Axis}
    radicality, decoupling, connection = (score_axis(axis, on[axis], given) for axis in Axis)
    return PanelScores(
        rubric_version=rubric.version,
        panel=panel,
        radicality=radicality,
        decoupling=decoupling,
        connection=connection,
        documented_radicality=score_axis(
            Axis.RADICALITY, on[Axis.RADICALITY], counts=lambda criterion: criterion.documented
        ),
        band=radicality_band(radicality),
        certainly_radical=may_say_radical(radicality, on[Axis.RADICALITY]),
        zone=zone_of(radicality.value, decoupling.value, connection.value),
        weakest_wall=weakest(on[Axis.DECOUPLING]),
        fallen_walls=fallen_walls(on[Axis.DECOUPLING]),
        criteria=criteria,
    )


def _check(rubric: Rubric, assessments: Sequence[AssessmentAnswers], weights: Mapping[str, float]) -> None:
    known = {criterion.id for criterion in rubric.criteria}
    named = {name for assessment in assessments for name in assessment.answers} | set(weights)
    if unknown := sorted(named - known):
        raise RuleBrokenError(
            _("Rubric %(version)s has no criterion %(id)s.", version=rubric.version, id=unknown[0]), field="answers"
        )
    if len({assessment.evaluator for assessment in assessments}) < len(assessments):
        raise RuleBrokenError(_("An evaluator can hand in only once."), field="evaluator")
    _check_weights(rubric, weights)


def _check_weights(rubric: Rubric, weights: Mapping[str, float]) -> None:
    if any(not 0 <= weight < float("inf") for weight in weights.values()):
        raise RuleBrokenError(_("A weight is a number from 0 upwards."), field="weights")
    for axis in Axis:
        if not any(weights.get(criterion.id, criterion.weight) for criterion in rubric.on_axis(axis)):
            raise RuleBrokenError(_("At least one criterion on each axis needs a weight above 0."), field="weights")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value  # an enumeration becomes its plain text


def _read_axis(plain: Mapping[str, Any]) -> AxisScore:
    given = dict(plain)
    given["axis"] = Axis(given["axis"])
    given["spread"] = Spread(**given["spread"]) if given["spread"] else None
    given["open_criteria"] = tuple(given["open_criteria"])
    return AxisScore(**given)


def _read_criterion(plain: Mapping[str, Any]) -> CriterionScore:
    given = dict(plain)
    given["axis"] = Axis(given["axis"])
    given["spread"] = Spread(**given["spread"]) if given["spread"] else None
    given["distribution"] = tuple(given["distribution"])
    return CriterionScore(**given)
