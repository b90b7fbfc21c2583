"""People, what they are in which house, and where they are signed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UniqueConstraint

from portfolio.models.base import Row, one_of
from portfolio.rounds.visibility import Role


class Person(Row, table=True):
    """Someone who may sign in; a board member may get mail without ever having a password."""

    email: str = Field(max_length=254, unique=True, description="Lower case")
    name: str = Field(max_length=200)
    organisation: str = Field(default="", max_length=200)
    language: str = Field(default="da", max_length=2)
    password: str | None = Field(default=None, max_length=255, description="Argon2 hash")
    active: bool = True
    fs_uniquifier: str = Field(max_length=64, unique=True, description="Changes to end every sign-in at once")
    tf_primary_method: str | None = Field(default=None, max_length=64)
    tf_totp_secret: str | None = Field(default=None, max_length=255)
    tf_last_counter: int | None = Field(default=None, description="Time step of the last code used; none is used twice")
    mf_recovery_codes: list[Any] | None = Field(default=None, sa_type=sa.JSON)
    created_at: datetime


class Membership(Row, table=True):
    """A role of a person in a house; it ends, it is never deleted."""

    __table_args__ = (UniqueConstraint("house_id", "person_id", "role"),)

    house_id: UUID = Field(foreign_key="house.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=one_of(Role))
    since: datetime
    ended_at: datetime | None = None


class SignIn(Row, table=True):
    """One browser's stay; a cookie replayed after sign-out finds it ended."""

    __tablename__ = "sign_in"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    started_at: datetime
    ended_at: datetime | None = None


class PasswordLink(Row, table=True):
    """A link, sent by mail, that lets its holder choose a password once."""

    __tablename__ = "password_link"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    digest: str = Field(max_length=64, unique=True, description="SHA-256 of the secret in the link")
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class SignInAttempt(Row, table=True):
    """A try to pass the door that has not succeeded; counted to slow guessing down."""

    __tablename__ = "sign_in_attempt"

    door: str = Field(max_length=64, index=True, description="SHA-256 of what was tried: an address, a code, a machine")
    at: datetime = Field(index=True)
