"""How firmly one project stands in its band: its radicality under many plausible weightings and scores."""

from collections.abc import Sequence
from typing import Any

from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.cells import cells_of
from portfolio.scoring.findings import may_say_radical
from portfolio.scoring.panel import AssessmentAnswers, PanelScores
from portfolio.scoring.robustness import DRAWS, SEED, robustness
from portfolio.scoring.scale import Band

PROJECT = "project"


def band_standing(rubric: Rubric, assessments: Sequence[AssessmentAnswers], scores: PanelScores) -> dict[str, Any]:
    """Return as plain data how likely each band is, with draws and seed, and whether “radical” may stand alone.

    It may in 80 % of the draws, with at least two criteria at level 4 or above.
    """
    criteria = [criterion.id for criterion in rubric.on_axis(Axis.RADICALITY)]
    found = robustness({PROJECT: cells_of(criteria, assessments)}, criteria, draws=DRAWS, seed=SEED)
    shares = found.band_probabilities(PROJECT)
    return {
        "bands": {band.value: round(share, 4) for band, share in shares.items()},
        "draws": DRAWS,
        "seed": SEED,
        "certainly_radical": may_say_radical(shares[Band.RADICAL], scores),
    }
