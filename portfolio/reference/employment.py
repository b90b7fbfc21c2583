"""American jobs by ISCO-08 unit group in 2024 and, as the Bureau of Labor Statistics projects them, in 2034."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portfolio.reference.figures_file import FOLDER

FIRST_YEAR, LAST_YEAR = 2024, 2034


@dataclass(frozen=True)
class Employment:
    """Jobs of a unit group, in thousands; the later ones are a projection, not a count."""

    before: float
    after: float

    @property
    def growth(self) -> float:
        """The change as a share of the earlier jobs."""
        return self.after / self.before - 1


@cache
def us_employment() -> Mapping[str, Employment]:
    """Return the unit groups for which the projections have jobs, by code."""
    with (FOLDER / "us_employment.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {row["isco08"]: Employment(float(row["jobs_2024"]), float(row["jobs_2034"])) for row in rows}
    )
