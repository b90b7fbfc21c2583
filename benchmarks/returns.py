"""XIRR of 10,000 series of 60 entries, beside bare pyxirr called once a series; the processor's time, in turns.

Run: `python benchmarks/returns.py`
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from time import process_time

import numpy as np
import pyxirr

from portfolio.finance.batch import conventional_rates, rates_of_series

SERIES, ENTRIES, REPEATS = 10_000, 60, 9


def fastest(*calls: Callable[[], object]) -> list[float]:
    """Return the shortest time of each call; they take turns, so that a busy machine slows all of them alike."""
    durations: list[list[float]] = [[] for _call in calls]
    for _repeat in range(REPEATS):
        for call, found in zip(calls, durations, strict=True):
            started = process_time()
            call()
            found.append(process_time() - started)
    return [min(found) for found in durations]


def a_calendar(draw: random.Random) -> list[date]:
    first = date(2027, 1, 1) + timedelta(days=draw.randrange(1000))
    return [first + timedelta(days=30 * month + draw.randrange(20)) for month in range(ENTRIES)]


def amounts(draw: random.Random) -> list[float]:
    paid_in = draw.randrange(3, 20)
    return [-draw.uniform(50, 150) if month < paid_in else draw.uniform(10, 60) for month in range(ENTRIES)]


def show(name: str, ours: Callable[[], object], bare: Callable[[], object]) -> None:
    mine, theirs = fastest(ours, bare)
    print(f"{name:34} ours {mine * 1000:6.1f} ms   pyxirr {theirs * 1000:6.1f} ms   {mine / theirs:.2f} ×")


def main() -> None:
    draw = random.Random(1)
    money = [amounts(draw) for _series in range(SERIES)]
    calendar, calendars = a_calendar(draw), [a_calendar(draw) for _series in range(SERIES)]
    matrix = np.array(money)
    numbers = np.array([[day.toordinal() for day in days] for days in calendars], dtype=float)
    own = (numbers - numbers[:, :1]) / 365
    years = np.array([(day - calendar[0]).days / 365 for day in calendar])
    shared, separate = [(calendar, row) for row in money], list(zip(calendars, money, strict=True))

    show("arrays, one calendar", lambda: conventional_rates(years, matrix), lambda: [pyxirr.xirr(*s) for s in shared])
    show(
        "arrays, a calendar each", lambda: conventional_rates(own, matrix), lambda: [pyxirr.xirr(*s) for s in separate]
    )
    show("lists, one calendar", lambda: rates_of_series(shared), lambda: [pyxirr.xirr(*s) for s in shared])
    show("lists, a calendar each", lambda: rates_of_series(separate), lambda: [pyxirr.xirr(*s) for s in separate])
    apart = max(abs(one - pyxirr.xirr(*s)) for one, s in zip(rates_of_series(separate), separate, strict=True))
    print(f"largest difference {apart:.1e}")


if __name__ == "__main__":
    main()
