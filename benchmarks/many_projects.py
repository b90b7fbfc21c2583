"""Does a whole portfolio take time in proportion, and memory that does not grow? 10,000, 30,000 and 100,000 projects.

The projects come 10,000 at a time and their figures are summed and let go, as a caller with so many would. Seconds
are those of the processor, so that other work on the machine does not count; each size has a process of its own for its
peak of memory. About three minutes on a quiet machine. Run: `python benchmarks/many_projects.py [PROJECTS …]`
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter, process_time

import numpy as np

from portfolio.reference.occupations import occupations
from portfolio.resilience.parameters import DEFAULT
from portfolio.resilience.whole_portfolio import portfolio_quantiles
from portfolio.resilience.work import ProjectWork

SIZES, AT_A_TIME = (10_000, 30_000, 100_000), 10_000
OCCUPATIONS, YEARS, DRAWS = 5, 30, 2000
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
MAY_GROW = 1.2  # of the smallest size: time a project, and memory


def invented_projects(count: int) -> Iterator[dict[int, ProjectWork]]:
    """Yield some projects at a time."""
    rng = np.random.default_rng(7)
    codes = list(occupations())
    for start in range(0, count, AT_A_TIME):
        yield {
            number: ProjectWork(
                dict(
                    zip(
                        rng.choice(codes, OCCUPATIONS, replace=False).tolist(),
                        rng.dirichlet(np.ones(OCCUPATIONS)).tolist(),
                        strict=True,
                    )
                ),
                10,
            )
            for number in range(start, min(start + AT_A_TIME, count))
        }


def measure(count: int) -> dict[str, float]:
    """Run the model for so many projects; seconds are the processor's and the clock's, without the inventing."""
    busy = waited = total = 0.0
    for projects in invented_projects(count):
        started, began = process_time(), perf_counter()
        found = portfolio_quantiles(projects, years=YEARS, parameters=DEFAULT, draws=DRAWS)
        busy, waited = busy + process_time() - started, waited + perf_counter() - began
        total += float(sum(one[1, 10] for one in found.values()))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"busy": busy, "waited": waited, "megabytes": megabytes, "mean": total / count}


def in_own_process(count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(count)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **ONE_THREAD},
    )
    return json.loads(done.stdout)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    first: tuple[float, float] | None = None
    for count in sizes:
        one = in_own_process(count)
        each = one["busy"] / count * 1000
        first = first or (each, one["megabytes"])
        grows = max(each / first[0], one["megabytes"] / first[1])
        print(
            f"{count:7,} projects: {one['busy']:6.1f} s of the processor ({one['waited']:.0f} s by the clock), "
            f"{each:.2f} ms a project, {one['megabytes']:.0f} MB, mean share {one['mean']:.5f}"
            f"{'' if grows <= MAY_GROW else '  — GROWS'}"
        )


if __name__ == "__main__":
    main()
