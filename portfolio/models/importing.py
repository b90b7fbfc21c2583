"""Uploaded spreadsheets that wait for a yes."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from portfolio.models.base import Row


class ImportDraft(Row, table=True):
    """A spreadsheet between its dry run and its import."""

    __tablename__ = "import_draft"

    house_id: UUID = Field(foreign_key="house.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    file_name: str = Field(max_length=255)
    content: bytes = Field(sa_type=sa.LargeBinary)
    uploaded_at: datetime
