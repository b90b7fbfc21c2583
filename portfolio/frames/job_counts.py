"""American jobs as counted in May 2012 and May 2024, by ISCO-08 unit group, for the backtest on what did happen.

The classification changed in between (SOC 2010 to SOC 2018), and the later survey gathers some occupations into one.
Codes that were split or merged are therefore followed together: all that were ever exchanged with each other are one
bundle, and each code of a bundle is taken to have grown as the whole bundle did.
"""

from io import StringIO
from pathlib import Path

import pandas as pd

from portfolio.frames.study_crosswalk import soc_pairs, soc_vintages
from portfolio.frames.study_files import SOC, StudyFile, numbers, read_study
from portfolio.reference.figures_file import FOLDER, JOBS_2012

COUNTS_2024 = StudyFile(
    "bls/oews_may2024_national_employment.csv",
    ("OCC_CODE", "TOT_EMP"),
    code="OCC_CODE",
    code_form=SOC,
    keys=("OCC_CODE",),
)
MOST_JOBS = 200_000_000  # no occupation has more people than the country
# Codes of the survey of 2024 that stand for several of SOC 2018.
GATHERED = {
    "13-1020": ("13-1021", "13-1022", "13-1023"),
    "13-2020": ("13-2022", "13-2023"),
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "29-2010": ("29-2011", "29-2012"),
    "31-1120": ("31-1121", "31-1122"),
    "39-7010": ("39-7011", "39-7012"),
    "47-4090": ("47-4091", "47-4099"),
    "51-2028": ("51-2022", "51-2023"),
    "51-2090": ("51-2092", "51-2099"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}
SUBSTITUTES, THEIR_CODE = "25-3098", "25-3099"  # the survey of 2012 counted substitute teachers apart from SOC 2010


def counts_2012() -> pd.Series:
    """Return the jobs of May 2012 by SOC 2010 code."""
    counts = pd.read_csv(FOLDER / JOBS_2012, dtype={"soc2010": str}).set_index("soc2010")["jobs"]
    return counts.rename({SUBSTITUTES: THEIR_CODE}).groupby(level=0).sum()


def counts_2024(folder: Path) -> pd.Series:
    """Return the jobs of May 2024 by the survey's code."""
    frame = read_study(folder, COUNTS_2024)
    jobs = numbers(frame, "TOT_EMP", COUNTS_2024, low=0, high=MOST_JOBS)
    return pd.Series(jobs.to_numpy(), index=frame["OCC_CODE"], name="jobs")


def counted_jobs(folder: Path) -> pd.DataFrame:
    """Return `before` and `after` by SOC 2010 code; a bundle with a code that one of the surveys lacks is left out."""
    early, late = counts_2012(), counts_2024(folder)
    vintages = soc_vintages(folder)
    surveyed = vintages["soc18"].map({one: code for code, many in GATHERED.items() for one in many})
    links = vintages.assign(survey=surveyed.fillna(vintages["soc18"]))
    bundle = _bundles(links)
    members = pd.DataFrame({"before": early.reindex(bundle.index), "bundle": bundle})
    surveys = links.assign(bundle=links["soc"].map(bundle))[["survey", "bundle"]].drop_duplicates("survey")
    then = members.groupby("bundle")["before"].agg(lambda jobs: jobs.sum(skipna=False))
    now = surveys.assign(jobs=surveys["survey"].map(late)).groupby("bundle")["jobs"]
    growth = now.agg(lambda jobs: jobs.sum(skipna=False)) / then
    found = members.assign(after=members["before"] * members["bundle"].map(growth)).dropna()
    return found.loc[found["before"] > 0, ["before", "after"]]


def count_table(folder: Path) -> bytes:
    """Return counted jobs by unit group as CSV, in thousands: the sum over the SOC codes that lead to it."""
    jobs = soc_pairs(folder).join(counted_jobs(folder), on="soc", how="inner")
    table = (jobs.groupby("isco08")[["before", "after"]].sum() / 1000).round(1).reset_index()
    text = StringIO(newline="")
    table.set_axis(["isco08", "jobs_2012", "jobs_2024"], axis=1).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()


def _bundles(links: pd.DataFrame) -> pd.Series:
    """Return for each SOC 2010 code the smallest one among those it was ever exchanged with."""
    bundle = pd.Series(links["soc"].unique(), index=links["soc"].unique())
    while True:
        smallest = links["soc"].map(bundle).groupby(links["survey"]).min()
        joined = links["survey"].map(smallest).groupby(links["soc"]).min().reindex(bundle.index)
        if joined.equals(bundle):
            return bundle
        bundle = joined
