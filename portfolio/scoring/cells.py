"""What a simulation draws as the score of one alternative on one criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from portfolio.scoring.criteria import RATERS_NEEDED, answers_to
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.scale import LEVELS, Answer, score_of

QUANTILES = 1024  # points that stand for a triangular range; their steps are below a tenth of a point but at the ends
MOST_IN_16_BITS = 65_535


@dataclass(frozen=True)
class Cell:
    """Triangles to draw from: lowest, chosen and highest score (0 to 100) of each evaluator, all equally likely."""

    triangles: tuple[tuple[float, float, float], ...]

    @property
    def outcomes(self) -> NDArray[np.float64]:
        """Return scores that are equally likely and stand for the whole distribution."""
        if all(lowest == highest for lowest, _chosen, highest in self.triangles):
            return np.array([chosen for _lowest, chosen, _highest in self.triangles])
        return np.concatenate([_quantiles(*triangle) for triangle in self.triangles])

    def draw(self, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return drawn scores: an evaluator at random, then the triangular range low–chosen–high."""
        outcomes = self.outcomes
        width = np.uint16 if len(outcomes) <= MOST_IN_16_BITS else np.uint32  # narrow numbers are drawn faster
        places = rng.integers(0, len(outcomes), draws, dtype=width)
        return np.asarray(outcomes[places])


OPEN = Cell(tuple((score_of(level),) * 3 for level in LEVELS))  # each of the five levels is as likely


def cell_of(answers: Sequence[Answer]) -> Cell:
    """Return the cell of a criterion from its evaluators' answers; with fewer than two levels it is open."""
    given = [answer for answer in answers if answer.level is not None]
    if len(given) < RATERS_NEEDED:
        return OPEN
    return Cell(tuple(_triangle(answer) for answer in given))


def _triangle(answer: Answer) -> tuple[float, float, float]:
    lowest, highest = answer.plausible
    return score_of(lowest), score_of(answer.level or lowest), score_of(highest)


@lru_cache(maxsize=256)  # five levels make 35 triangles
def _quantiles(lowest: float, chosen: float, highest: float) -> NDArray[np.float64]:
    """Return the midpoints of equally likely slices of a triangular distribution."""
    share = (np.arange(QUANTILES) + 0.5) / QUANTILES
    span = highest - lowest
    turn = (chosen - lowest) / span if span else 0.0
    rising = lowest + np.sqrt(share * turn) * span
    falling = highest - np.sqrt((1.0 - share) * (1.0 - turn)) * span
    return np.where(share < turn, rising, falling)


def cells_of(criteria: Sequence[str], assessments: Sequence[AssessmentAnswers]) -> dict[str, Cell]:
    """Return the cells of a project from its evaluators' answers, by criterion."""
    given = [assessment.answers for assessment in assessments]
    return {criterion: cell_of(answers_to(criterion, given)) for criterion in criteria}
