"""Reading an uploaded CSV or XLSX file into rows of texts; every file gives rows or one plain sentence.

CSV is read with the standard library: it keeps "null" and "NaN" as they were written, it never fails on a ragged row,
so that the row itself can be refused, and a web worker need not load pandas.
"""

import csv
import json
import subprocess
import sys
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.frames.columns import REQUIRED, column_of, heading
from portfolio.frames.escaping import unescaped
from portfolio.frames.workbook import LONGEST_CELL
from portfolio.language import current_language, format_number
from portfolio.language import gettext as _

MOST_ROWS = 2_000
LARGEST_FILE = 10 * 1024 * 1024  # bytes, as the pages accept
TIME_LIMIT = 60  # seconds for a workbook, of which its process may compute a third
HEADING_ROWS = 20  # rows looked through for the headings; above them people write a title
SEPARATORS = ";\t,|"
_PICTURES_AND_OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"{\\rtf", b"\x7fELF", b"RIFF", b"\x1f\x8b")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Line:
    """A row of the file: its number as the spreadsheet program shows it, and its cells by column key."""

    number: int
    cells: dict[str, str]
    surplus: bool = False  # it has text beyond the last heading


@dataclass(frozen=True)
class Spreadsheet:
    """What a file holds: which columns it has, in order, which headings nobody knows, its rows, and its marks."""

    columns: tuple[str, ...]
    unknown_headings: tuple[str, ...]
    lines: tuple[Line, ...]
    heading_line: int = 1
    column_letters: dict[str, str] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()


