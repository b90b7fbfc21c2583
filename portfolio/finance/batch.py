"""Internal rates of thousands of cash flows at once, for simulations and whole portfolios.

Of a conventional flow (out first, then in) the logarithm of money back over money in, both discounted, falls steadily
with ln(1 + rate) and is almost straight, so that Newton's steps find its one root in a few rounds for all at once.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from portfolio.finance.flows import DAYS_A_YEAR, Flow, Numbers
from portfolio.finance.returns import HIGHEST, LOWEST, internal_rate

_AT_ONCE = 49_152  # numbers worked on at a time: they stay in the processor's cache
_ROUNDS, _CLOSE = 40, 1e-7  # a step that small leaves an error of its square, 1e-14
_SEARCHED_FROM, _SEARCHED_TO, _SEARCHED, _HALVINGS = -6.0, 4.0, 500, 45  # ln(1 + rate), for rows of many signs

Series = tuple[Sequence[date], Sequence[float]]  # days and amounts of one flow


def rates_of_series(series: Sequence[Series]) -> list[float | None]:
    """Return the internal rate a year of each flow, −1 for a total loss, None where there is no single one."""
    if not series:
        return []
    lengths = {len(amounts) for _days, amounts in series}
    if len(lengths) > 1 or 0 in lengths:
        return [_one(one) for one in series]
    days, amounts = _days(series), _amounts(series)
    if not (days[:, 1:] >= days[:, :-1]).all() or not np.isfinite(amounts).all():
        return [_one(one) for one in series]
    years = (days - days[:, :1]) / DAYS_A_YEAR
    found = conventional_rates(years[0] if len(years) == 1 else years, amounts)
    rates: list[float | None] = found.tolist()
    for place in np.flatnonzero(np.isnan(found)).tolist():
        rates[place] = _one(series[place])
    return rates


def conventional_rates(at: ArrayLike, amounts: ArrayLike) -> Numbers:
    """Return the rate a year of each row of amounts at years from its first; −1 for total losses.

    NaN where a row is not conventional or its rate lies outside what is looked for: `internal_rate` judges those.
    `at` is one row of years for all, or a row for each; rows are in the order of time.
    """
    money = np.asarray(amounts, dtype=np.float64)
    years = np.asarray(at, dtype=np.float64)
    rows = max(1, _AT_ONCE // max(1, money.shape[1]))
    found = np.empty(len(money))
    for start in range(0, len(money), rows):
        block = slice(start, start + rows)
        found[block] = _block(years[block] if years.ndim == 2 else years, money[block])
    return found


def _days(series: Sequence[Series]) -> NDArray[np.int32]:
    """Return day numbers, a row for each series, or one row for all when they share their days."""
    first = series[0][0]
    shared = all(days is first for days, _amounts in series)
    kept = [first] if shared else [days for days, _amounts in series]
    ordinals = map(date.toordinal, chain.from_iterable(kept))
    return np.fromiter(ordinals, np.int32, len(kept) * len(first)).reshape(len(kept), len(first))


def _amounts(series: Sequence[Series]) -> Numbers:
    shape = (len(series), len(series[0][1]))
    every = chain.from_iterable(amounts for _days, amounts in series)
    return np.fromiter(every, np.float64, shape[0] * shape[1]).reshape(shape)


def _one(series: Series) -> float | None:
    return internal_rate([Flow(day, amount) for day, amount in zip(*series, strict=True)]).value


def _block(years: Numbers, money: Numbers) -> Numbers:
    out, back = money < 0, money > 0
    has_in, has_back = out.any(axis=1), back.any(axis=1)
    last_in = money.shape[1] - 1 - out[:, ::-1].argmax(axis=1)
    first_back = back.argmax(axis=1)
    later = np.broadcast_to(years, money.shape)[:, -1] > 0
    found = np.where(has_in & ~has_back & later, -1.0, np.nan)
    chosen = has_in & has_back & (last_in < first_back) & later
    if chosen.all():  # the usual case, without copies
        return _roots(years, np.maximum(-money, 0.0), np.maximum(money, 0.0))
    if chosen.any():
        mine = years[chosen] if years.ndim == 2 else years
        found[chosen] = _roots(mine, np.maximum(-money[chosen], 0.0), np.maximum(money[chosen], 0.0))
    return found


def _roots(years: Numbers, into: Numbers, back: Numbers) -> Numbers:
    into_years, back_years = into * years, back * years
    logs = np.zeros(len(into))
    step = np.full(len(into), np.inf)
    with np.errstate(all="ignore"):  # rows that run away end as NaN
        factors = np.ones_like(into)
        for _round in range(_ROUNDS):
            paid, earned = (np.einsum("ij,ij->i", part, factors) for part in (into, back))
            paid_at = np.einsum("ij,ij->i", into_years, factors) / paid
            earned_at = np.einsum("ij,ij->i", back_years, factors) / earned
            step = np.log(earned / paid) / (earned_at - paid_at)
            logs = np.clip(logs + step, LOWEST, HIGHEST)
            if np.nanmax(np.abs(step), initial=0.0) < _CLOSE:
                break
            np.multiply(-logs[:, None], years, out=factors)
            np.exp(factors, out=factors)
        inside = (np.abs(step) < _CLOSE) & (logs > LOWEST) & (logs < HIGHEST)
        return np.where(inside, np.expm1(logs), np.nan)


def rates_on(years: ArrayLike, amounts: ArrayLike) -> Numbers:
    """Return the rate a year of each row on shared years, also of rows that are not conventional; −1 for total losses.

    NaN where nothing was paid in and where no rate, or more than one, solves a row.
    """
    at, money = np.asarray(years, dtype=np.float64), np.asarray(amounts, dtype=np.float64)
    found = conventional_rates(at, money)
    odd = np.flatnonzero(np.isnan(found) & (money < 0).any(axis=1))
    if odd.size:
        found[odd] = _single_crossings(at, money[odd])
    return found


def _single_crossings(at: Numbers, money: Numbers) -> Numbers:
    grid = np.linspace(_SEARCHED_FROM, _SEARCHED_TO, _SEARCHED)
    exponents = -np.outer(grid, at)
    factors = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    signs = np.sign(money @ factors.T)
    changes = signs[:, :-1] * signs[:, 1:] < 0
    single = changes.sum(axis=1) == 1
    place = changes.argmax(axis=1)
    low, high, below = grid[place], grid[place + 1], np.take_along_axis(signs, place[:, None], axis=1)[:, 0]
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        same = np.sign((np.exp(-middle[:, None] * at) * money).sum(axis=1)) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.where(single, np.expm1((low + high) / 2), np.nan)
