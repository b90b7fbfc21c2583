"""The columns of our table, each from one study's published file: by ISCO-08, or by SOC through the crosswalk."""

import re
from pathlib import Path

import pandas as pd

from portfolio.errors import RuleBrokenError
from portfolio.frames.study_crosswalk import to_soc2010, to_unit_groups
from portfolio.frames.study_files import SOC, UNIT_GROUP, StudyFile, numbers, read_study
from portfolio.language import gettext as _

ILO = StudyFile(
    "ilo_genai_2025/Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx",
    ("ISCO_08", "taskID", "score_2025", "potential25"),
    code="ISCO_08",
    code_form=UNIT_GROUP,
    keys=("ISCO_08", "taskID"),
)
TASKS = StudyFile(
    "rti/source_rti_mihaylov_2019.csv",
    ("isco08_code", "nra", "nri", "rc", "rm", "nrm"),
    code="isco08_code",
    code_form=UNIT_GROUP,
    keys=("isco08_code",),
)
TECHX = StudyFile(
    "techxposure/techXposure_isco4d_by_tech.csv",
    ("isco4d", "tech40_id", "xposure4d"),
    code="isco4d",
    code_form=UNIT_GROUP,
    keys=("isco4d", "tech40_id"),
)
DAIOE = StudyFile(
    "daioe/daioe_isco08.csv",
    ("occ_code_isco08", "year", "daioe_allapps"),
    code="occ_code_isco08",
    code_form=UNIT_GROUP,
    keys=("occ_code_isco08", "year"),
    separator="\t",
    left_out=("211", "315"),  # two minor groups that stand among the unit groups, without a lost zero
)
FREY_OSBORNE = StudyFile(
    "frey_osborne/frey_osborne_702.csv",
    ("SOC code", "Probability", "Label"),
    code="SOC code",
    code_form=SOC,
    keys=("SOC code",),
)
AIOE = StudyFile(
    "aioe/AIOE_DataAppendix.xlsx",
    ("SOC Code", "AIOE"),
    code="SOC Code",
    code_form=SOC,
    keys=("SOC Code",),
    sheet="Appendix A",
)
GPTS = StudyFile(
    "gpts_are_gpts/occ_level.csv",
    ("O*NET-SOC Code", "dv_rating_beta"),
    code="O*NET-SOC Code",
    code_form=re.compile(r"\d{2}-\d{4}\.\d{2}"),
    keys=("O*NET-SOC Code",),
)
MICROSOFT = StudyFile(
    "ms_ai_applicability/soc_ai_applicability_scores.csv",
    ("SOC Code", "ai_applicability_score"),
    code="SOC Code",
    code_form=SOC,
    keys=("SOC Code",),
)

TASK_COLUMNS = {
    "nra": "task_nonroutine_analytic",
    "nri": "task_nonroutine_interactive",
    "rc": "task_routine_cognitive",
    "rm": "task_routine_manual",
    "nrm": "task_nonroutine_manual",
}
PHYSICAL_TECHNOLOGIES = (
    "7",
    "10",
    "11",
)  # industrial automation and robots, intelligent logistics, vehicles and drones
DAIOE_YEAR = "2023"
GRADIENT = "Exposed: "  # the ILO's words before a gradient, left out of our table
# Frey and Osborne's values for aggregates that the crosswalk does not have, spread to their members.
AGGREGATES = {"29-1060": "29-106", "25-1000": "25-1", "15-1150": "15-115", "45-2090": "45-209"}
SPREAD = {
    "29-1111": ("29-1141",),
    "29-2037": ("29-2034", "29-2035"),
    "39-4831": ("39-4031",),
    "15-1179": ("15-1122", "15-1134", "15-1143"),
}


def by_isco(folder: Path) -> dict[str, pd.Series]:
    """Return the columns that are published by ISCO-08 unit group."""
    return {**_ilo(folder), **_tasks(folder), "techx_physical_raw": _techx(folder), "daioe_2023_raw": _daioe(folder)}