def read_spreadsheet(content: bytes) -> Spreadsheet:
    """Read a CSV or XLSX file by its content, whatever it is called; raise RuleBrokenError with one sentence."""
    if not content.strip():
        raise _refusal(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise _refusal(_("The file is too large. Send one of at most 10 MB."))
    if content.startswith(b"PK"):
        return _read_workbook(content)
    if content.startswith(_OLD_EXCEL):
        raise _refusal(
            _("The file is protected by a password or in the old Excel format. Save it as .xlsx without a password.")
        )
    if content.startswith(_PICTURES_AND_OTHERS):
        raise _not_a_spreadsheet()
    return _sheet(_csv_rows(_decoded(content)))


def read_text_table(content: bytes) -> list[tuple[int, list[str]]]:
    """Read a CSV file of any columns into rows with their numbers; raise RuleBrokenError with one sentence."""
    if not content.strip():
        raise _refusal(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise _refusal(_("The file is too large. Send one of at most 10 MB."))
    if content.startswith((b"PK", _OLD_EXCEL, *_PICTURES_AND_OTHERS)):
        raise _refusal(_("This is not a CSV file. Save the sheet as .csv and send that."))
    return _csv_rows(_decoded(content))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # what Danish Excel writes
    if "\x00" in text or text.count("\ufffd") > len(text) // 50:
        raise _not_a_spreadsheet()
    return text


def _csv_rows(text: str) -> list[tuple[int, list[str]]]:
    separator, skipped = _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    rows, number = [], 0
    try:
        for number, cells in enumerate(reader, start=1):
            texts = [unescaped(cell.strip()) for cell in cells]
            if any(texts) and number > skipped:
                rows.append((number, texts))
    except csv.Error as broken:
        raise _refusal(
            _("The file cannot be read after row %(row)s: is a quotation mark missing there?", row=number)
        ) from broken
    return rows


def _separator(text: str) -> tuple[str, int]:
    """Return what stands between cells, and how many rows to skip: Excel may name it in a first row `sep=;`."""
    first = text.split("\n", 1)[0].strip()
    if first.casefold().startswith("sep=") and len(first) == len("sep=") + 1:
        return first[-1], 1
    top = text[:20_000]

    def recognised(separator: str) -> tuple[int, int]:
        rows = list(csv.reader(StringIO(top, newline=""), delimiter=separator))[:HEADING_ROWS]
        return max((_known(row) for row in rows), default=0), max((len(row) for row in rows), default=0)

    try:
        return max(SEPARATORS, key=recognised), 0
    except csv.Error:
        return ";", 0


def _read_workbook(content: bytes) -> Spreadsheet:
    answer = _in_own_process(content)
    if problem := answer.get("problem"):
        raise _refusal(_problem_sentence(problem))
    sheet = _sheet([(line, cells) for line, cells in answer["rows"]], total=answer["total"])
    return Spreadsheet(
        sheet.columns,
        sheet.unknown_headings,
        sheet.lines,
        sheet.heading_line,
        sheet.column_letters,
        frozenset(answer["formulas"]),
        tuple(answer["merged"]),
    )


def _in_own_process(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", "portfolio.frames.workbook", str(MOST_ROWS + HEADING_ROWS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=TIME_LIMIT, check=False)  # noqa: S603  # our own module, no shell
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {"problem": "too_large"}
    except (subprocess.TimeoutExpired, ValueError):
        return {"problem": "too_large"}


def _problem_sentence(problem: str) -> str:
    return {
        "too_large": _("The file asks for more room than any list of projects needs. Copy the rows to a new sheet."),
        "doctype": _("The file holds instructions that a spreadsheet should not hold. Copy the rows to a new sheet."),
        "protected": _("The file is protected by a password. Save it without one."),
        "not_a_workbook": str(_not_a_spreadsheet()),
        "damaged": _("The file is damaged. Open it in a spreadsheet program and save it again as .xlsx."),
    }[problem]


def _sheet(rows: list[tuple[int, list[str]]], total: int | None = None) -> Spreadsheet:
    if not rows:
        raise _refusal(_("The file is empty."))
    position = _heading_position(rows)
    if (count := (total or len(rows)) - position - 1) > MOST_ROWS:
        raise _refusal(
            _(
                "The file has %(count)s rows, and %(most)s can be imported at a time. Split it.",
                count=format_number(count),
                most=format_number(MOST_ROWS),
            )
        )
    if count < 1:
        raise _refusal(_("The file has headings, but no projects below them."))
    heading_line, headings = rows[position]
    keys = _keys(headings)
    return Spreadsheet(
        columns=tuple(key for key in keys if key),
        unknown_headings=tuple(text for text, key in zip(headings, keys, strict=True) if text and not key),
        lines=tuple(_line(number, cells, keys) for number, cells in rows[position + 1 :]),
        heading_line=heading_line,
        column_letters={key: _letters(place) for place, key in enumerate(keys) if key},
    )


def _heading_position(rows: list[tuple[int, list[str]]]) -> int:
    known = [_known(cells) if REQUIRED in map(column_of, cells) else 0 for _number, cells in rows[:HEADING_ROWS]]
    if not any(known):
        raise _refusal(
            _("The column %(name)s is missing. Use the template.", name=heading(REQUIRED, current_language()))
        )
    return known.index(max(known))


def _known(cells: list[str]) -> int:
    return len({key for cell in cells if (key := column_of(cell))})


def _keys(headings: list[str]) -> list[str | None]:
    keys = [column_of(text) for text in headings]
    twice = next((text for text, key in zip(headings, keys, strict=True) if key and keys.count(key) > 1), None)
    if twice:
        raise _refusal(_("The column %(name)s is there twice. Keep one of them.", name=twice))
    return keys


def _line(number: int, cells: list[str], keys: list[str | None]) -> Line:
    named = {key: cells[place] if place < len(cells) else "" for place, key in enumerate(keys) if key}
    too_long = any(len(text) > LONGEST_CELL for text in named.values())
    return Line(
        number,
        {key: text[: LONGEST_CELL + 1] for key, text in named.items()} if too_long else named,
        surplus=any(cells[len(keys) :]),
    )


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _not_a_spreadsheet() -> RuleBrokenError:
    return _refusal(_("This is not a spreadsheet. Send a file in the format .xlsx or .csv."))


def _refusal(sentence: str) -> RuleBrokenError:
    return RuleBrokenError(sentence, field="file")
