"""American jobs by ISCO-08 unit group in 2024 and, as the Bureau of Labor Statistics projects them, in 2034."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from types import MappingProxyType

from portfolio.reference.figures_file import FOLDER, JOBS, own_file

FIRST_YEAR, LAST_YEAR = 2024, 2034
FEWEST_GROUPS = 100  # of 436: with fewer a rank correlation says nothing


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
    """Return jobs by unit group, by code: the operator's newer projections where they are good, else the shipped."""
    shipped = (FOLDER / JOBS).read_bytes()
    if own := own_file(JOBS):
        try:
            return _read(own.read_bytes())
        except (OSError, ValueError, KeyError):
            return _read(shipped)
    return _read(shipped)


def _read(content: bytes) -> Mapping[str, Employment]:
    rows = csv.DictReader(StringIO(content.decode(), newline=""))
    found = {row["isco08"]: Employment(float(row["jobs_2024"]), float(row["jobs_2034"])) for row in rows}
    if len(found) < FEWEST_GROUPS:
        raise ValueError("too few unit groups")
    return MappingProxyType(found)
