"""A bond of 5 metrics × 10 years in 10,000 runs, beside the same draws and rates in bare NumPy.

The reference draws beta-binomial outcomes, pays one unprotected investor all of it and bisects each run's rate; ours
also has the common shock, recruitment, reforms, lags, caps, two tranches with a guarantee, and three purses.

Run: `python benchmarks/bond_simulation.py`
"""

from collections.abc import Callable
from decimal import Decimal
from time import perf_counter

import numpy as np

from portfolio.finance.bond_model import BondModel, PaidResult, Risks, Saving, YearlyDraw
from portfolio.finance.simulation import simulate
from portfolio.finance.tranches import Guarantee, Terms, Tranche

RUNS, METRICS, YEARS, REPEATS = 10_000, 5, 10, 7


def fastest(call: Callable[[], object]) -> float:
    durations = []
    for _repeat in range(REPEATS):
        started = perf_counter()
        call()
        durations.append(perf_counter() - started)
    return min(durations)


def reference() -> tuple[float, float]:
    rng = np.random.default_rng(1)
    flows = np.zeros((RUNS, YEARS + 1))
    flows[:, :3] -= 7_600_000_00
    for _metric in range(METRICS):
        chance = rng.beta(8, 12, RUNS)
        flows[:, 1:] += rng.binomial(60, np.repeat(chance[:, None], YEARS, axis=1)) * 25_000_00
    back, paid_in = np.maximum(flows, 0).sum(axis=1), -np.minimum(flows, 0).sum(axis=1)
    low, high = np.full(RUNS, -0.99), np.full(RUNS, 10.0)
    for _halving in range(50):
        middle = (low + high) / 2
        value = np.zeros(RUNS)
        for year in range(YEARS, -1, -1):
            value = value / (1 + middle) + flows[:, year]
        low, high = np.where(value > 0, middle, low), np.where(value > 0, high, middle)
    return float(np.quantile(back / paid_in, 0.5)), float(np.quantile((low + high) / 2, 0.5))


def a_bond() -> BondModel:
    tranches = (
        Tranche("senior", 15_000_000_00, coupon=Decimal("0.02"), cap_rate=Decimal("0.06")),
        Tranche("junior", 8_000_000_00, rank=2, cap_rate=Decimal("0.10")),
    )
    amounts = {"senior": 5_000_000_00, "junior": 2_600_000_00}
    savings = (Saving("kommune", 40_000_00, 10, 0.1), Saving("stat", 20_000_00, 10, 0.1))
    return BondModel(
        terms=Terms(tranches, guarantee=Guarantee("A foundation", 3_000_000_00)),
        draws=tuple(YearlyDraw(name, year, minor) for year in range(3) for name, minor in amounts.items()),
        results=tuple(
            PaidResult(f"metric {number}", (60,) * YEARS, 0.4, 25_000_00, savings=savings) for number in range(METRICS)
        ),
        payers={"kommune": 0.7, "stat": 0.2, "region": 0.1},
        risks=Risks(lags=(0.6, 0.3, 0.1)),
    )


def main() -> None:
    bond = a_bond()
    ours, bare = fastest(lambda: simulate(bond, runs=RUNS)), fastest(reference)
    print(f"ours {ours * 1000:.0f} ms   NumPy reference {bare * 1000:.0f} ms   {ours / bare:.2f} ×")


if __name__ == "__main__":
    main()
