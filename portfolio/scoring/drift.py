"""How far an evaluator's scale lies from the agreed key, and whether it drifts (method: scoring, section 7).

Formal models of drift need far more answers than one house has (Wolfe et al. 1999), so a mean and a plain rule serve.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FAR = 1.0  # levels; at more than this, on average, in two years in a row, there is an alert
IN_A_ROW = 2


@dataclass(frozen=True)
class Deviation:
    """An evaluator against the key over all cases of one occasion.

    `signed` is the mean of level minus key, in levels: above 0 is more generous than the key. `distance` is the mean
    without sign, so that errors up and down do not hide each other. `answers` is how many levels were given.
    """

    signed: float
    distance: float
    answers: int


def deviation(scored: Sequence[tuple[Mapping[str, int | None], Mapping[str, int]]]) -> Deviation | None:
    """Return how far levels lie from their keys, None when no criterion was assessed; “cannot assess” is left out."""
    apart = [
        level - key[criterion]
        for levels, key in scored
        for criterion, level in levels.items()
        if level is not None and criterion in key
    ]
    if not apart:
        return None
    return Deviation(sum(apart) / len(apart), sum(map(abs, apart)) / len(apart), len(apart))


def is_drifting(deviations: Sequence[Deviation | None]) -> bool:
    """Tell whether the two newest occasions both lie more than one level from the key, oldest first."""
    newest = deviations[-IN_A_ROW:]
    return len(newest) == IN_A_ROW and all(one is not None and abs(one.signed) > FAR for one in newest)
