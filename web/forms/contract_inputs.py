"""What a form of a contract is made of: inputs, groups, rows and parts that are folded away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from web.languages import Lazy


class Type(StrEnum):
    """What is written in a field."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"  # one name a line
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    PERCENT = "percent"  # written 60, kept as 0.6
    DAY = "day"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True)
class Cell:
    """One input; `default` is what the document means when silent, `empty_counts` tells that blank says something."""

    name: str
    label: Lazy
    hint: Lazy | str = ""
    type: Type = Type.TEXT
    default: str = ""
    empty_counts: bool = False
    choices: tuple[str, ...] = ()
    word: Callable[[str], str] = str
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Inputs that belong together and may all be left out."""

    name: str
    label: Lazy
    hint: Lazy | str
    fields: tuple["Field", ...]
    is_group = True


@dataclass(frozen=True)
class Rows:
    """Any number of rows with the same inputs; `one` names a row, `key` the inputs that tell rows apart."""

    name: str
    label: Lazy
    hint: Lazy | str
    one: Lazy
    fields: tuple["Field", ...]
    key: tuple[str, ...]
    needed: bool = False
    is_rows = True

    @property
    def is_large(self) -> bool:
        """Whether a row is a form of its own rather than a line."""
        return any(not isinstance(field, Cell) for field in self.fields)


@dataclass(frozen=True)
class Fold:
    """Inputs that few contracts need, folded away until one of them holds something."""

    label: Lazy
    fields: tuple["Field", ...]
    is_fold = True


Field = Cell | Group | Rows | Fold


@dataclass(frozen=True)
class Section:
    """A part of the form under its own heading."""

    id: str
    label: Lazy
    fields: tuple[Field, ...]


def named(fields: tuple[Field, ...]) -> Iterator[Cell | Group | Rows]:
    """Yield the fields of a level, those folded away among them."""
    for field in fields:
        if isinstance(field, Fold):
            yield from named(field.fields)
        else:
            yield field
