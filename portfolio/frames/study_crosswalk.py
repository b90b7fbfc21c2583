"""From American occupation codes (SOC) to ISCO-08 unit groups, with the rule that keeps supervisors apart.

Crosswalks dilute: the one of the BLS also links forklift drivers (8344) to first-line supervisors, and a plain mean
turns Frey and Osborne's 0.93 into 0.48. So supervisors' codes count only where a group has no other.
"""

from pathlib import Path

import pandas as pd

from portfolio.frames.study_files import SOC, StudyFile, read_study

PAIRS = StudyFile(
    "crosswalk/ibs_soc10_isco08.dta", ("soc10", "isco08"), code="soc10", code_form=SOC, keys=("soc10", "isco08")
)
VINTAGES = StudyFile(
    "crosswalk/soc2010_to_soc2018.csv",
    ("2010 SOC Code", "2010 SOC Title", "2018 SOC Code"),
    code="2010 SOC Code",
    code_form=SOC,
    keys=("2010 SOC Code", "2018 SOC Code"),
)
ADDED_PAIRS = [("29-2055", "3259")]  # surgical technologists, whom the pairs leave out
SUPERVISORS = "First-Line Supervisors"


def soc_pairs(folder: Path) -> pd.DataFrame:
    """Return the pairs of `soc` (2010) and `isco08` that figures are averaged over, in order of the codes."""
    pairs = read_study(folder, PAIRS).set_axis(["soc", "isco08"], axis=1)
    pairs = pd.concat([pairs, pd.DataFrame(ADDED_PAIRS, columns=["soc", "isco08"])]).drop_duplicates()
    is_supervisor = pairs["soc"].isin(_supervisors(folder))
    has_others = pairs["isco08"].isin(pairs.loc[~is_supervisor, "isco08"])
    return pairs[~(is_supervisor & has_others)].sort_values(["isco08", "soc"], ignore_index=True)


def soc_vintages(folder: Path) -> pd.DataFrame:
    """Return the pairs of `soc` (2010) and `soc18` (2018)."""
    found = read_study(folder, VINTAGES)
    return found[["2010 SOC Code", "2018 SOC Code"]].set_axis(["soc", "soc18"], axis=1)


def to_soc2010(values: pd.Series, vintages: pd.DataFrame) -> pd.Series:
    """Return values by SOC 2010 of values by SOC 2018: the mean over the codes that one has become."""
    paired = vintages.assign(value=vintages["soc18"].map(values)).dropna(subset="value")
    return paired.groupby("soc")["value"].mean()


def to_unit_groups(values: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Return values by ISCO-08 unit group of values by SOC 2010: the unweighted mean over the group's codes."""
    paired = pairs.assign(value=pairs["soc"].map(values)).dropna(subset="value")
    return paired.groupby("isco08")["value"].mean()


def _supervisors(folder: Path) -> pd.Series:
    named = read_study(folder, VINTAGES)
    return named.loc[named["2010 SOC Title"].str.startswith(SUPERVISORS), "2010 SOC Code"]
