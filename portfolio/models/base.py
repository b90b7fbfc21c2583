"""What all tables share: names of constraints, ids made in Python, and how choices are stored."""

from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """A row with an id that is known before it is stored and safe to show in an address."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)


def one_of(choices: type[StrEnum]) -> sa.Enum:
    """Return a column type that stores a choice by its value and refuses any other."""
    return sa.Enum(
        choices,
        values_callable=lambda enum: [member.value for member in enum],
        native_enum=False,
        validate_strings=True,
        create_constraint=True,
        length=30,
        name=choices.__name__.lower(),
    )
