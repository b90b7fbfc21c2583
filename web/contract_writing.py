"""A contract being written field by field: what was typed, what is wrong with it, and the document it makes.

It works without JavaScript: rows are added and taken out by buttons that send the form and bring it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, contract_of, read_contract, read_document
from portfolio.finance.plan import check_plan
from portfolio.finance.versions import AMENDMENTS, as_yaml
from portfolio.language import gettext as _
from web.forms.contract_cells import (
    MOST_ROWS,
    Cells,
    Errors,
    cells_of,
    document_of,
    empty_cells,
    is_blank,
    read_cells,
    tidied,
)
from web.forms.contract_fields import EVERY, PRICES, SECTIONS
from web.forms.contract_inputs import Cell, Field, Fold, Group, Rows, Section, named

FIRST_ROWS = ("payers", "metrics")  # a contract without them says nothing
ADD, REMOVE = "add:", "remove:"  # what a button asks, followed by the rows or the row


@dataclass
class Writing:
    """A contract in its form; `base` is the document it began from, whose untouched fields stay letter for letter."""

    cells: Cells
    base: str = ""
    errors: Errors = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the form."""
        return SECTIONS

    def labelled_errors(self) -> list[tuple[str, str, str]]:
        """Return every mistake as the input's name, what it is called and the sentence, in the order of the form."""
        return [(name, label_of(name, self.cells), " ".join(found)) for name, found in self.errors.items()]

    def is_open(self, fold: Fold, cells: Cells, prefix: str) -> bool:
        """Tell whether a part that is folded away holds something to be seen."""
        mistaken = any(name.startswith(prefix + one.name) for name in self.errors for one in named(fold.fields))
        return mistaken or not is_blank(cells, fold.fields)

    def reject(self, error: RuleBrokenError) -> None:
        """Put a sentence at the input that a rule names, or at the nearest part of the form around it."""
        field = error.field or ""
        sentence = str(error).removeprefix(f"{field}: ")
        nearest = _walk(_inputs_name(field), self.cells)[2]
        self.errors.setdefault(nearest, []).append(sentence[:1].upper() + sentence[1:])

    def _check_plan(self, contract: Contract) -> None:
        try:
            check_plan(contract)
        except RuleBrokenError as error:
            self.errors["plan"] = [str(error)]

    def answer_button(self, button: str) -> bool:
        """Add or take out a row as a button asks; return False when the form is to be saved."""
        if button.startswith(ADD):
            self.add(button.removeprefix(ADD))
        elif button.startswith(REMOVE):
            self.remove(button.removeprefix(REMOVE))
        else:
            return False
        return True

    def add(self, name: str) -> None:
        """Add an empty row; a result begins with a first price."""
        found, rows, way = _walk(name, self.cells)
        if isinstance(found, Rows) and isinstance(rows, list) and way == name and len(rows) < MOST_ROWS:
            row = empty_cells(found.fields)
            if "prices" in row:
                row["prices"] = [empty_cells(PRICES.fields)]
            rows.append(row)

    def remove(self, name: str) -> None:
        """Take a row out; one that is not there is no mistake."""
        around, _dot, place = name.rpartition(".")
        _found, rows, _way = _walk(around, self.cells)
        if isinstance(rows, list) and place.isascii() and place.isdecimal() and int(place) < len(rows):
            del rows[int(place)]

    def document(self) -> str:
        """Return the contract as YAML; raise RuleBrokenError, with `errors` filled in, when it is none."""
        self.cells = tidied(self.cells)
        document, self.errors = document_of(self.cells)
        if not self.errors:
            text = as_yaml(self._with_base(document))
            try:
                contract = read_contract(text)
            except RuleBrokenError as error:
                self.reject(error)
            else:
                self._check_plan(contract)
        if not self.errors:
            return text
        for rows in FIRST_ROWS:  # something to mend a missing one in
            if not self.cells[rows]:
                self.add(rows)
        raise RuleBrokenError(_("Please mend this; everything you wrote is kept."))

    def _with_base(self, document: dict[str, Any]) -> dict[str, Any]:
        """Keep what was not touched as it was written, and the amendments, which the form does not show."""
        if (known := _known(self.base)) is None:
            return document
        raw, cells = known
        same = {name for name in raw if name in cells and self.cells[name] == cells[name]}
        first = {name: raw[name] if name in same else document[name] for name in raw if name in same | document.keys()}
        found = {**first, **{name: value for name, value in document.items() if name not in first}}
        return {**found, AMENDMENTS: raw[AMENDMENTS]} if raw.get(AMENDMENTS) else found


def writing_of(text: str) -> Writing:
    """Return a document in its form; raise RuleBrokenError when it is no contract."""
    return Writing(cells_of(read_contract(text)), text)


def blank_writing(currency: str, today: date) -> Writing:
    """Return an empty form with a first row where a contract needs one."""
    cells = empty_cells(EVERY)
    cells |= {"currency": currency, "signed": today.isoformat()}
    writing = Writing(cells)
    for rows in FIRST_ROWS:
        writing.add(rows)
    return writing


def sent_writing(given: Mapping[str, Any]) -> Writing:
    """Return the form as a browser sent it."""
    return Writing(read_cells(given), str(given.get("base", "")))


def label_of(name: str, cells: Cells) -> str:
    """Return what an input is called with the rows it stands in, as Payer 2: Share in per cent."""
    words: list[str] = []
    parts = name.split(".") if name else []
    for place in range(1, len(parts) + 1):
        found, here, _reached = _walk(".".join(parts[:place]), cells)
        if parts[place - 1].isdecimal() and isinstance(found, Rows):
            words[-1] = f"{found.one} {int(parts[place - 1]) + 1}"
        elif found is not None:
            words.append(str(found.label))
        del here
    return ": ".join(words) or _("The contract")


def _walk(name: str, cells: Cells) -> tuple[Cell | Group | Rows | None, Any, str]:
    """Follow a name such as metrics.0.prices as far as it goes: the field, what is written there, and the way."""
    fields: tuple[Field, ...] = EVERY
    here: Any = cells
    found: Cell | Group | Rows | None = None
    way: list[str] = []
    for part in name.split("."):
        if isinstance(here, list):
            if not (part.isascii() and part.isdecimal() and int(part) < len(here)):
                break
            here = here[int(part)]
        else:
            inner = next((one for one in named(fields) if one.name == part), None)
            if inner is None:
                break
            found, here, fields = inner, here[part], inner.fields if not isinstance(inner, Cell) else ()
        way.append(part)
    return found, here, ".".join(way)


def _inputs_name(place: str) -> str:
    """Return the name of the input at a place of the document, whose rows count from one."""
    return ".".join(str(int(part) - 1) if part.isdecimal() else part for part in place.split("."))


def _known(text: str) -> tuple[dict[str, Any], Cells] | None:
    if not text.strip():
        return None
    try:
        raw = read_document(text)
        return raw, cells_of(contract_of({**raw, AMENDMENTS: ()}))
    except RuleBrokenError:  # somebody changed it on the way: then the form alone counts
        return None
