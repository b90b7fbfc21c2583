"""Reading a public register: the same for everyone, since it holds no house's data."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from portfolio.models import RegisterDefect, RegisterRow, RegisterTable


def list_register_tables(session: Session, source: str) -> Sequence[RegisterTable]:
    """Return the tables of a register by file name."""
    found = select(RegisterTable).where(RegisterTable.source == source).order_by(col(RegisterTable.file))
    return session.exec(found).all()


def list_register_rows(session: Session, source: str, file: str) -> Sequence[RegisterRow]:
    """Return the rows of a file in their order."""
    return session.exec(
        select(RegisterRow)
        .join(RegisterTable, col(RegisterTable.id) == RegisterRow.table_id)
        .where(RegisterTable.source == source, RegisterTable.file == file)
        .order_by(col(RegisterRow.row))
    ).all()


def list_register_defects(session: Session, source: str, file: str) -> Sequence[RegisterDefect]:
    """Return the defects of a file by row."""
    return session.exec(
        select(RegisterDefect)
        .join(RegisterTable, col(RegisterTable.id) == RegisterDefect.table_id)
        .where(RegisterTable.source == source, RegisterTable.file == file)
        .order_by(col(RegisterDefect.row), col(RegisterDefect.column))
    ).all()
