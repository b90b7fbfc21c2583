"""What a panel says on one criterion: the median over evaluators, and how far they lie apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portfolio.reference.rubric import Axis, Criterion
from portfolio.scoring.scale import DOCUMENTED_FROM, LEVELS, Answer, score_of

RATERS_NEEDED = 2  # with fewer, a criterion is open
WITHIN_ONE_NEEDED, IQR_ALLOWED = 0.75, 1.0  # the consensus rule, fixed in advance; ours, after Diamond et al. 2014

Distribution = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Spread:
    """How evaluators lie: median, quartiles with linear interpolation, and the two ends."""

    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float

    @property
    def iqr(self) -> float:
        """Return the interquartile range."""
        return self.upper_quartile - self.lower_quartile


@dataclass(frozen=True)
class CriterionScore:
    """One criterion after several evaluators; `value` is 0 to 100, and None while too few gave a level.

    `spread` and `distribution` are in levels 1 to 5. The value is the median because one outlying evaluator
    cannot move it far. `evidence` is the grade that at least half of the evaluators gave or went beyond;
    `within_one` the share of evaluators within one level of the median.
    """

    id: str
    axis: Axis
    weight: float
    value: float | None
    spread: Spread | None
    raters: int
    cannot_assess: int
    distribution: Distribution
    within_one: float | None
    consensus: bool | None
    evidence: str | None

    @property
    def is_open(self) -> bool:
        """Tell whether too few evaluators gave a level."""
        return self.value is None

    @property
    def median(self) -> float | None:
        """Return the median level, None while open."""
        return self.spread.median if self.spread else None

    @property
    def iqr(self) -> float | None:
        """Return the interquartile range in levels, None while open."""
        return self.spread.iqr if self.spread else None

    @property
    def documented(self) -> bool:
        """Tell whether the criterion has a value with a document or better behind it."""
        return self.value is not None and self.evidence is not None and self.evidence >= DOCUMENTED_FROM


def score_criterion(criterion: Criterion, answers: Sequence[Answer], weight: float) -> CriterionScore:
    """Return the panel's view of a criterion from one answer per evaluator who answered it."""
    levels = sorted(answer.level for answer in answers if answer.level is not None)
    grades = sorted(answer.evidence for answer in answers if answer.level is not None)
    spread = spread_of(levels) if len(levels) >= RATERS_NEEDED else None
    within_one = _within_one(levels, spread) if spread else None
    return CriterionScore(
        id=criterion.id,
        axis=criterion.axis,
        weight=weight,
        value=score_of(spread.median) if spread else None,
        spread=spread,
        raters=len(levels),
        cannot_assess=sum(answer.level is None for answer in answers),
        distribution=_distribution(levels),
        within_one=within_one,
        consensus=_is_consensus(within_one, spread) if spread and within_one is not None else None,
        evidence=grades[(len(grades) - 1) // 2] if grades else None,
    )


def answers_to(criterion_id: str, given: Sequence[Mapping[str, Answer]]) -> list[Answer]:
    """Return the evaluators' answers on one criterion, leaving out those who did not answer."""
    return [answers[criterion_id] for answers in given if criterion_id in answers]


def spread_of(values: Sequence[float]) -> Spread:
    """Return how one or more values lie."""
    lower, median, upper = (float(value) for value in np.percentile(values, (25, 50, 75)))
    return Spread(median, lower, upper, float(min(values)), float(max(values)))


def _within_one(levels: Sequence[int], spread: Spread) -> float:
    return sum(abs(level - spread.median) <= 1 for level in levels) / len(levels)


def _is_consensus(within_one: float, spread: Spread) -> bool:
    return within_one >= WITHIN_ONE_NEEDED and spread.iqr <= IQR_ALLOWED


def _distribution(levels: Sequence[int]) -> Distribution:
    one, two, three, four, five = (levels.count(level) for level in LEVELS)
    return one, two, three, four, five
