"""What an amendment changes, input by input: before and after, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portfolio.finance.contract import Contract
from portfolio.language import format_date
from portfolio.language import gettext as _
from web.forms.contract_cells import Cells, cells_of
from web.forms.contract_fields import EVERY
from web.forms.contract_inputs import Cell, Field, Group, Rows, Type, named

Place = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One input that differs: where, and what stood and stands there; empty where nothing does."""

    where: str
    before: str
    after: str


def changes(before: Contract, after: Contract) -> list[Change]:
    """Return what differs between two complete versions of the terms, in the order of the form."""
    old = dict(_flat(EVERY, cells_of(before), ()))
    new = dict(_flat(EVERY, cells_of(after), ()))
    places = list(dict.fromkeys([*old, *new]))
    return [
        Change(" · ".join(place), old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    ]


def _flat(fields: tuple[Field, ...], cells: Cells, place: Place) -> Iterator[tuple[Place, str]]:
    for field in named(fields):
        here = (*place, str(field.label))
        if isinstance(field, Cell):
            yield here, _words(field, cells[field.name])
        elif isinstance(field, Group):
            yield from _flat(field.fields, cells[field.name], here)
        else:
            yield from _of_rows(field, cells[field.name], place)


def _of_rows(rows: Rows, every: list[Cells], place: Place) -> Iterator[tuple[Place, str]]:
    seen: dict[str, int] = {}
    cells = {cell.name: cell for cell in named(rows.fields) if isinstance(cell, Cell)}
    for row in every:
        name = " ".join(words for key in rows.key if (words := _words(cells[key], row[key])))
        seen[name] = seen.get(name, 0) + 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        yield from _flat(rows.fields, row, (*place, f"{rows.one} {name}{again}"))


def _words(cell: Cell, text: str) -> str:
    if not text:
        return ""
    match cell.type:
        case Type.CHOICE:
            return cell.word(text)
        case Type.DAY:
            return format_date(date.fromisoformat(text))
        case Type.PERCENT:
            return f"{text} %"
        case Type.YES:
            return _("yes")
        case Type.LINES:
            return ", ".join(text.splitlines())
        case _:
            return text
