"""The structure of ISCO-08 as the European Commission publishes it: 10, 43, 130 and 436 groups with English titles."""

import re
from pathlib import Path

import pandas as pd

from portfolio.errors import RuleBrokenError
from portfolio.frames.study_files import StudyFile, read_study
from portfolio.language import gettext as _

GROUPS = StudyFile(
    "isco/ESCO_ISCOGroups_en.csv",
    ("code", "preferredLabel"),
    code="code",
    code_form=re.compile(r"\d{1,4}"),
    keys=("code",),
)
SIZES = {1: 10, 2: 43, 3: 130, 4: 436}  # digits of a code → how many groups have such a code


def isco_groups(folder: Path) -> pd.Series:
    """Return the English title by code of one to four digits; RuleBrokenError when the structure is not whole."""
    titles = read_study(folder, GROUPS).set_index("code")["preferredLabel"].sort_index()
    codes = set(titles.index)
    orphans = sorted(code for code in codes if len(code) > 1 and code[:-1] not in codes)
    sizes = {digits: sum(len(code) == digits for code in codes) for digits in SIZES}
    if orphans or sizes != SIZES:
        raise RuleBrokenError(
            _(
                "%(file)s was not used: it should have 10, 43, 130 and 436 groups and has %(found)s; has a code lost "
                "its leading zero? The figures in force stay.",
                file=GROUPS.path,
                found=", ".join(str(size) for size in sizes.values()),
            ),
            field="file",
        )
    return titles


def unit_groups(folder: Path) -> pd.DataFrame:
    """Return title_en, major, submajor and minor of the 436 unit groups by code, in the order of the codes."""
    titles = isco_groups(folder)
    units = titles[titles.index.str.len() == 4]
    codes = units.index
    return pd.DataFrame(
        {"title_en": units, "major": codes.str[:1], "submajor": codes.str[:2], "minor": codes.str[:3]}, index=codes
    )
