"""Reading dated cash flows from a CSV file or pasted text, as Danish or English spreadsheets write it.

The separator and the decimal mark are told from the file as a whole; where they contradict each other it is refused,
never guessed.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from portfolio.errors import RuleBrokenError
from portfolio.finance.flows import Flow
from portfolio.frames.escaping import unescaped
from portfolio.frames.numbers import parse_date
from portfolio.language import gettext as _

MOST_FLOWS = 10_000
LARGEST_FILE = 2 * 1024 * 1024  # bytes
HEADINGS = {
    "date": ("date", "dato", "day", "dag"),
    "amount": ("amount", "beløb", "belob"),
    "share_at_risk": ("share_at_risk", "share at risk", "andel i risiko", "risikoandel"),
    "currency": ("currency", "valuta"),
    "occupation": ("occupation", "disco", "isco", "job", "beskæftigelse"),
}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_DANISH = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|0,\d+|\d{1,3}(\.\d{3}){2,})")
_ENGLISH = re.compile(r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(,\d{3}){2,})")
_EITHER = re.compile(r"[+-]?\d{1,3},\d{3}")  # 1,000 is one thousand or one

Cells = dict[str, str]


@dataclass(frozen=True)
class FlowTable:
    """Flows as they stood in a file, each with the ISCO-08 code of the work it depends on ("" without one)."""

    flows: tuple[Flow, ...]
    occupations: tuple[str, ...]
    currency: str | None


def read_flows(content: bytes) -> FlowTable:
    """Read flows with columns date, amount, and optionally share_at_risk, currency and occupation.

    Raises RuleBrokenError naming the line and what is wrong with it.
    """
    if len(content) > LARGEST_FILE:
        raise RuleBrokenError(_("The file is too large. Send one of at most 2 MB."), field="file")
    separator, rows = _table(_decoded(content))
    texts = [row.get(name, "") for _line, row in rows for name in ("amount", "share_at_risk")]
    comma = _has_decimal_comma(texts, separator)
    flows = tuple(_flow(line, row, comma) for line, row in rows)
    if not flows:
        raise RuleBrokenError(_("There are no flows."), field="file")
    codes = tuple(row.get("occupation", "") for _line, row in rows)
    return FlowTable(flows, codes, _currency(rows))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # what Danish Excel writes
    if "\x00" in text or content.startswith(b"PK"):
        raise RuleBrokenError(_("The file is not CSV. Save the sheet as CSV, or paste its rows."), field="file")
    return text


def _table(text: str) -> tuple[str, list[tuple[int, Cells]]]:
    """Return the separator, and the rows with content by column, each with the number of its line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        filled = ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
        columns = _columns(next(filled, (0, []))[1])
        rows = [(line, _cells(line, row, columns)) for line, row in _bounded(filled)]
    except csv.Error as broken:
        raise RuleBrokenError(
            _("Line %(line)s cannot be read: is a quotation mark missing there?", line=reader.line_num), field="file"
        ) from broken
    return separator, rows


def _bounded(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_FLOWS:
            raise RuleBrokenError(_("There is room for %(most)s flows.", most=MOST_FLOWS), field="file")
        yield row


def _columns(headings: Sequence[str]) -> list[str]:
    known = {alias: key for key, aliases in HEADINGS.items() for alias in aliases}
    written = [heading.strip() for heading in headings]
    if unknown := [heading for heading in written if heading and heading.casefold() not in known]:
        raise RuleBrokenError(_("The file has an unknown column: %(column)s.", column=", ".join(unknown)), field="file")
    columns = [known.get(heading.casefold(), "") for heading in written]
    if missing := [name for name in ("date", "amount") if name not in columns]:
        raise RuleBrokenError(_("The file has no column %(column)s.", column=" / ".join(missing)), field="file")
    if doubled := next((name for name in columns if name and columns.count(name) > 1), None):
        raise RuleBrokenError(_("The column %(column)s is there twice.", column=doubled), field="file")
    return columns


def _cells(line: int, row: Sequence[str], columns: Sequence[str]) -> Cells:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise RuleBrokenError(_("Line %(line)s has more cells than there are columns.", line=line), field="file")
    return {name: unescaped(cell.strip()) for name, cell in zip(columns, row, strict=False) if name}


def _has_decimal_comma(texts: Sequence[str], separator: str) -> bool:
    plain = [_plain(text) for text in texts]
    danish = any(_DANISH.fullmatch(text) for text in plain)
    english = any(_ENGLISH.fullmatch(text) for text in plain)
    if danish and english:
        raise RuleBrokenError(
            _("Some numbers have a decimal comma and others a decimal point. Write them all in one way."),
            field="file",
        )
    if separator != "," and not danish and not english and any(_EITHER.fullmatch(text) for text in plain):
        raise RuleBrokenError(
            _("“1,000” can be one thousand or one. Write amounts with two decimals, or without marks."), field="file"
        )
    return danish or (separator != "," and not english)


def _plain(text: str) -> str:
    return _SPACES.sub("", text).replace("−", "-")


def _flow(line: int, row: Cells, comma: bool) -> Flow:  # noqa: FBT001 (told from the file, not chosen)
    try:
        day = parse_date(row.get("date", ""), field="date")
    except RuleBrokenError as error:
        raise RuleBrokenError(_("Line %(line)s: write the date as YYYY-MM-DD.", line=line), field="date") from error
    amount = _number(row.get("amount", ""), line, "amount", comma=comma)
    share = _number(row.get("share_at_risk") or "0", line, "share_at_risk", comma=comma)
    if not 0 <= share <= 1:
        raise RuleBrokenError(
            _("Line %(line)s: the share at risk must be from 0 to 1.", line=line), field="share_at_risk"
        )
    return Flow(day, amount, share)


def _number(text: str, line: int, field: str, *, comma: bool) -> float:
    plain = _plain(text)
    marks = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    if len(plain) > 40 or not _NUMBER.fullmatch(marks) or not _is_grouped(plain, comma=comma):
        raise RuleBrokenError(
            _("Line %(line)s: “%(text)s” is not a number. Write it as 1234.50.", line=line, text=text[:40]), field=field
        )
    return float(marks)


def _is_grouped(plain: str, *, comma: bool) -> bool:
    """Tell whether marks of thousands, where there are any, stand before groups of three digits."""
    decimal, thousands = (",", ".") if comma else (".", ",")
    whole = plain.partition(decimal)[0].lstrip("+-")
    first, *groups = whole.split(thousands)
    return not groups or (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups))


def _currency(rows: Sequence[tuple[int, Cells]]) -> str | None:
    named = [(line, row["currency"].upper()) for line, row in rows if row.get("currency")]
    for line, currency in named:
        if currency != named[0][1]:
            raise RuleBrokenError(
                _(
                    "Line %(line)s is in %(one)s, but line %(first)s in %(other)s. The flows are in more than one "
                    "currency. Convert them first, or ask for one at a time.",
                    line=line,
                    one=currency[:10],
                    first=named[0][0],
                    other=named[0][1][:10],
                ),
                field="currency",
            )
    return named[0][1] if named else None
