"""Reading one XLSX file in a process of its own, where a hostile file can do no harm.

Run as `python -m portfolio.frames.workbook` with the file on standard input; prints one JSON object. It imports
nothing of the house: a valid file of 1.4 KB can make the reader ask for hundreds of gigabytes and abort, so the
process has little memory and little time, and its death is an answer too.
"""

import json
import re
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring, iterparse
from zipfile import BadZipFile, LargeZipFile, ZipFile

MEMORY = 1_500 * 1024 * 1024  # bytes of address space
CPU_TIME = 20  # seconds
UNZIPPED = 150 * 1024 * 1024  # bytes that all parts may hold together
PARTS = 2_000  # files in the archive
CHUNK = 1024 * 1024  # bytes
MOST_COLUMNS = 200
LONGEST_CELL = 32_767  # characters, as in Excel
MOST_NOTED = 10_000  # formulas and merged ranges looked at
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class _Refused(Exception):  # noqa: N818  # it carries a code that the parent turns into a sentence
    pass


def read(content: bytes, most_rows: int) -> dict[str, Any]:
    """Return the first sheet with content as rows of texts, with its formulas and merged cells; or a problem code."""
    try:
        _check_parts(content)
        return _read_sheets(content, most_rows)
    except _Refused as refused:
        return {"problem": str(refused)}
    except (BadZipFile, LargeZipFile, NotImplementedError, EOFError, OSError, ValueError, KeyError, ParseError):
        return {"problem": "damaged"}


def _check_parts(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNZIPPED:
            raise _Refused("too_large")
        if "[Content_Types].xml" not in archive.namelist():
            raise _Refused("not_a_workbook")
        left = UNZIPPED  # the sizes in the directory are a claim, so the bytes are counted as well
        for part in parts:
            if part.flag_bits & 0x1:
                raise _Refused("protected")
            left -= _check_part(archive, part.filename, left)
        if b"sheet" not in archive.read("[Content_Types].xml"):
            raise _Refused("not_a_workbook")


def _check_part(archive: ZipFile, name: str, left: int) -> int:
    size, tail = 0, b""
    is_markup = name.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise _Refused("too_large")
            if is_markup and _DOCTYPE.search((tail + chunk).replace(b"\x00", b"")):  # also when it is UTF-16
                raise _Refused("doctype")
            tail = chunk[-32:]
    return size


def _read_sheets(content: bytes, most_rows: int) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415  # it must come after the limits

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        best: dict[str, Any] = {"rows": [], "total": 0, "sheet": sheets[0].name if sheets else ""}
        for sheet in sheets:
            found = _read_sheet(workbook, sheet.name, most_rows)
            if found["total"]:
                best = found
                break
    except PasswordError:
        return {"problem": "protected"}
    except CalamineError:
        return {"problem": "damaged"}
    return {**best, **_marks(content, best["sheet"])}


def _read_sheet(workbook: Any, name: str, most_rows: int) -> dict[str, Any]:
    sheet = workbook.get_sheet_by_name(name)
    first_line = sheet.start[0] + 1 if sheet.start else 1
    first_column = sheet.start[1] if sheet.start else 0
    rows, total = [], 0
    for line, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first_line):
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        if not any(texts):
            continue
        total += 1
        if total <= most_rows:
            rows.append([line, [""] * first_column + texts])
    return {"rows": rows, "total": total, "sheet": name}


def _text(cell: object) -> str:
    """Return a cell as it would be typed; a number never looks like one with groups of thousands."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)[: LONGEST_CELL + 1].strip()


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    text = repr(value)
    if "e" in text or "n" in text:
        return text
    return text + "0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text


def _marks(content: bytes, sheet: str) -> dict[str, Any]:
    """Return the cells of a sheet that hold formulas, and its merged ranges."""
    found: dict[str, Any] = {"formulas": [], "merged": []}
    with ZipFile(BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        if part in archive.namelist():
            with archive.open(part) as file:
                _collect(iterparse(file, events=("start", "end")), found)  # noqa: S314  # no DOCTYPE gets here
    return found


def _collect(events: Any, found: dict[str, Any]) -> None:
    cell = ""
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            cell = element.get("r", "") if tag == "c" else cell
        elif tag == "f":
            found["formulas"].append(cell)
        elif tag == "mergeCell":
            found["merged"].append(element.get("ref", ""))
        elif tag == "row":
            element.clear()
        if len(found["formulas"]) + len(found["merged"]) > MOST_NOTED:
            return


def _part_of(archive: ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet, as the workbook's relations say."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.namelist()):
        return ""
    book = fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # no DOCTYPE gets here
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # as above
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet" and element.get("name") == sheet:
            key = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_TIME, CPU_TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    answer = read(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.write(json.dumps(answer))
