"""Counts the board page's figures again, from the tables attached to its PDF and from nothing else.

Written apart from the program: it uses none of its code, only the attached tables, the standard library and the
reference implementation of Krippendorff's alpha. Each function returns the numbers of one block in the order in which
the English text says them.
"""

import csv
from dataclasses import dataclass
from io import StringIO

import krippendorff
import numpy as np

ACTIVE = {"idea", "exploring", "trying", "scaling"}
SUBSTANTIAL, RADICAL, LASTING = 35, 65, 70  # from these scores upwards
SHARED = ("past_closing", "overdue", "never_evaluated", "nothing_to_compute")  # told of several projects at once
GRAVITY = (
    "too_late",
    "signal",
    "immune_system_risk",
    "island_risk",
    "barely_in_time",
    "exposed_work",
    "fragile_work",
    "past_closing",
    "new_figures",
    "surprised",
    *SHARED[1:],
)
LINES = 3  # on the board page


@dataclass(frozen=True)
class Tables:
    """The two attached tables, as rows of texts."""

    figures: list[dict[str, str]]
    levels: list[dict[str, str]]

    @classmethod
    def read(cls, figures: str, levels: str) -> "Tables":
        """Read the tables as written for English spreadsheets."""
        return cls(list(csv.DictReader(StringIO(figures))), list(csv.DictReader(StringIO(levels))))

    @property
    def active(self) -> list[dict[str, str]]:
        """The projects in the portfolio now."""
        return [row for row in self.figures if row["stage"] in ACTIVE]

    @property
    def scored(self) -> list[dict[str, str]]:
        """Those of them that have been evaluated."""
        return [row for row in self.active if row["evaluated_on"]]


def money(rows: list[dict[str, str]]) -> int:
    """Return the money of projects in minor units."""
    return sum(int(row["budget_minor"] or 0) for row in rows)


def overview(tables: Tables) -> list[float]:
    """Return how many projects there are, and their money in millions to one decimal."""
    return [len(tables.active), round(money(tables.active) / 100 / 1_000_000, 1)]


def standing(tables: Tables) -> list[float]:
    """Return evaluated projects, radical ones, the radical share of their money, unevaluated ones, and undrawn ones."""
    radical = [row for row in tables.scored if row["radicality"] and int(row["radicality"]) >= RADICAL]
    drawn = [row for row in tables.scored if row["radicality"] and row["resilience"]]
    numbers = [len(tables.scored), len(radical), round(100 * money(radical) / money(tables.scored))]
    rest = [len(tables.active) - len(tables.scored), len(tables.scored) - len(drawn)]
    return [*numbers, *(number for number in rest if number)]


def distance(tables: Tables, wanted: tuple[float, float, float]) -> int:
    """Return how many per cent of the evaluated money would have to move to lie as the board wants it."""
    parts = [0, 0, 0]
    for row in tables.scored:
        if row["radicality"]:
            parts[(int(row["radicality"]) >= SUBSTANTIAL) + (int(row["radicality"]) >= RADICAL)] += money([row])
    return round(100 * sum(abs(part / sum(parts) - share) for part, share in zip(parts, wanted, strict=True)) / 2)


def finding(tables: Tables) -> list[float]:
    """Return how many projects in the picture are radical and lasting, and how many are in it."""
    drawn = [row for row in tables.active if row["radicality"] and row["resilience"]]
    both = [row for row in drawn if int(row["radicality"]) >= RADICAL and int(row["resilience"]) >= LASTING]
    return [len(both), len(drawn)] if both and len(drawn) > 1 else []


def left_out(tables: Tables) -> list[float]:
    """Return how many projects need attention beyond the lines shown."""
    groups: dict[str, int] = {}
    for row in sorted(tables.active, key=lambda row: int(row["number"])):
        if row["attention"]:
            gravest = min(row["attention"].split(), key=GRAVITY.index)
            key = gravest if gravest in SHARED else f"{gravest} {row['number']}"
            groups[key] = groups.get(key, 0) + 1
    ordered = sorted(groups, key=lambda key: GRAVITY.index(key.split()[0]))
    hidden = sum(groups[key] for key in ordered[LINES:])
    return [hidden] if hidden else []


def overdue(tables: Tables) -> int:
    """Return how many re-evaluations are overdue."""
    return sum("overdue" in row["attention"].split() for row in tables.active)


def certainty(tables: Tables) -> list[float]:
    """Return projects with scores, all projects, the smallest and largest panel, coverage in per cent, and alpha."""
    panels = [int(row["evaluators"]) for row in tables.scored]
    axes = ("coverage_radicality", "coverage_decoupling", "coverage_connection")
    shares = [float(row[axis]) for row in tables.scored for axis in axes]
    covered = round(100 * sum(shares) / len(shares))
    panel = [min(panels)] if min(panels) == max(panels) else [min(panels), max(panels)]
    coverage = [] if covered == 100 else [covered]
    return [len(tables.scored), len(tables.active), *panel, *coverage, round(alpha(tables), 2)]


def alpha(tables: Tables) -> float:
    """Return the ordinal alpha over every criterion of every evaluated project in the portfolio."""
    counted = {row["number"] for row in tables.scored}
    rows = [row for row in tables.levels if row["number"] in counted]
    counts = np.array([[int(row[f"level_{level}"]) for level in range(1, 6)] for row in rows])
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal"))


def without_consensus(tables: Tables) -> int:
    """Return on how many criteria the evaluators have no consensus."""
    counted = {row["number"] for row in tables.scored}
    return sum(row["consensus"] == "no" for row in tables.levels if row["number"] in counted)


def next_dates(tables: Tables) -> list[str]:
    """Return the days of the next three re-evaluations as ISO dates, each once."""
    planned = [row for row in tables.active if row["due_state"] in ("due_soon", "scheduled") and row["due_on"]]
    return list(dict.fromkeys(sorted(row["due_on"] for row in planned)[:3]))


def unchanged(before: Tables, now: Tables, told: set[str]) -> int:
    """Return how many evaluated projects of the portfolio were there last time and are not told to have changed."""
    known = {row["number"] for row in before.figures}
    return sum(row["number"] in known and row["project"] not in told for row in now.scored)


def moved(before: Tables, now: Tables, project: str, score: str) -> list[int]:
    """Return a project's score on an axis last time and now."""
    return [int(row[score]) for tables in (before, now) for row in tables.figures if row["project"] == project]
