"""Counts the figures of pages two and three again, from the tables attached to the PDF and from nothing else.

Like `tests.recount` it uses none of the program's code; each function takes the lines of one table.
"""

import csv
from collections import defaultdict
from io import StringIO

Lines = list[dict[str, str]]


def read(table: str) -> Lines:
    """Read a table as written for English spreadsheets."""
    return list(csv.DictReader(StringIO(table)))


def total(lines: Lines, column: str) -> int:
    """Return the sum of a column, nothing where it is empty."""
    return sum(int(line[column] or 0) for line in lines)


def payments(lines: Lines) -> list[float]:
    """Return contracts, earned and paid in thousands, planned in millions, and three shares that technology leaves."""
    known = [line for line in lines if line["with_technology_minor"]]
    planned = total(known, "planned_minor")
    left = [total(known, f"with_technology{limit}_minor") for limit in ("", "_low", "_high")]
    thousands = [total(lines, column) / 100_000 for column in ("earned_minor", "paid_minor")]
    return [len(lines), *thousands, round(planned / 1e8, 1), *(round(100 * minor / planned) for minor in left)]


def open_forecasts(lines: Lines, today: str) -> list[int]:
    """Return how many questions are open, and how many of them should have been settled."""
    found = [line["resolves_on"] for line in lines if not line["settled_on"]]
    return [len(found), sum(day < today for day in found)]


def _means(lines: Lines) -> list[tuple[float, bool]]:
    return [
        (int(line["sum_of_percent"]) / int(line["answers"]) / 100, line["outcome"] == "yes")
        for line in lines
        if line["outcome"] in ("yes", "no") and line["answers"]
    ]


def brier(lines: Lines) -> tuple[int, float]:
    """Return how many forecasts count, and their Brier score to two decimals."""
    found = _means(lines)
    return len(found), round(sum((held - came) ** 2 for held, came in found) / len(found), 2)


def calibration(lines: Lines) -> list[list[int]]:
    """Return what was held likely, how much of it came true (both in per cent), and how many, by rounded tenths."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for held, came in _means(lines):
        groups[int(held * 10 + 0.5)].append((held, came))
    return [
        [round(100 * sum(column) / len(members)) for column in zip(*members, strict=True)] + [len(members)]
        for _tenth, members in sorted(groups.items())
    ]


def fan(lines: Lines, year: int) -> list[int]:
    """Return the median and both limits of a year in per cent."""
    [line] = [line for line in lines if line["year"] == str(year)]
    return [round(int(line[f"{part}_basis_points"]) / 100) for part in ("median", "low", "high")]
