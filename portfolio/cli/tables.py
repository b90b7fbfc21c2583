"""Read a table of numbers from a CSV file, with or without names of rows and columns."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "*", ".", "-"})
CORNERS = frozenset(
    {"rater", "raters", "evaluator", "vurderer", "coder", "judge", "id", "name", "navn", "project", "projekt"}
)
LARGEST_FILE = 50_000_000  # bytes
LONGEST_SCALE = 5  # levels; a first row that counts further is no answer of anybody, but numbers its columns


@dataclass(frozen=True)
class NumberTable:
    """Numbers by row and column, None where a cell is empty; names are made up as 1, 2, 3 where the file has none."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]


def read_table(path: Path) -> NumberTable:
    """Read a table separated by comma, semicolon or tab, in UTF-8 or Windows-1252; decimal commas only with the others.

    A first row with words is taken for names of columns, a first column with words for names of rows. Raises
    RuleBrokenError with a sentence for an empty file, rows of different length and cells that are no numbers.
    """
    lines = _lines(path)
    named_rows = _has_row_names(lines)
    named_columns = _is_header(lines[0][named_rows:]) or (
        named_rows and (_is_corner(lines[0][0]) or _counts_up(lines[0][1:]))
    )
    body, width = lines[named_columns:], len(lines[0])
    if not body or width <= named_rows:
        raise RuleBrokenError(_("The file %(name)s holds no numbers.", name=path.name), field="file")
    rows = [line[0].strip() for line in body] if named_rows else _count(len(body))
    columns = [name.strip() for name in lines[0][named_rows:]] if named_columns else _count(width - named_rows)
    cells = tuple(
        _numbers(line, number, width, named_rows) for number, line in enumerate(body, start=1 + named_columns)
    )
    return NumberTable(_unique(rows), _unique(columns), cells)


def _numbers(line: list[str], number: int, width: int, named_rows: bool) -> tuple[float | None, ...]:  # noqa: FBT001 (a count, 0 or 1)
    if len(line) != width:
        said = {"row": number, "found": len(line), "width": width}
        raise RuleBrokenError(
            _("Row %(row)s has %(found)s columns; the first row has %(width)s.", **said), field="file"
        )
    return tuple(_number(text, number, column) for column, text in enumerate(line[named_rows:], start=1 + named_rows))


def _lines(path: Path) -> list[list[str]]:
    if path.stat().st_size > LARGEST_FILE:
        raise RuleBrokenError(_("The file %(name)s is larger than 50 MB.", name=path.name), field="file")
    raw = path.read_bytes()
    if b"\x00" in raw:
        raise RuleBrokenError(_("The file %(name)s is not a text file.", name=path.name), field="file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    try:
        lines = [line for line in csv.reader(StringIO(text), delimiter=separator) if any(cell.strip() for cell in line)]
    except csv.Error:
        raise RuleBrokenError(_("The file %(name)s is not a table.", name=path.name), field="file") from None
    if not lines:
        raise RuleBrokenError(_("The file %(name)s holds no numbers.", name=path.name), field="file")
    return lines


def _has_row_names(lines: list[list[str]]) -> bool:
    below = [line[0] for line in lines[1:]]
    header = _is_header(lines[0][1:])
    if any(_is_word(text) for text in below) or (_is_word(lines[0][0]) and not header and len(lines[0]) > 1):
        return True
    return header and _is_corner(lines[0][0])


def _is_corner(text: str) -> bool:
    return not text.strip() or text.strip().casefold() in CORNERS


def _counts_up(line: list[str]) -> bool:
    return len(line) > LONGEST_SCALE and [text.strip() for text in line] == _count(len(line))


def _is_header(line: list[str]) -> bool:
    """Tell whether a row holds names: at least half of what it says; one word among numbers is a slip of the hand."""
    said = [text for text in line if text.strip().casefold() not in MISSING]
    return bool(said) and 2 * sum(_is_word(text) for text in said) >= len(said)


def _is_word(text: str) -> bool:
    return text.strip().casefold() not in MISSING and _as_number(text) is None


def _as_number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _number(text: str, row: int, column: int) -> float | None:
    if text.strip().casefold() in MISSING:
        return None
    value = _as_number(text)
    if value is None:
        raise RuleBrokenError(
            _(
                "Row %(row)s, column %(column)s: “%(text)s” is not a number.",
                row=row,
                column=column,
                text=text.strip()[:40],
            ),
            field="file",
        )
    return value


def _count(number: int) -> list[str]:
    return [str(place) for place in range(1, number + 1)]


def _unique(names: list[str]) -> tuple[str, ...]:
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise RuleBrokenError(_("The name “%(name)s” stands twice in the table.", name=name), field="file")
    return tuple(names)
