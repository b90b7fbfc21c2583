"""What a row of cash flows returned: internal rate with its edge cases, multiple, and present value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyxirr

from portfolio.finance.flows import Flow, Numbers, amounts, check_flows, in_order, years

# Where roots are looked for, as ln(1 + rate): from −99.9999 % to about 22,000 % a year. Beyond it a rate says nothing.
LOWEST, HIGHEST, _STEPS = -13.8, 10.0, 20_000
_SHARPENING_STEPS = 6
_BISECTIONS = 80
_TOUCHES = 1e-12  # of the largest amount: nearer to nought than arithmetic can tell


class RateKind(StrEnum):
    """What the internal rate of return of some flows is worth."""

    UNIQUE = "unique"
    SEVERAL = "several"
    TOTAL_LOSS = "total_loss"
    NONE = "none"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Rate:
    """The internal rate of return a year as a fraction, or None; `roots` lists all where there are several."""

    value: float | None
    kind: RateKind
    roots: tuple[float, ...] = ()


def internal_rate(flows: Sequence[Flow]) -> Rate:
    """Return XIRR: the rate r with Σ amount/(1+r)^years = 0 (ACT/365 Fixed).

    Money in and nothing back is a total loss, −100 %. Nothing paid in, nothing at all, or all on one day leaves it
    undefined. A conventional flow (out first, then in) has one root; otherwise all roots are listed, and with several
    no single value is given.
    """
    check_flows(flows)
    kept = amounts(flows)
    if not (kept < 0).any() or years(flows)[-1] == 0:
        return Rate(None, RateKind.UNDEFINED)
    if not (kept > 0).any():
        return Rate(-1.0, RateKind.TOTAL_LOSS)
    if _is_conventional(kept) and (fast := _by_library(flows)) is not None:
        return Rate(fast, RateKind.UNIQUE, (fast,))
    roots = _all_roots(kept, years(flows))
    if len(roots) == 1:
        return Rate(roots[0], RateKind.UNIQUE, roots)
    return Rate(None, RateKind.SEVERAL if roots else RateKind.NONE, roots)


def multiple(flows: Sequence[Flow]) -> float | None:
    """Return MOIC, cash back divided by cash paid in; None when nothing was paid in."""
    kept = amounts(flows)
    paid_in = -kept[kept < 0].sum()
    return float(kept[kept > 0].sum() / paid_in) if paid_in > 0 else None


def _is_conventional(kept: Numbers) -> bool:
    signs = np.sign(kept[kept != 0])
    return bool(signs[0] < 0 and (np.diff(signs) != 0).sum() == 1)


def _by_library(flows: Sequence[Flow]) -> float | None:
    ordered = in_order(flows)
    largest = max(abs(flow.amount) for flow in ordered)  # its tolerance is absolute, so amounts are scaled to one
    found = pyxirr.xirr([flow.on for flow in ordered], [flow.amount / largest for flow in ordered], silent=True)
    return _sharpened(found, flows) if found is not None and -1 < found < np.exp(HIGHEST) else None


def _sharpened(rate: float, flows: Sequence[Flow]) -> float:
    """Return a conventional flow's rate to the last digits: at high rates the library stops at the sixth, or before.

    Newton's steps on ln(back/in), both discounted, which is almost straight in ln(1 + rate).
    """
    kept, at = amounts(flows), years(flows)
    into, back = np.where(kept < 0, -kept, 0.0), np.where(kept > 0, kept, 0.0)
    log_rate = float(np.log1p(rate))
    with np.errstate(all="ignore"):
        for _step in range(_SHARPENING_STEPS):
            factors = np.exp(-log_rate * at)
            paid, earned = (into * factors).sum(), (back * factors).sum()
            apart = (back * factors * at).sum() / earned - (into * factors * at).sum() / paid
            log_rate += float(np.log(earned / paid) / apart)
    return float(np.expm1(log_rate)) if np.isfinite(log_rate) else rate


def _all_roots(kept: Numbers, at: Numbers) -> tuple[float, ...]:
    """Return every rate at which the present value is nought, in rising order, also where it only touches nought."""
    scaled = kept / np.abs(kept).max()

    def value(log_rate: Numbers) -> Numbers:
        # Divided by the largest discount factor of each rate: the sign stays and nothing overflows.
        exponents = -np.outer(log_rate, at)
        return np.asarray((np.exp(exponents - exponents.max(axis=1, keepdims=True)) * scaled).sum(axis=1))

    grid = np.linspace(LOWEST, HIGHEST, _STEPS)
    turns = _turns(value, grid)
    grid = np.unique(np.concatenate([grid, turns]))
    found = value(grid)
    sign = np.where(np.isin(grid, turns) & (np.abs(found) < _TOUCHES), 0.0, np.sign(found))
    roots = [*grid[sign == 0], *_crossings(value, grid, sign)]
    return _apart(sorted(float(np.expm1(root)) for root in roots))


def _turns(value: Callable[[Numbers], Numbers], grid: Numbers) -> Numbers:
    """Return where the value comes nearest to nought between two steps without crossing: two roots may hide there."""
    found = value(grid)
    size = np.abs(found)
    near = np.flatnonzero((size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])) + 1
    low, high, side = grid[near - 1], grid[near + 1], np.sign(found[near])
    for _round in range(_BISECTIONS if near.size else 0):  # a third less each time
        left, right = low + (high - low) / 3, high - (high - low) / 3
        nearer_left = side * value(left) < side * value(right)  # on through nought, so that both roots are seen
        low, high = np.where(nearer_left, low, left), np.where(nearer_left, right, high)
    return np.asarray((low + high) / 2)


def _crossings(value: Callable[[Numbers], Numbers], grid: Numbers, sign: Numbers) -> Numbers:
    changes = sign[:-1] * sign[1:] < 0
    low, high = grid[:-1][changes], grid[1:][changes]
    below = sign[:-1][changes]
    for _bisection in range(_BISECTIONS if low.size else 0):
        middle = (low + high) / 2
        same = np.sign(value(middle)) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray((low + high) / 2)


def _apart(roots: list[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for root in roots:
        if not kept or root - kept[-1] > 1e-7 * (1 + abs(root)):
            kept.append(root)
    return tuple(kept)
