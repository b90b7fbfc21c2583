"""How varied a portfolio is: evenness of shares, and how far apart its projects lie (Stirling 2007).

Two numbers, never one: Rao's Q alone blends variety and balance (Leydesdorff's critique).
"""

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray


def entropy_of(shares: Sequence[float]) -> float:
    """Return Shannon's −Σp·ln p of shares that sum to 1; empty categories add nothing."""
    return -sum(share * log(share) for share in shares if share > 0)


def balance_of(shares: Sequence[float]) -> float:
    """Return −Σp·ln p / ln n over all n categories: 0 when one holds all, 1 when they are equal; 0 for one category."""
    return entropy_of(shares) / log(len(shares)) if len(shares) > 1 else 0.0


def concentration(shares: Sequence[float]) -> float:
    """Return the Herfindahl–Hirschman index Σp², from 1/n to 1."""
    return sum(share**2 for share in shares)


def effective_number(shares: Sequence[float]) -> float:
    """Return exp(H): how many equal categories would be as varied."""
    return exp(entropy_of(shares))


def rao_q(weights: Sequence[float], places: Sequence[Sequence[float]]) -> float:
    """Return Rao's Q = Σp·p·d over all pairs: how far apart two randomly drawn units lie, from 0 to 1.

    A place has a coordinate from 0 to 1 on each dimension; d is the distance divided by the longest there can be.
    It catches “ten different names, same project”. 0 without weight.
    """
    held = np.asarray(weights, dtype=np.float64)
    if not held.size or held.sum() <= 0:
        return 0.0
    share = held / held.sum()
    return float(share @ _distances(np.asarray(places, dtype=np.float64)) @ share)


def _distances(places: NDArray[np.float64]) -> NDArray[np.float64]:
    apart = places[:, np.newaxis, :] - places[np.newaxis, :, :]
    return np.asarray(np.sqrt((apart**2).sum(axis=2) / places.shape[1]), dtype=np.float64)