def by_soc(folder: Path, pairs: pd.DataFrame, vintages: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the columns that are published by American codes; `pairs` and `vintages` lead to unit groups."""
    return {
        **_frey_osborne(folder, pairs),
        "aioe_2021_raw": to_unit_groups(_by_code(folder, AIOE, "AIOE", low=-6, high=6), pairs),
        "gpt_beta_2023": to_unit_groups(to_soc2010(_gpts(folder), vintages), pairs),
        "ms_applicability_2025_raw": to_unit_groups(
            to_soc2010(_by_code(folder, MICROSOFT, "ai_applicability_score", low=0, high=1), vintages), pairs
        ),
    }


def _by_code(folder: Path, file: StudyFile, column: str, *, low: float, high: float) -> pd.Series:
    frame = read_study(folder, file)
    return numbers(frame, column, file, low=low, high=high).set_axis(frame[file.code]).dropna()


def _ilo(folder: Path) -> dict[str, pd.Series]:
    tasks = read_study(folder, ILO)
    tasks["score"] = numbers(tasks, "score_2025", ILO, low=0, high=1)
    groups = tasks.groupby("ISCO_08")
    gradient = groups["potential25"].first().str.removeprefix(GRADIENT)
    return {"ilo_genai_2025": groups["score"].mean(), "ilo_gradient": gradient}


def _tasks(folder: Path) -> dict[str, pd.Series]:
    frame = read_study(folder, TASKS)
    shares = pd.DataFrame({ours: numbers(frame, theirs, TASKS, low=0, high=1) for theirs, ours in TASK_COLUMNS.items()})
    shares.index = pd.Index(frame["isco08_code"])
    uneven = shares[(shares.sum(axis=1) - 1).abs() > 0.001]
    if not uneven.empty:
        raise RuleBrokenError(
            _(
                "%(file)s was not used: the task shares of %(code)s do not add up to 1. The figures in force stay.",
                file=TASKS.path,
                code=uneven.index[0],
            ),
            field="file",
        )
    return {str(name): shares[name] for name in shares.columns}


def _techx(folder: Path) -> pd.Series:
    frame = read_study(folder, TECHX)
    frame = frame[frame["tech40_id"].isin(PHYSICAL_TECHNOLOGIES)]
    exposure = numbers(frame, "xposure4d", TECHX, low=0, high=1000) + 0.0  # a negative zero becomes a plain one
    return exposure.groupby(frame["isco4d"]).mean()


def _daioe(folder: Path) -> pd.Series:
    frame = read_study(folder, DAIOE)
    frame = frame[frame["year"] == DAIOE_YEAR]
    return numbers(frame, "daioe_allapps", DAIOE, low=0, high=1000).set_axis(frame["occ_code_isco08"]).dropna()


def _gpts(folder: Path) -> pd.Series:
    frame = read_study(folder, GPTS)
    ratings = numbers(frame, "dv_rating_beta", GPTS, low=0, high=1)
    return ratings.groupby(frame["O*NET-SOC Code"].str[:7]).mean()


def _frey_osborne(folder: Path, pairs: pd.DataFrame) -> dict[str, pd.Series]:
    frame = read_study(folder, FREY_OSBORNE).set_index("SOC code", drop=False)
    own = numbers(frame.reset_index(drop=True), "Probability", FREY_OSBORNE, low=0, high=1).set_axis(frame.index)
    spread = {member: own[code] for code in own.index for member in _members(code, pairs) if member not in own.index}
    values = pd.concat([own, pd.Series(spread, dtype="float64")])
    labelled = frame.index[frame["Label"] != ""]
    has_value = pairs[pairs["soc"].isin(values.index)]
    return {
        "frey_osborne_2013": to_unit_groups(values, pairs),
        "fo_n_soc": has_value.groupby("isco08").size(),
        "fo_n_handlabelled": has_value["soc"].isin(labelled).groupby(has_value["isco08"]).sum(),
    }


def _members(code: str, pairs: pd.DataFrame) -> tuple[str, ...]:
    if code in AGGREGATES:
        return tuple(sorted(soc for soc in set(pairs["soc"]) if soc.startswith(AGGREGATES[code])))
    return SPREAD.get(code, ())
