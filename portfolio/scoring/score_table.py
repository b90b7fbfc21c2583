"""Scores of alternatives on criteria, certain or drawn, and their weighted means in many draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.scoring.cells import Cell
from portfolio.scoring.weighting import Weights

CONFIDENCE_DRAWS = 2000  # each weighs every alternative by every central weights; the 95 % half-width is 2.2 %
DRAWS_AT_ONCE = 250  # products this small stay in the cache, and NumPy's threads do not wait for each other
SAME = 0.001  # points; closer alternatives count as equal in single precision


@dataclass(frozen=True)
class ScoreTable:
    """A row for each alternative, a column for each criterion; `drawn` holds the cells that are not certain.

    `certain` is 0 where a cell is drawn.
    """

    certain: NDArray[np.float64]
    drawn: Mapping[tuple[int, int], Cell]

    @classmethod
    def of(cls, scores: Sequence[Sequence[float | Cell]]) -> "ScoreTable":
        """Return the table of scores from 0 to 100 and cells."""
        cells = {
            (row, column): score
            for row, given in enumerate(scores)
            for column, score in enumerate(given)
            if isinstance(score, Cell)
        }
        certain = [[0.0 if isinstance(score, Cell) else float(score) for score in given] for given in scores]
        return cls(np.array(certain), cells)

    @property
    def never_ties(self) -> bool:
        """Tell whether no two alternatives are alike, so that weights drawn at random leave no ties."""
        return not self.drawn and len(np.unique(self.certain, axis=0)) == len(self.certain)

    def totals(self, weights: Weights, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return the weighted mean of each alternative (column) in each draw of weights and scores (row)."""
        totals = np.asarray(weights @ self.certain.T)
        columns = np.ascontiguousarray(weights.T)
        for (row, column), cell in self.drawn.items():
            totals[:, row] += columns[column] * cell.draw(len(weights), rng)
        return totals

    def confidence(self, central: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """Return how often each alternative is first under its own central weights; NaN where it has none.

        Scores are drawn anew, the same for all; an alternative is first when none is above it. Single precision halves
        the memory and errs by less than a thousandth of a point.
        """
        found = np.full(len(self.certain), np.nan)
        candidates = np.flatnonzero(~np.isnan(central).any(axis=1))
        weights = central[candidates].astype(np.float32)
        times = CONFIDENCE_DRAWS if self.drawn else 1
        blocks = -(-times // DRAWS_AT_ONCE)
        best = np.full((blocks, len(candidates), times // blocks), -np.inf, dtype=np.float32)
        own, totals = np.empty_like(best), np.empty_like(best)
        own_place = {int(row): place for place, row in enumerate(candidates)}
        for row in range(len(self.certain)):
            scores = self._scores_of(row, times, rng).reshape(weights.shape[1], blocks, -1).transpose(1, 0, 2)
            np.matmul(weights, scores, out=totals)
            np.maximum(best, totals, out=best)
            if (place := own_place.get(row)) is not None:
                own[:, place] = totals[:, place]
        found[candidates] = np.count_nonzero(own >= best - SAME, axis=(0, 2)) / times
        return found

    def _scores_of(self, row: int, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
        scores = np.repeat(self.certain[row, :, np.newaxis].astype(np.float32), draws, axis=1)
        for column in range(len(scores)):
            if cell := self.drawn.get((row, column)):
                scores[column] = cell.draw(draws, rng)
        return scores
