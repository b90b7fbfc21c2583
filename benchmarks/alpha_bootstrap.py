"""Alpha with 1,000 bootstrap draws on 200 units × 20 evaluators, beside the `krippendorff` package.

Run: `python benchmarks/alpha_bootstrap.py`
"""

from time import perf_counter

import krippendorff
import numpy as np
from numpy.typing import NDArray

from portfolio.scoring.alpha import Metric, krippendorff_alpha

UNITS, RATERS, DRAWS, MISSING = 200, 20, 1000, 0.6


def levels(rng: np.random.Generator) -> NDArray[np.float64]:
    true = rng.normal(3, 1.1, UNITS)
    found = np.clip(np.round(true + rng.normal(0, 0.6, (RATERS, UNITS))), 1, 5)
    found[rng.random(found.shape) < MISSING] = np.nan
    return found


def main() -> None:
    rng = np.random.default_rng(1)
    table = levels(rng)
    for metric in Metric:
        started = perf_counter()
        ours = krippendorff_alpha(table, metric, draws=DRAWS, seed=1)
        middle = perf_counter()
        drawn = [
            krippendorff.alpha(
                reliability_data=table[:, rng.integers(0, UNITS, UNITS)], level_of_measurement=metric.value
            )
            for _draw in range(DRAWS)
        ]
        ended = perf_counter()
        low, high = np.quantile(drawn, (0.025, 0.975))
        print(
            f"{metric.value:9} ours {middle - started:6.3f} s [{ours.low:.3f}; {ours.high:.3f}]   "
            f"krippendorff, as many draws {ended - middle:6.3f} s [{low:.3f}; {high:.3f}]   "
            f"{(ended - middle) / (middle - started):.0f} ×"
        )


if __name__ == "__main__":
    main()
