"""The whole portfolio: 1,000 projects × 5 occupations × 30 years × 2,000 draws, beside a plain NumPy reference.

The reference is single-threaded, computes every unit group once, mixes and partitions. Each runs in a process of its
own, so that its peak of memory can be read. Run: `python benchmarks/whole_portfolio.py [PROJECTS]`
"""

import json
import os
import resource
import subprocess
import sys
from time import perf_counter

import numpy as np

from portfolio.reference.occupations import occupations
from portfolio.resilience.draws import draw
from portfolio.resilience.model import figures_for, still_done
from portfolio.resilience.parameters import DEFAULT
from portfolio.resilience.simulation import SEED
from portfolio.resilience.whole_portfolio import portfolio_quantiles
from portfolio.resilience.work import ProjectWork

PROJECTS, OCCUPATIONS, YEARS, DRAWS, REPEATS = 1000, 5, 30, 2000, 5
PLACES = (199, 999, 1799)  # of p10, p50 and p90 among 2,000 draws
YEARS_AT_ONCE = 6  # in the reference: 42 MB of shares
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def invented_projects(count: int) -> dict[int, ProjectWork]:
    rng = np.random.default_rng(7)
    codes = list(occupations())
    return {
        number: ProjectWork(
            dict(zip(rng.choice(codes, OCCUPATIONS, replace=False), rng.dirichlet(np.ones(OCCUPATIONS)), strict=True)),
            10,
        )
        for number in range(count)
    }


def reference(projects: dict[int, ProjectWork]) -> dict[int, np.ndarray]:
    """Every unit group once, some years at a time; then mix, then partition."""
    drawn = draw(DEFAULT, draws=DRAWS, rng=np.random.default_rng(SEED))
    codes = sorted({code for work in projects.values() for code in work.shares})
    place = {code: number for number, code in enumerate(codes)}
    figures = [figures_for(code, DEFAULT) for code in codes]
    mixes = [
        (np.array([place[code] for code in work.shares]), np.array(list(work.shares.values())))
        for work in projects.values()
    ]
    today = drawn.technology(np.zeros(1))
    found = np.empty((len(projects), 3, YEARS + 1))
    for start in range(0, YEARS + 1, YEARS_AT_ONCE):
        years = np.arange(start, min(start + YEARS_AT_ONCE, YEARS + 1), dtype=np.float64)
        then = drawn.technology(years)
        shares = np.stack([still_done(one, then, today).T.ravel() for one in figures])
        for number, (places, weights) in enumerate(mixes):
            mixed = (weights @ shares[places]).reshape(len(years), DRAWS)
            found[number][:, start : start + len(years)] = np.partition(mixed, PLACES, axis=1)[:, PLACES].T
    return dict(enumerate(found))


def ours(projects: dict[int, ProjectWork]) -> dict[int, np.ndarray]:
    return portfolio_quantiles(projects, years=YEARS, draws=DRAWS)


def measure(name: str, count: int) -> dict[str, float]:
    """Run one of the two, and print its fastest time, its peak memory and a sum of what it found."""
    run = {"reference": reference, "ours": ours}[name]
    projects = invented_projects(count)
    seconds = []
    for _repeat in range(REPEATS if count <= PROJECTS else 1):
        started = perf_counter()
        found = run(projects)
        seconds.append(perf_counter() - started)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": min(seconds),
        "megabytes": megabytes,
        "mean": float(np.mean([one.mean() for one in found.values()])),
    }


def in_own_process(name: str, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, str(count), name],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **ONE_THREAD},
    )
    return json.loads(done.stdout)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[2], count)))
        return
    found = {name: in_own_process(name, count) for name in ("reference", "ours")}
    for name, one in found.items():
        print(f"{name:9}: {one['seconds']:.2f} s, {one['megabytes']:.0f} MB, mean share {one['mean']:.5f}")
    print(f"ours / reference: {found['ours']['seconds'] / found['reference']['seconds']:.2f}")


if __name__ == "__main__":
    main()
