"""Count ranks and pairs over many draws, fast enough for two hundred projects and ten thousand weightings."""

import numpy as np
from numpy.typing import NDArray

# Eight flags lie in one word, and a byte counts to 255: at most 2,040 draws are counted at once. They stay in the
# processor's cache too.
DRAWS_AT_ONCE = 2000

Ranks = NDArray[np.unsignedinteger]  # from 0; a row for each alternative, a column for each draw


def ranks_of(totals: NDArray[np.float64]) -> tuple[Ranks, NDArray[np.intp]]:
    """Return ranks, and which alternative is first in each draw; `totals` has a row for each draw, higher is better."""
    draws, alternatives = totals.shape
    ascending = np.argsort(totals, axis=1)
    descending = np.arange(alternatives, dtype=np.uint8 if alternatives <= 256 else np.uint32)[::-1]
    ranks = np.empty(draws * alternatives, dtype=descending.dtype)
    ranks[(ascending + (np.arange(draws) * alternatives)[:, np.newaxis]).ravel()] = np.tile(descending, draws)
    return np.ascontiguousarray(ranks.reshape(draws, alternatives).T), ascending[:, -1]


def rank_counts(ranks: Ranks) -> NDArray[np.float64]:
    """Return how often each alternative (row) takes each rank (column)."""
    return np.array([np.bincount(row, minlength=len(ranks)) for row in ranks], dtype=np.float64)


def pairwise_wins(ranks: Ranks) -> NDArray[np.float64]:
    """Return how often each alternative (row) is above each other (column); 0 on the diagonal."""
    alternatives, draws = ranks.shape
    wins = np.zeros((alternatives, alternatives), dtype=np.int64)
    above = np.empty((alternatives, DRAWS_AT_ONCE), dtype=np.bool_)
    for start in range(0, draws, DRAWS_AT_ONCE):
        block = np.zeros((alternatives, DRAWS_AT_ONCE), dtype=ranks.dtype)  # zeros at the end are above nobody
        block[:, : draws - start] = ranks[:, start : start + DRAWS_AT_ONCE]
        for place in range(alternatives - 1):
            others = alternatives - place - 1
            np.less(block[place], block[place + 1 :], out=above[:others])
            wins[place, place + 1 :] += _count_true(above[:others])
    below = np.tril_indices(alternatives, -1)
    wins[below] = draws - wins.T[below]
    return wins.astype(np.float64)


def entropy(acceptability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for each row of rank shares, how undecided the rank is: 0 certain, 1 every rank as likely."""
    ranks = acceptability.shape[1]
    if ranks == 1:
        return np.zeros(len(acceptability))
    logs = np.log(acceptability, out=np.zeros_like(acceptability), where=acceptability > 0)
    return np.asarray(np.abs((acceptability * logs).sum(axis=1)) / np.log(ranks), dtype=np.float64)


def _count_true(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the true flags of each row, eight to a word: summing words is much faster than summing flags."""
    sums = flags.view(np.uint64).sum(axis=1)
    return np.asarray(sums.view(np.uint8).reshape(len(flags), 8).sum(axis=1, dtype=np.int64))
