"""American jobs by ISCO-08 unit group: counted in 2012 and 2024, and as projected from 2024 to 2034."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from types import MappingProxyType

from portfolio.reference.figures_file import FOLDER, JOBS, JOBS_COUNTED, own_file

FIRST_YEAR, LAST_YEAR = 2024, 2034  # of the projections
COUNTED_FIRST, COUNTED_LAST = 2012, 2024  # May of each: the survey of wage and salary workers
FEWEST_GROUPS = 100  # of 436: with fewer a rank correlation says nothing


@dataclass(frozen=True)
class Employment:
    """Jobs of a unit group in two years, in thousands."""

    before: float
    after: float

    @property
    def growth(self) -> float:
        """The change as a share of the earlier jobs."""
        return self.after / self.before - 1


@cache
def us_employment() -> Mapping[str, Employment]:
    """Return jobs by unit group, by code: the operator's newer projections where they are good, else the shipped."""
    shipped = (FOLDER / JOBS).read_bytes()
    if own := own_file(JOBS):
        try:
            return _read(own.read_bytes())
        except (OSError, ValueError, KeyError):
            return _read(shipped)
    return _read(shipped)


@cache
def us_counts() -> Mapping[str, Employment]:
    """Return jobs by unit group, by code, as they were counted; without the self-employed."""
    return _read((FOLDER / JOBS_COUNTED).read_bytes(), COUNTED_FIRST, COUNTED_LAST)


def _read(content: bytes, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> Mapping[str, Employment]:
    rows = csv.DictReader(StringIO(content.decode(), newline=""))
    found = {row["isco08"]: Employment(float(row[f"jobs_{first}"]), float(row[f"jobs_{last}"])) for row in rows}
    if len(found) < FEWEST_GROUPS:
        raise ValueError("too few unit groups")
    return MappingProxyType(found)
