"""SMAA of 200 projects × 15 criteria × 10,000 weightings: seconds, memory, and beside NumPy's bare product and argsort.

Run: `python benchmarks/robustness.py`
"""

import resource
from collections.abc import Callable
from time import perf_counter

import numpy as np

from portfolio.scoring.cells import cell_of
from portfolio.scoring.robustness import robustness
from portfolio.scoring.scale import Answer

PROJECTS, CRITERIA, DRAWS, EVALUATORS, REPEATS = 200, 15, 10_000, 5, 7


def fastest(call: Callable[[], object]) -> float:
    durations = []
    for _repeat in range(REPEATS):
        started = perf_counter()
        call()
        durations.append(perf_counter() - started)
    return min(durations)


def an_answer(rng: np.random.Generator) -> Answer:
    level = int(rng.integers(1, 6))
    return Answer(level, lowest=max(1, level - 1), highest=min(5, level + 1))


def main() -> None:
    rng = np.random.default_rng(1)
    names = [f"criterion {place}" for place in range(CRITERIA)]
    table = rng.uniform(0, 100, (PROJECTS, CRITERIA))
    weights = rng.dirichlet(np.ones(CRITERIA), DRAWS)
    fixed = {f"project {place}": dict(zip(names, row.tolist(), strict=True)) for place, row in enumerate(table)}
    drawn = {
        name: {criterion: cell_of([an_answer(rng) for _place in range(EVALUATORS)]) for criterion in names}
        for name in fixed
    }

    bare = fastest(lambda: np.argsort(weights @ table.T, axis=1))
    whole = fastest(lambda: robustness(fixed, names, draws=DRAWS))
    print(f"fixed scores: {whole:.3f} s; matrix product and argsort alone: {bare:.3f} s; {whole / bare:.1f} ×")
    print(f"scores drawn from evaluators and ranges: {fastest(lambda: robustness(drawn, names, draws=DRAWS)):.3f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
