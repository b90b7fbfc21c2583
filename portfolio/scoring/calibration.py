"""Calibrate for severity: score = value of the project + offset of the evaluator (MacKay et al. 2017).

Offsets describe named persons: show one only to that person and the facilitator. Calibrated values stand beside the
plain ones as a second column, never in their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

Scores = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Calibration:
    """Values by project and offsets by evaluator, in the scores' own points; offsets sum to 0.

    A positive offset means that the evaluator scores higher than the others. `plain` are the means without calibration;
    `noise` is the standard deviation of what the model leaves, None when nothing is left to estimate it from.
    """

    values: Mapping[str, float]
    plain: Mapping[str, float]
    offsets: Mapping[str, float]
    noise: float | None


def calibrate(
    scores: Scores, *, confidence: Scores | None = None, names: Mapping[str, str] | None = None
) -> Calibration:
    """Return calibrated values from scores by (project, evaluator); `confidence` weighs them, 1 by default.

    Least squares on the scores there are. Raises RuleBrokenError when there are none, when a confidence is not above 0,
    and when evaluators cannot be compared because no chain of shared projects links them; it names them, by `names`
    where evaluators are opaque keys.
    """
    pairs = sorted(scores)
    weights = np.array([1.0 if confidence is None else confidence.get(pair, 1.0) for pair in pairs])
    _check(scores, weights)
    projects = sorted({project for project, _evaluator in pairs})
    evaluators = sorted({evaluator for _project, evaluator in pairs})
    _check_connected(pairs, names or {})
    design = _design(pairs, projects, evaluators)
    observed = np.array([scores[pair] for pair in pairs])
    solution = _least_squares(design, observed, weights, len(projects))
    freedom = len(pairs) - len(projects) - len(evaluators) + 1
    left = float((weights * (observed - design @ solution) ** 2).sum())
    return Calibration(
        values=dict(zip(projects, solution[: len(projects)].tolist(), strict=True)),
        plain={project: _mean(scores, project) for project in projects},
        offsets=dict(zip(evaluators, solution[len(projects) :].tolist(), strict=True)),
        noise=(left / freedom) ** 0.5 if freedom > 0 else None,
    )


def linked_groups(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return evaluators in groups that chains of shared projects link, largest first, from (project, evaluator)."""
    group_of: dict[str, set[str]] = {}
    by_project: dict[str, list[str]] = {}
    for project, evaluator in pairs:
        group_of.setdefault(evaluator, {evaluator})
        by_project.setdefault(project, []).append(evaluator)
    for sharing in by_project.values():
        merged = set().union(*(group_of[evaluator] for evaluator in sharing))
        group_of.update(dict.fromkeys(merged, merged))
    groups = {tuple(sorted(group)) for group in group_of.values()}
    return sorted(groups, key=lambda group: (-len(group), group))


def _check(scores: Scores, weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    if not scores:
        raise RuleBrokenError(_("There are no scores to calibrate."), field="scores")
    if not all(isfinite(score) for score in scores.values()):
        raise RuleBrokenError(_("Every score must be a number."), field="scores")
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise RuleBrokenError(_("Every confidence must be a number above 0."), field="confidence")


def _check_connected(pairs: Sequence[tuple[str, str]], names: Mapping[str, str]) -> None:
    groups = [sorted(names.get(key, key) for key in group) for group in linked_groups(pairs)]
    if len(groups) > 1:
        first, *others = sorted(groups, key=lambda group: (-len(group), group))
        raise RuleBrokenError(
            _(
                "Evaluators cannot be compared: no shared project links %(some)s with %(others)s. Let one of them "
                "score a project of the other group.",
                some=", ".join(first),
                others=", ".join(name for group in others for name in group),
            ),
            field="scores",
        )


def _design(
    pairs: Sequence[tuple[str, str]], projects: Sequence[str], evaluators: Sequence[str]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    place = {name: at for at, name in enumerate(projects)}
    column = {name: len(projects) + at for at, name in enumerate(evaluators)}
    design = np.zeros((len(pairs), len(projects) + len(evaluators)))
    for row, (project, evaluator) in enumerate(pairs):
        design[row, place[project]] = design[row, column[evaluator]] = 1.0
    return design


def _least_squares(
    design: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    observed: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    projects: int,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Solve with the extra row that offsets sum to 0, which a connected graph makes unique."""
    roots = np.sqrt(weights)
    balance = np.zeros((1, design.shape[1]))
    balance[0, projects:] = 1.0
    rows, right = np.vstack([design * roots[:, np.newaxis], balance]), np.append(observed * roots, 0.0)
    return np.asarray(np.linalg.lstsq(rows, right, rcond=None)[0], dtype=np.float64)


def _mean(scores: Scores, project: str) -> float:
    own = [scores[pair] for pair in sorted(scores) if pair[0] == project]
    return sum(own) / len(own)
