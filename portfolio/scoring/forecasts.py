"""How good forecasts were: Brier score, its decomposition, and calibration (method: scoring, section 7).

Brier = mean of (p − o)², 0 best, 0.25 for always 50 % (Brier 1950). Grouped by like forecasts it splits into
reliability − resolution + uncertainty (Murphy 1973); groups of unlike forecasts leave a rest, which is told.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 30  # settled forecasts before calibration is shown (ours)
DIGITS = 6  # decimals by which two probabilities count as like each other


@dataclass(frozen=True)
class Forecasted:
    """A probability from 0 to 1, and whether it came true."""

    probability: float
    came_true: bool


@dataclass(frozen=True)
class Group:
    """Forecasts of about the same probability: their mean, how often they came true, and how many they are."""

    mean: float
    share: float
    count: int


@dataclass(frozen=True)
class Decomposition:
    """A Brier score and its parts: brier = reliability − resolution + uncertainty + rest.

    `reliability` is how far probabilities lie from what happened (0 best), `resolution` how far they tell events apart
    (more is better), `uncertainty` how hard the questions were (0.25 for half and half).
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    rest: float
    count: int
    groups: tuple[Group, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to show calibration."""
        return self.count >= ENOUGH


def brier(forecasts: Sequence[Forecasted]) -> float | None:
    """Return the Brier score from 0 (best) to 1, None without forecasts."""
    if not forecasts:
        return None
    return sum((one.probability - one.came_true) ** 2 for one in forecasts) / len(forecasts)


def decompose(forecasts: Sequence[Forecasted], *, tenths: bool = False) -> Decomposition | None:
    """Return the Brier score and its parts, None without forecasts.

    Like probabilities make a group, and then the rest is 0; with `tenths` those that round to the same ten per cent.
    """
    score = brier(forecasts)
    if score is None:
        return None
    groups = _groups(forecasts, tenths=tenths)
    count = len(forecasts)
    base = sum(one.came_true for one in forecasts) / count
    reliability = sum(group.count * (group.mean - group.share) ** 2 for group in groups) / count
    resolution = sum(group.count * (group.share - base) ** 2 for group in groups) / count
    uncertainty = base * (1 - base)
    rest = score - (reliability - resolution + uncertainty)
    return Decomposition(score, reliability, resolution, uncertainty, rest, count, groups)


def _groups(forecasts: Sequence[Forecasted], *, tenths: bool) -> tuple[Group, ...]:
    together: dict[float, list[Forecasted]] = defaultdict(list)
    for one in forecasts:
        together[int(one.probability * 10 + 0.5) if tenths else round(one.probability, DIGITS)].append(one)
    return tuple(
        Group(
            mean=sum(one.probability for one in members) / len(members),
            share=sum(one.came_true for one in members) / len(members),
            count=len(members),
        )
        for _name, members in sorted(together.items())
    )
