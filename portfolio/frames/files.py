"""Export tables as files: CSV that no spreadsheet program runs, a workbook with a sheet a table, and JSON."""

import csv
import json
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from portfolio.frames.escaping import escaped
from portfolio.frames.exports import ExportTable
from portfolio.language import Language

LONGEST_CELL = 32_767  # characters, as Excel holds; longer ones are in the JSON and CSV
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def as_csv(table: ExportTable, language: Language) -> bytes:
    """Return a table as CSV the way Excel in a language opens it: with `;` and decimal comma in Danish."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "da" else ",", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_csv_cell(row.get(column), language) for column in table.columns])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(tables: Sequence[ExportTable]) -> bytes:
    """Return tables as the sheets of a workbook; every text stays a text, whatever it begins with."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # only exports need it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            sheet = book.add_worksheet(table.name[:31])
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(table.columns) - 1, 0), 22)
            sheet.write_row(0, 0, table.columns, bold)
            for line, row in enumerate(table.rows, start=1):
                sheet.write_row(line, 0, [_workbook_cell(row.get(column)) for column in table.columns])
    return buffer.getvalue()


def as_json(tables: Sequence[ExportTable]) -> bytes:
    """Return tables as one JSON object, nested values as they are."""
    return json.dumps({table.name: table.rows for table in tables}, ensure_ascii=False, indent=2).encode()


def _csv_cell(value: Any, language: Language) -> str:
    if isinstance(value, float):
        return repr(value).replace(".", ",") if language == "da" else repr(value)
    return escaped(_text(value))


def _workbook_cell(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else _text(value)[:LONGEST_CELL]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
