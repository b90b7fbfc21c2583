"""Finding occupations while one types, beside rapidfuzz alone on the same words: run this file with Python."""

import time
from collections.abc import Callable
from statistics import median

from rapidfuzz import fuzz, process

from portfolio.reference.occupations import _phrases, find_occupations

TYPED = ["truckfører", "software developer", "sygeplejeske", "a"]
REPEATS = 30


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median of several runs, warm."""
    work()
    durations = []
    for _repeat in range(REPEATS):
        started = time.perf_counter()
        work()
        durations.append((time.perf_counter() - started) * 1000)
    return median(durations)


def main() -> None:
    words = [phrase.text for phrase in _phrases()]
    for typed in TYPED:
        ours = milliseconds(lambda typed=typed: find_occupations(typed, language="da"))
        peer = milliseconds(lambda typed=typed: process.extract(typed, words, scorer=fuzz.WRatio, limit=10))
        print(f"{typed:20} ours {ours:6.2f} ms   rapidfuzz alone {peer:6.2f} ms   ratio {ours / peer:4.2f}")


if __name__ == "__main__":
    main()
