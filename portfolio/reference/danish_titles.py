"""Danish titles from Statistics Denmark's file of DISCO-08, when the operator has imported it; else our own wording.

The file is a CSV with semicolons, `SEKVENS;KODE;NIVEAU;TITEL;…`, in UTF-8 or in the Windows encoding (cp1252). DISCO-08
follows ISCO-08 for its first four digits, with exceptions; its six-digit codes fall back to their first four.
"""

import csv
from collections.abc import Mapping
from functools import cache
from io import StringIO
from types import MappingProxyType

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.figures_file import TITLES, own_file

NEEDED = ("SEKVENS", "KODE", "NIVEAU", "TITEL")
DIGITS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 6}  # level → digits of its codes; a level 5 code has six
MOST_ROWS = 10_000
LARGEST_FILE = 10 * 1024 * 1024  # bytes


def read_titles(content: bytes) -> dict[str, str]:
    """Return the Danish title by code of 1, 2, 3, 4 or 6 digits; RuleBrokenError with one sentence for a bad file."""
    if len(content) > LARGEST_FILE:
        raise _refusal(_("The file of titles is larger than 10 MB."))
    reader = csv.DictReader(StringIO(_decoded(content), newline=""), delimiter=";")
    headings = [(heading or "").strip().upper() for heading in reader.fieldnames or ()]
    reader.fieldnames = headings
    if missing := [name for name in NEEDED if name not in headings]:
        raise _refusal(_("The file of titles has no column “%(column)s”.", column=missing[0]))
    titles: dict[str, str] = {}
    try:
        for row in reader:
            code, title = _checked(row, reader.line_num)
            if code in titles:
                raise _refusal(_("Row %(row)s has the code %(code)s once more.", row=reader.line_num, code=code))
            titles[code] = title
            if len(titles) > MOST_ROWS:
                raise _refusal(_("The file of titles has more rows than DISCO-08 has codes."))
    except csv.Error as broken:
        raise _refusal(_("The file of titles cannot be read after row %(row)s.", row=reader.line_num)) from broken
    if not titles:
        raise _refusal(_("The file of titles has no rows."))
    return titles


@cache
def imported_titles() -> Mapping[str, str]:
    """Return the titles that the operator has imported; none without a file, or when it has gone bad."""
    if (own := own_file(TITLES)) is None:
        return MappingProxyType({})
    try:
        return MappingProxyType(read_titles(own.read_bytes()))
    except (RuleBrokenError, OSError):
        return MappingProxyType({})  # our own wording is there for every group


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _checked(row: Mapping[str, str | None], number: int) -> tuple[str, str]:
    code, level, title = ((row[name] or "").strip() for name in ("KODE", "NIVEAU", "TITEL"))
    if not code.isascii() or not code.isdecimal() or not title:
        raise _refusal(_("Row %(row)s has no code of digits and a title.", row=number))
    digits = DIGITS.get(level)
    if digits is None:
        raise _refusal(_("Row %(row)s has the level “%(level)s”; DISCO-08 has 1 to 5.", row=number, level=level[:20]))
    if len(code) == digits - 1:
        raise _refusal(_("Row %(row)s has the code %(code)s, which has lost its leading zero.", row=number, code=code))
    if len(code) != digits:
        raise _refusal(
            _(
                "Row %(row)s has the code %(code)s, which is of another level than %(level)s.",
                row=number,
                code=code[:20],
                level=level,
            )
        )
    return code, title


def _refusal(sentence: str) -> RuleBrokenError:
    return RuleBrokenError(sentence, field="file")
