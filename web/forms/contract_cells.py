"""A contract as the inputs of its form, and the inputs as a contract's document: two views of the same terms."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract
from portfolio.frames.numbers import parse_number
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.text import safe
from web.forms.contract_fields import EVERY
from web.forms.contract_inputs import Cell, Field, Group, Rows, Type, named

Cells = dict[str, Any]  # by name: a text, the cells of a group, or a list with those of each row
Errors = dict[str, list[str]]  # sentences by the input's name, as payers.0.share
MOST_ROWS = 200
_HUNDRED = Decimal(100)
_GROUPS_OF = 3  # digits: a lone mark before exactly so many would be read as grouping thousands


def cells_of(contract: Contract) -> Cells:
    """Return a contract's terms as inputs, with numbers as the reader writes them; amendments are not among them."""
    document = contract.model_dump(by_alias=True, exclude={"amendments"})
    document["index"] = [{"year": year, "value": value} for year, value in document["index"].items()]
    return _shown(EVERY, document)


def empty_cells(fields: Iterable[Field]) -> Cells:
    """Return inputs with nothing written in them but what the document means by saying nothing."""
    return _shown(tuple(fields), {})


def read_cells(given: Mapping[str, Any], fields: tuple[Field, ...] = EVERY, prefix: str = "") -> Cells:
    """Return the inputs as a browser sent them, under names such as metrics.0.prices.1.from."""
    return {field.name: _sent(field, given, prefix + field.name) for field in named(fields)}


def tidied(cells: Cells, fields: tuple[Field, ...] = EVERY) -> Cells:
    """Return inputs without the rows in which nothing is written."""
    found = dict(cells)
    for field in named(fields):
        if isinstance(field, Rows):
            rows = [tidied(row, field.fields) for row in cells[field.name]]
            found[field.name] = [row for row in rows if not is_blank(row, field.fields)]
        elif isinstance(field, Group):
            found[field.name] = tidied(cells[field.name], field.fields)
    return found


def is_blank(cells: Cells, fields: tuple[Field, ...]) -> bool:
    """Tell whether nothing is written; what is only chosen or a default does not count."""
    return all(_is_blank(field, cells[field.name]) for field in named(fields))


def document_of(cells: Cells) -> tuple[dict[str, Any], Errors]:
    """Return the document that inputs make, and what cannot be read of them, each sentence at its input."""
    errors: Errors = {}
    document = _kept(EVERY, cells, "", errors)
    if "index" in document:
        document["index"] = {row.get("year"): row.get("value") for row in document["index"]}
    return document, errors


def shown_number(value: Decimal) -> str:
    """Return a number as the reader writes it, exactly; `parse_number` reads it back."""
    text = f"{value:,f}"
    if "." in text:
        whole, _point, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        text = whole + (f".{decimals}" if decimals else "")
        if len(decimals) == _GROUPS_OF:
            text += "0"
    return text.translate(str.maketrans(",.", ".,")) if current_language() == "da" else text


def _shown(fields: tuple[Field, ...], document: Mapping[str, Any]) -> Cells:
    return {field.name: _shown_field(field, document) for field in named(fields)}


def _shown_field(field: Cell | Group | Rows, document: Mapping[str, Any]) -> Any:
    value = document.get(field.name)
    if isinstance(field, Rows):
        return [_shown(field.fields, row) for row in value or ()]
    if isinstance(field, Group):
        return _shown(field.fields, value or {})
    if field.name not in document:
        return field.default
    return "" if value is None else _text(field, value)


def _text(cell: Cell, value: Any) -> str:
    match cell.type:
        case Type.LINES:
            return "\n".join(value)
        case Type.PERCENT:
            return shown_number(value * _HUNDRED)
        case Type.MONEY | Type.NUMBER:
            return shown_number(value)
        case Type.YES:
            return "y" if value else ""
        case _:
            return str(value)


def _sent(field: Cell | Group | Rows, given: Mapping[str, Any], name: str) -> Any:
    if isinstance(field, Cell):
        return safe(str(given.get(name, "")))
    if isinstance(field, Group):
        return read_cells(given, field.fields, name + ".")
    places = {key[len(name) + 1 :].partition(".")[0] for key in given if key.startswith(name + ".")}
    numbers = sorted(int(place) for place in places if place.isascii() and place.isdecimal() and len(place) < 5)
    return [read_cells(given, field.fields, f"{name}.{number}.") for number in numbers[:MOST_ROWS]]


def _is_blank(field: Cell | Group | Rows, value: Any) -> bool:
    if isinstance(field, Rows):
        return all(is_blank(row, field.fields) for row in value)
    if isinstance(field, Group):
        return is_blank(value, field.fields)
    return value.strip() in ("", field.default) or _is_only_chosen(field)


def _is_only_chosen(cell: Cell) -> bool:
    return cell.type is Type.CHOICE and bool(cell.default)


def _kept(fields: tuple[Field, ...], cells: Cells, prefix: str, errors: Errors) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for field in named(fields):
        name, written = prefix + field.name, cells[field.name]
        if isinstance(field, Rows):
            rows = [_kept(field.fields, row, f"{name}.{place}.", errors) for place, row in enumerate(written)]
            if rows:
                document[field.name] = rows
        elif isinstance(field, Group):
            if not is_blank(written, field.fields):
                document[field.name] = _kept(field.fields, written, name + ".", errors)
        elif (value := _value(field, written, name, errors)) is not None or (field.empty_counts and not written):
            document[field.name] = value
    return document


def _value(cell: Cell, written: str, name: str, errors: Errors) -> Any:
    text = written.strip()
    if text == cell.default and not cell.needed:
        return None  # what the document means anyway
    if not text:
        if cell.needed:
            errors[name] = [_("Write something here.")]
        return None
    try:
        return _read(cell, text, name)
    except RuleBrokenError as error:
        errors[name] = [str(error)]
        return None


def _read(cell: Cell, text: str, name: str) -> Any:
    match cell.type:
        case Type.MONEY | Type.NUMBER:
            return _plain(parse_number(text, field=name))
        case Type.PERCENT:
            return _plain(parse_number(text, field=name) / _HUNDRED)
        case Type.WHOLE:
            return _whole(text, name)
        case Type.DAY:
            return _day(text, name)
        case Type.LINES:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Type.YES:
            return True
        case Type.CHOICE if text not in cell.choices:
            raise RuleBrokenError(_("Choose one of those offered."), field=name)
        case _:
            return text


def _whole(text: str, name: str) -> int:
    number = parse_number(text, field=name)
    if number != number.to_integral_value():
        raise RuleBrokenError(_("Write a whole number."), field=name)
    return int(number)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBrokenError(_("Write a date as 2027-03-31."), field=name) from error


def _plain(number: Decimal) -> int | float | str:
    """Return a number as YAML writes it: whole, as a decimal, or as a text where a fraction would lose digits."""
    if number == number.to_integral_value():
        return int(number)
    fraction = float(number)
    return fraction if Decimal(str(fraction)) == number else str(number)
