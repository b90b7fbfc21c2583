"""How robust an order is: stochastic multicriteria acceptability analysis (Lahdelma & Salminen 2001).

Weights and scores are drawn many times; what holds in most draws is robust. It is no league table: it says which
statements about the portfolio survive other plausible weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.scoring.cells import OPEN, Cell
from portfolio.scoring.ranking import entropy, pairwise_wins, rank_counts, ranks_of
from portfolio.scoring.scale import HIGHEST, LOWEST, RADICAL_FROM, SUBSTANTIAL_FROM, Band
from portfolio.scoring.score_table import ScoreTable
from portfolio.scoring.weighting import Uniform, Weighting, Weights

DRAWS = 10_000
FEWEST_DRAWS, MOST_DRAWS = 100, 1_000_000
MOST_CELLS_DRAWN = 40_000_000  # alternatives × draws: 320 MB
SEED = 20260101
TIE_BREAK = 1e-8  # points; alternatives closer than this share ranks evenly


@dataclass(frozen=True)
class Robustness:
    """What the draws say; every share is from 0 to 1, by place of the alternative.

    `rank_acceptability` has a row for each alternative and a column for each rank, best first; `pairwise` says how
    often the row is above the column. `central_weights` is what one would weigh who ranks it first, NaN if nobody
    would; `confidence` how often it is first under them. `entropy` is 0 when its rank is certain and 1 when every rank
    is as likely. `bands` has columns incremental, substantial, radical.
    """

    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    mean_scores: NDArray[np.float64]
    mean_weights: NDArray[np.float64]
    rank_acceptability: NDArray[np.float64]
    pairwise: NDArray[np.float64]
    central_weights: NDArray[np.float64]
    confidence: NDArray[np.float64]
    entropy: NDArray[np.float64]
    bands: NDArray[np.float64]
    draws: int
    seed: int

    @property
    def half_width(self) -> float:
        """Return the Monte-Carlo 95 % half-width of a share of one half."""
        return 1.96 * sqrt(0.25 / self.draws)

    def is_above(self, first: str, second: str) -> float:
        """Return the share of draws in which one alternative is above another."""
        return float(self.pairwise[self.alternatives.index(first), self.alternatives.index(second)])

    def band_probabilities(self, alternative: str) -> Mapping[Band, float]:
        """Return how likely each band is for an alternative."""
        shares = self.bands[self.alternatives.index(alternative)].tolist()
        return dict(zip(Band, shares, strict=True))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, by name; central weights and confidence are None where it is never first."""
        return {
            "alternatives": list(self.alternatives),
            "criteria": list(self.criteria),
            "mean_weights": _by_name(self.criteria, self.mean_weights),
            "mean_scores": _by_name(self.alternatives, self.mean_scores),
            "rank_acceptability": _by_name(self.alternatives, self.rank_acceptability),
            "pairwise_winning": {
                name: _by_name(self.alternatives, row)
                for name, row in zip(self.alternatives, self.pairwise, strict=True)
            },
            "central_weights": {
                name: None if np.isnan(row).any() else _by_name(self.criteria, row)
                for name, row in zip(self.alternatives, self.central_weights, strict=True)
            },
            "confidence_factor": {
                name: None if np.isnan(value) else float(value)
                for name, value in zip(self.alternatives, self.confidence, strict=True)
            },
            "entropy": _by_name(self.alternatives, self.entropy),
            "band_probabilities": {
                name: {band.value: share for band, share in self.band_probabilities(name).items()}
                for name in self.alternatives
            },
            "half_width": self.half_width,
            "draws": self.draws,
            "seed": self.seed,
        }


def robustness(
    scores: Mapping[str, Mapping[str, float | Cell | None]],
    criteria: Sequence[str],
    *,
    weighting: Weighting | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Robustness:
    """Return how robust the order of alternatives is, from scores by alternative and criterion.

    A score is a number from 0 to 100, a `Cell` to draw from, or None (or left out) for an open criterion, which is
    drawn evenly from the five levels. Without a weighting there is no preference. Raises RuleBrokenError for no
    alternatives or criteria, scores off the scale, and too few or too many draws.
    """
    _check(scores, criteria, draws)
    rng = np.random.default_rng(seed)
    weights = (weighting or Uniform()).draw(criteria, draws, rng)
    table = ScoreTable.of([[_score(row.get(name)) for name in criteria] for row in scores.values()])
    totals = table.totals(weights, rng)
    ranks, first = ranks_of(totals if table.never_ties else totals + rng.uniform(0.0, TIE_BREAK, totals.shape))
    acceptability = rank_counts(ranks) / draws
    central = _central_weights(first, weights, len(scores))
    return Robustness(
        alternatives=tuple(scores),
        criteria=tuple(criteria),
        mean_scores=totals.mean(axis=0),
        mean_weights=weights.mean(axis=0),
        rank_acceptability=acceptability,
        pairwise=pairwise_wins(ranks) / draws,
        central_weights=central,
        confidence=table.confidence(central, rng),
        entropy=entropy(acceptability),
        bands=_bands(totals),
        draws=draws,
        seed=seed,
    )


def _check(scores: Mapping[str, Mapping[str, float | Cell | None]], criteria: Sequence[str], draws: int) -> None:
    if not scores or not criteria:
        raise RuleBrokenError(_("It takes at least one alternative and one criterion."), field="scores")
    most = min(MOST_DRAWS, MOST_CELLS_DRAWN // len(scores))
    if not FEWEST_DRAWS <= draws <= most:
        raise RuleBrokenError(
            _("Between %(fewest)s and %(most)s draws, please.", fewest=FEWEST_DRAWS, most=most), field="draws"
        )
    for alternative, row in scores.items():
        for criterion, score in row.items():
            _check_score(alternative, criterion, score, criteria)


def _check_score(alternative: str, criterion: str, score: float | Cell | None, criteria: Sequence[str]) -> None:
    if criterion not in criteria:
        raise RuleBrokenError(_("There is no criterion “%(name)s”.", name=criterion), field="scores")
    if isinstance(score, float | int) and not LOWEST <= score <= HIGHEST:
        raise RuleBrokenError(
            _(
                "The score of %(alternative)s on %(criterion)s must lie from 0 to 100.",
                alternative=alternative,
                criterion=criterion,
            ),
            field="scores",
        )


def _score(score: float | Cell | None) -> float | Cell:
    return OPEN if score is None else score


def _central_weights(first: NDArray[np.intp], weights: Weights, alternatives: int) -> NDArray[np.float64]:
    times = np.bincount(first, minlength=alternatives).astype(np.float64)
    sums = np.stack([np.bincount(first, weights=column, minlength=alternatives) for column in weights.T], axis=1)
    central = np.full(sums.shape, np.nan)
    np.divide(sums, times[:, np.newaxis], out=central, where=times[:, np.newaxis] > 0)
    return central


def _bands(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    incremental = np.count_nonzero(totals < SUBSTANTIAL_FROM, axis=0) / len(totals)
    radical = np.count_nonzero(totals >= RADICAL_FROM, axis=0) / len(totals)
    return np.stack([incremental, 1.0 - incremental - radical, radical], axis=1)


def _by_name(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, Any]:
    return dict(zip(names, values.tolist(), strict=True))
