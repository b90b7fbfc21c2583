"""American jobs by ISCO-08 unit group, now and as the Bureau of Labor Statistics projects them, for the backtest."""

from io import StringIO
from pathlib import Path

import pandas as pd

from portfolio.frames.study_crosswalk import soc_pairs, soc_vintages
from portfolio.frames.study_files import SOC, StudyFile, numbers, read_study

PROJECTIONS = StudyFile(
    "bls/employment_projections_2024_34.csv",
    ("soc2018_code", "employment_2024_thousands", "employment_2034_thousands"),
    code="soc2018_code",
    code_form=SOC,
    keys=("soc2018_code",),
    # Twenty-eight managers' rows bear the code of their group instead of their own in the published copy.
    left_out=(
        "11-1100",
        "11-3100",
        "11-3200",
        "11-3300",
        "11-4100",
        "11-5100",
        "11-6100",
        "11-7100",
        "13-1100",
        "21-1100",
    ),
)
COLUMNS = {"jobs_2024": "employment_2024_thousands", "jobs_2034": "employment_2034_thousands"}
MOST_JOBS = 200_000  # thousands: no occupation has more people than the country


def projected_jobs(folder: Path) -> pd.DataFrame:
    """Return jobs_2024 and jobs_2034, in thousands, by SOC 2018 code."""
    frame = read_study(folder, PROJECTIONS)
    jobs = {ours: numbers(frame, theirs, PROJECTIONS, low=0, high=MOST_JOBS) for ours, theirs in COLUMNS.items()}
    return pd.DataFrame(jobs).set_axis(frame["soc2018_code"], axis=0)


def employment_table(folder: Path) -> bytes:
    """Return jobs by unit group as CSV: the sum over the SOC codes that lead to it.

    A SOC code that leads to several groups counts in each, so that only changes within a group mean anything.
    """
    pairs = soc_pairs(folder).merge(soc_vintages(folder), on="soc")[["isco08", "soc18"]].drop_duplicates()
    jobs = pairs.join(projected_jobs(folder), on="soc18", how="inner")
    table = jobs.groupby("isco08")[list(COLUMNS)].sum().round(1).reset_index()
    text = StringIO(newline="")
    table.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()
