"""Our table of figures by ISCO-08 unit group, built anew from the studies' own published files.

The rules are those of `SOURCES.md`; next year's release of a study is another file in the folder. A file that has
changed its shape is refused, and the figures in force stay.
"""

from io import StringIO
from pathlib import Path

import pandas as pd

from portfolio.errors import RuleBrokenError
from portfolio.frames import study_crosswalk
from portfolio.frames.study_columns import by_isco, by_soc
from portfolio.frames.study_structure import unit_groups
from portfolio.language import gettext as _
from portfolio.reference.figures_file import read_table

DECIMALS = 4  # of a printed figure
COLUMNS = (
    "isco08", "title_en", "major", "submajor", "minor",
    "ilo_genai_2025", "ilo_gradient", "frey_osborne_2013", "fo_n_soc", "fo_n_handlabelled", "techx_physical_n",
    "aioe_2021_n", "gpt_beta_2023", "daioe_2023_n", "ms_applicability_2025_n",
    "task_nonroutine_analytic", "task_nonroutine_interactive", "task_routine_cognitive", "task_routine_manual",
    "task_nonroutine_manual",
    "aioe_2021_raw", "techx_physical_raw", "daioe_2023_raw", "ms_applicability_2025_raw",
)  # fmt: skip
RELATIVE = {  # min–max over the unit groups: they say who is above whom, not how much
    "aioe_2021_n": "aioe_2021_raw",
    "daioe_2023_n": "daioe_2023_raw",
    "ms_applicability_2025_n": "ms_applicability_2025_raw",
}
SHARE_OF_LARGEST = {"techx_physical_n": "techx_physical_raw"}


def figure_table(folder: Path) -> bytes:
    """Return the table as CSV, from a folder of published files; RuleBrokenError with one sentence for a bad file."""
    if not folder.is_dir():
        raise RuleBrokenError(_("There is no folder %(folder)s.", folder=folder), field="file")
    groups = unit_groups(folder)
    pairs = study_crosswalk.soc_pairs(folder)
    found = {**by_isco(folder), **by_soc(folder, pairs, study_crosswalk.soc_vintages(folder))}
    table = groups.join(pd.DataFrame(found), how="left")
    for column, raw in RELATIVE.items():
        lowest, highest = table[raw].min(), table[raw].max()
        table[column] = (table[raw] - lowest) / (highest - lowest)
    for column, raw in SHARE_OF_LARGEST.items():
        table[column] = table[raw] / table[raw].max()
    content = _written(table.reset_index(names="isco08"))
    read_table(content)  # what would be refused when the program starts is refused here
    return content


def _written(table: pd.DataFrame) -> bytes:
    counts = {"fo_n_soc": table["fo_n_soc"], "fo_n_handlabelled": table["fo_n_handlabelled"].fillna(0)}
    table = table.assign(**{name: column.astype("Int64") for name, column in counts.items()})
    text = StringIO(newline="")
    table.round(DECIMALS).to_csv(text, columns=list(COLUMNS), index=False, lineterminator="\n")
    return text.getvalue().encode()
