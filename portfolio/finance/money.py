"""Money in whole minor units: rounding once a line, and sharing out so that the parts sum to the whole."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TypeVar

Key = TypeVar("Key")


def rounded(minor: Decimal) -> int:
    """Round an exact amount of minor units half up, away from zero, as invoices do."""
    return int(minor.to_integral_value(ROUND_HALF_UP))


def shared_out(minor: int, shares: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Share out an amount by shares that sum to 1; what rounding leaves goes to the largest remainders.

    The parts sum to the amount exactly. Of equal remainders, the first in the mapping's order comes first.
    """
    exact = {key: minor * share for key, share in shares.items()}
    parts = {key: int(amount.to_integral_value(ROUND_FLOOR)) for key, amount in exact.items()}
    left = minor - sum(parts.values())
    by_remainder = sorted(exact, key=lambda key: exact[key] - parts[key], reverse=True)
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def portioned(minor: int, weights: Sequence[int]) -> list[int]:
    """Share out an amount in proportion to whole weights, exactly; what is left goes to the largest remainders.

    Nothing goes to a weight of 0. Of equal remainders, the first comes first. Weights that are all 0 give nothing.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    parts = [minor * weight // total for weight in weights]
    left = minor - sum(parts)
    if left:
        by_remainder = sorted(range(len(weights)), key=lambda place: -(minor * weights[place] % total))
        for place in by_remainder[:left]:
            parts[place] += 1
    return parts
