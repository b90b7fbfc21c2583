"""Storing a public register; storing the same one again changes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, delete, insert, select

from portfolio.frames.indigo_defects import Defect
from portfolio.frames.indigo_folder import Table
from portfolio.frames.register_reading import RegisterReading
from portfolio.frames.register_tables import INDIGO
from portfolio.models import RegisterDefect, RegisterRow, RegisterTable

LONGEST = 200  # characters of a value beside its reason; the row keeps it whole


@dataclass(frozen=True)
class TableFate:
    """What became of every row of a file: new + changed + unchanged = rows; some of them hold defects."""

    file: str
    rows: int
    lines: int
    new: int
    changed: int
    unchanged: int
    gone: int
    loaded_cells: int
    quarantined_cells: int
    rows_with_defects: int


def store_register(session: Session, reading: RegisterReading, *, source: str = INDIGO) -> list[TableFate]:
    """Store every row of an export as written, with its defects; flush, and return the fate of every row."""
    known = {table.file: table for table in session.exec(select(RegisterTable).where(RegisterTable.source == source))}
    by_file: dict[str, list[Defect]] = {name: [] for name in reading.tables}
    for defect in reading.defects:
        by_file[defect.file].append(defect)
    return [
        _store_table(session, source, table, known.get(name), by_file[name]) for name, table in reading.tables.items()
    ]


def _store_table(
    session: Session, source: str, table: Table, stored: RegisterTable | None, defects: Sequence[Defect]
) -> TableFate:
    columns = list(table.columns)
    rows = {number: [row[column] for column in columns] for number, row in enumerate(table.rows, start=2)}
    digest = _digest(columns, rows, defects)
    if stored is not None and stored.digest == digest:
        return _fate(table, defects, new=0, changed=0, gone=0)
    before = _stored_rows(session, stored.id) if stored else {}
    if stored is None:
        stored = RegisterTable(source=source, file=table.name, columns=columns, digest=digest)
    else:
        stored.columns, stored.digest = columns, digest
    session.add(stored)
    session.flush()
    _replace(session, stored.id, rows, defects)
    changed = sum(number in before and before[number] != cells for number, cells in rows.items())
    new = sum(number not in before for number in rows)
    return _fate(table, defects, new=new, changed=changed, gone=sum(number not in rows for number in before))


def _replace(session: Session, table_id: UUID, rows: Mapping[int, list[str]], defects: Sequence[Defect]) -> None:
    session.exec(delete(RegisterRow).where(col(RegisterRow.table_id) == table_id))
    session.exec(delete(RegisterDefect).where(col(RegisterDefect.table_id) == table_id))
    if rows:
        values = [
            RegisterRow(table_id=table_id, row=number, cells=cells).model_dump() for number, cells in rows.items()
        ]
        session.exec(insert(RegisterRow), params=values)
    if defects:
        kept = [
            RegisterDefect(
                table_id=table_id,
                row=one.row,
                column=one.column,
                project=one.project[:60],
                code=one.code,
                value=one.value[:LONGEST],
                loaded=one.loaded,
            ).model_dump()
            for one in defects
        ]
        session.exec(insert(RegisterDefect), params=kept)
    session.flush()


def _stored_rows(session: Session, table_id: UUID) -> dict[int, list[str]]:
    return {row.row: row.cells for row in session.exec(select(RegisterRow).where(RegisterRow.table_id == table_id))}


def _digest(columns: list[str], rows: Mapping[int, list[str]], defects: Sequence[Defect]) -> str:
    facts = [(one.row, one.column, one.code, one.value, one.loaded) for one in defects]
    return hashlib.sha256(json.dumps([columns, list(rows.values()), facts]).encode()).hexdigest()


def _fate(table: Table, defects: Sequence[Defect], *, new: int, changed: int, gone: int) -> TableFate:
    return TableFate(
        file=table.name,
        rows=len(table.rows),
        lines=table.lines,
        new=new,
        changed=changed,
        unchanged=len(table.rows) - new - changed,
        gone=gone,
        loaded_cells=sum(one.loaded for one in defects),
        quarantined_cells=sum(not one.loaded for one in defects),
        rows_with_defects=len({one.row for one in defects}),
    )
