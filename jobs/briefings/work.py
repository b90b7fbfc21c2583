"""What the drawing processes are asked for, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobs.briefings.orders import Order


@dataclass(frozen=True)
class Facts:
    """What a document says about itself, and the tables that travel along as name and content."""

    title: str
    author: str
    language: str
    as_of: str
    tables: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Draw:
    """Draw a piece, in at most so many seconds of computing."""

    order: Order
    seconds: int


@dataclass(frozen=True)
class Join:
    """Join packed pieces, the foot first, in at most so many seconds of computing; `files` are those of their fonts."""

    pieces: tuple[bytes, ...]
    files: Mapping[str, bytes]
    facts: Facts
    seconds: int


@dataclass(frozen=True)
class Reply:
    """A packed piece or a PDF, the files of fonts that were not sent before, and at the start what draws."""

    content: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    versions: str = ""
