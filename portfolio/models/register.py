"""A public register as it was published: tables, rows, and cells that do not say what they should; no house's data."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row


class RegisterTable(Row, table=True):
    """A file of a register; `digest` tells whether it has changed since."""

    __tablename__ = "register_table"
    __table_args__ = (sa.UniqueConstraint("source", "file"),)

    source: str = Field(max_length=60)
    file: str = Field(max_length=200)
    columns: list[Any] = Field(sa_type=sa.JSON)
    digest: str = Field(max_length=64)


class RegisterRow(Row, table=True):
    """A row as it was written, its cells in the order of the columns; `row` counts as a spreadsheet program does."""

    __tablename__ = "register_row"
    __table_args__ = (sa.UniqueConstraint("table_id", "row"),)

    table_id: UUID = Field(foreign_key="register_table.id", index=True)
    row: int
    cells: list[Any] = Field(sa_type=sa.JSON)


class RegisterDefect(Row, table=True):
    """A cell whose value is read another way (loaded), or used for no figure (quarantined); the row keeps it."""

    __tablename__ = "register_defect"

    table_id: UUID = Field(foreign_key="register_table.id", index=True)
    row: int
    column: str = Field(max_length=300)
    project: str = Field(max_length=60)
    code: str = Field(max_length=40)
    value: str = Field(max_length=200)
    loaded: bool
