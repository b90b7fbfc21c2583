"""Reading a study's own published file: every file gives rows of text, or one sentence that says what is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

UNIT_GROUP = re.compile(r"\d{4}")
SOC = re.compile(r"\d{2}-\d{4}")
LARGEST_FILE = 100 * 1024 * 1024  # bytes; the largest of the studies has 2.6 MB
_LOST_ZERO = re.compile(r"\d{3}")


@dataclass(frozen=True)
class StudyFile:
    """A file as its authors publish it: where it lies in the folder, and the columns that are read.

    `code` is the column of codes and `code_form` what each must look like; `keys` name the columns that no two rows may
    share. A workbook's `sheet` is named when it is not the first. Rows with a code among `left_out` are passed over.
    """

    path: str
    columns: tuple[str, ...]
    code: str
    code_form: re.Pattern[str]
    keys: tuple[str, ...]
    separator: str = ","
    sheet: str | int = 0
    left_out: tuple[str, ...] = ()


def read_study(folder: Path, file: StudyFile) -> pd.DataFrame:
    """Return the columns of a study's file as texts, with codes checked; RuleBrokenError with one sentence if not."""
    frame = _raw(folder / file.path, file)
    _check_columns(frame, file)
    frame = frame.loc[:, list(file.columns)].map(_text)
    frame = frame[~frame[file.code].isin(["", *file.left_out])]
    if frame.empty:
        raise _refusal(file, _("it has no rows"))
    _check_codes(frame[file.code], file)
    _check_twice(frame, file)
    return frame


def numbers(frame: pd.DataFrame, column: str, file: StudyFile, *, low: float, high: float) -> pd.Series:
    """Return a column as numbers, blanks as missing; RuleBrokenError for anything that is none or lies out of range."""
    found = pd.to_numeric(frame[column].replace("", None), errors="coerce").astype("float64")
    wrong = (found.isna() & (frame[column] != "")) | (found < low) | (found > high)
    if wrong.any():
        place = int(wrong.to_numpy().argmax())
        raise _refusal(
            file,
            _(
                "row %(row)s has “%(value)s” under %(column)s, which is no number from %(low)s to %(high)s",
                row=_row_number(frame.index[place]),
                value=str(frame[column].iloc[place])[:40],
                column=column,
                low=f"{low:g}",
                high=f"{high:g}",
            ),
        )
    return found


def _raw(path: Path, file: StudyFile) -> pd.DataFrame:
    if not path.is_file():
        raise _refusal(file, _("it is not in the folder"))
    if path.stat().st_size > LARGEST_FILE:
        raise _refusal(file, _("it is larger than 100 MB"))
    try:
        return _reader(path)(path, file)
    except Exception as broken:  # three libraries read these formats, each with errors of its own kinds
        raise _refusal(file, _("it cannot be read as the format it is published in")) from broken


def _reader(path: Path) -> Callable[[Path, StudyFile], pd.DataFrame]:
    return {".xlsx": _read_workbook, ".dta": _read_stata}.get(path.suffix, _read_text)


def _read_text(path: Path, file: StudyFile) -> pd.DataFrame:
    text = path.read_bytes()
    encoding = "utf-8-sig"
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
    return pd.read_csv(path, sep=file.separator, dtype=str, keep_default_na=False, encoding=encoding, engine="c")


def _read_workbook(path: Path, file: StudyFile) -> pd.DataFrame:
    return pd.read_excel(path, sheet_name=file.sheet, dtype=object, engine="calamine")


def _read_stata(path: Path, _file: StudyFile) -> pd.DataFrame:
    frame = pd.read_stata(path)
    # numbers by the format's nature, so their width is ours to give: six digits of SOC 2010, four of ISCO-08
    return frame.assign(
        soc10=[f"{code:06d}"[:2] + "-" + f"{code:06d}"[2:] for code in frame["soc10"]],
        isco08=[f"{code:04d}" for code in frame["isco08"]],
    )


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):  # not-a-number is unequal to itself
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _check_columns(frame: pd.DataFrame, file: StudyFile) -> None:
    headings = [str(heading).strip() for heading in frame.columns]
    frame.columns = pd.Index(headings)
    for column in file.columns:
        if headings.count(column) == 0:
            raise _refusal(file, _("it has no column “%(column)s”; has it been renamed?", column=column))
        if headings.count(column) > 1:
            raise _refusal(file, _("it has the column “%(column)s” twice", column=column))


def _check_codes(codes: pd.Series, file: StudyFile) -> None:
    for row, code in codes.items():
        if file.code_form.fullmatch(code):
            continue
        if file.code_form is UNIT_GROUP and _LOST_ZERO.fullmatch(code):
            problem = _(
                "row %(row)s has the code %(code)s, which has lost its leading zero", row=_row_number(row), code=code
            )
        else:
            problem = _("row %(row)s has “%(code)s” where a code should stand", row=_row_number(row), code=code[:40])
        raise _refusal(file, problem)


def _check_twice(frame: pd.DataFrame, file: StudyFile) -> None:
    twice = frame.duplicated(subset=list(file.keys))
    if twice.any():
        place = int(twice.to_numpy().argmax())
        raise _refusal(
            file,
            _(
                "row %(row)s repeats an earlier row (%(key)s)",
                row=_row_number(frame.index[place]),
                key=_joined([str(frame[key].iloc[place]) for key in file.keys]),
            ),
        )


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part[:40] for part in parts)


def _row_number(row: object) -> int:
    return int(str(row)) + 2  # as a spreadsheet program shows it: from 1, below the headings


def _refusal(file: StudyFile, problem: str) -> RuleBrokenError:
    return RuleBrokenError(
        _("%(file)s was not used: %(problem)s. The figures in force stay.", file=file.path, problem=problem),
        field="file",
    )
