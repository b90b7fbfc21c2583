"""What many plausible weightings say of a whole portfolio, axis by axis, as plain data to keep.

Scores are drawn from the evaluators and their ranges, open criteria evenly from the levels; weights without preference,
and where a house has agreed on weights or on an order, from that as well.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.reference.rubric import Axis, Rubric
from portfolio.scoring.agreed import Agreed
from portfolio.scoring.cells import cells_of
from portfolio.scoring.findings import Panels, turns_without
from portfolio.scoring.panel_agreement import panel_agreement
from portfolio.scoring.robustness import DRAWS, SEED, Robustness, robustness
from portfolio.scoring.weighting import Weighting

FEWEST = 2  # projects; one alone has no order
PAIRS = 8  # neighbours told of, the least decided first
WIDTH = 0.90  # of the draws lie between the two ends of a project's places
DIGITS = 4
HALF = 0.5

Survey = dict[str, Any]


def survey(
    panels: Panels,
    rubric: Rubric,
    *,
    agreed: Mapping[Axis, Agreed] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Survey:
    """Return findings by axis, and how far evaluators agree, from the assessments of each project by key.

    Empty with fewer than two projects. What a house has `agreed` about weights gets findings of its own under “agreed”,
    beside those without preference.

    Evaluators are told apart by numbers from 1, in the order of their opaque keys.
    """
    if len(panels) < FEWEST:
        return {}
    found = {axis.value: _on_axis(panels, rubric, axis, draws, seed) for axis in Axis}
    under = {
        axis.value: _on_axis(panels, rubric, axis, draws, seed, weighting=one.weighting)
        | {"weights": {"kind": one.kind.value, "values": dict(one.values)}}
        for axis, one in (agreed or {}).items()
    }
    return found | {"agreement": panel_agreement(panels, rubric, seed=seed)} | ({"agreed": under} if under else {})


def _on_axis(
    panels: Panels, rubric: Rubric, axis: Axis, draws: int, seed: int, *, weighting: Weighting | None = None
) -> Survey:
    criteria = [criterion.id for criterion in rubric.on_axis(axis)]
    cells = {key: cells_of(criteria, panel) for key, panel in panels.items()}
    found = robustness(cells, criteria, weighting=weighting, draws=draws, seed=seed)
    order = [found.alternatives[place] for place in (-found.mean_scores).argsort(kind="stable")]
    at = {key: place for place, key in enumerate(found.alternatives)}
    return {
        "criteria": criteria,
        "projects": {key: _project(found, at[key]) for key in order},
        "pairs": _pairs(found, order, panels, weighting, seed),
    }


def _project(found: Robustness, place: int) -> Survey:
    central, confidence = found.central_weights[place], float(found.confidence[place])
    never_first = bool(np.isnan(central).any())
    return {
        "mean": round(float(found.mean_scores[place]), 1),
        "bands": _rounded(found.bands[place]),
        "places": _places(found.rank_acceptability[place]),
        "first": round(float(found.rank_acceptability[place, 0]), DIGITS),
        "entropy": round(float(found.entropy[place]), DIGITS),
        "central": None if never_first else _rounded(central),
        "confidence": None if never_first else round(confidence, DIGITS),
    }


def _places(acceptability: NDArray[np.float64]) -> list[int]:
    """Return the places, from 1, between which 90 % of the draws put a project, and the middle one."""
    reached = np.cumsum(acceptability)
    low, middle, high = np.searchsorted(reached, ((1 - WIDTH) / 2, HALF, (1 + WIDTH) / 2), side="left")
    last = len(acceptability) - 1
    return [int(min(place, last)) + 1 for place in (low, middle, high)]


def _pairs(
    found: Robustness, order: Sequence[str], panels: Panels, weighting: Weighting | None, seed: int
) -> list[Survey]:
    neighbours = sorted(pairwise(order), key=lambda pair: abs(found.is_above(*pair) - HALF))
    number = _numbers(panels)
    told = []
    for first, second in neighbours[:PAIRS]:
        share = found.is_above(first, second)
        above, below = (first, second) if share >= HALF else (second, first)
        turning = turns_without(panels, found.criteria, above, below, weighting=weighting, seed=seed)
        told.append(
            {
                "above": above,
                "below": below,
                "share": round(max(share, 1 - share), DIGITS),
                "turns_without": [number[evaluator] for evaluator in turning],
            }
        )
    return told


def _numbers(panels: Panels) -> Mapping[str, int]:
    evaluators = sorted({assessment.evaluator for panel in panels.values() for assessment in panel})
    return {evaluator: number for number, evaluator in enumerate(evaluators, start=1)}


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), DIGITS) for value in values]
