"""INDIGO's whole export, read and stored as `innohus register import` does it, then once more; seconds, with progress.

The limit is 20 s for 319 projects with everything around them. The second time must change nothing.

Run: `python benchmarks/indigo_import.py FOLDER` (such as ../shared/data/indigo-2025-05)
"""

import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from portfolio.actions.register import store_register
from portfolio.db import open_engine, writing
from portfolio.frames.register_reading import read_register
from portfolio.migrations import upgrade

LIMIT = 20.0  # seconds


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/indigo-2025-05")
    with tempfile.TemporaryDirectory() as data:
        engine = open_engine(f"sqlite:///{data}/register.sqlite")
        upgrade(engine)
        for turn in ("first", "second"):
            started = perf_counter()
            found = read_register(folder, today=date(2026, 11, 25))
            print(f"{turn}: read {sum(len(table.rows) for table in found.tables.values())} rows …")
            with writing(engine) as session:
                fates = store_register(session, found)
            took = perf_counter() - started
            projects = next(fate.rows for fate in fates if fate.file.startswith("projects.csv"))
            changed = sum(fate.new + fate.changed + fate.gone for fate in fates)
            print(f"{turn}: {projects} projects, {changed} rows new or changed, {took:.1f} s (limit {LIMIT:.0f} s)")
        engine.dispose()


if __name__ == "__main__":
    main()
