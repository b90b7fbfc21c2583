"""A field of several rows, each with the same few inputs."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from wtforms import Field

from portfolio.text import safe

Row = dict[str, str]


class RowsField(Field):  # type: ignore[misc]  # the library publishes no types
    """Rows of inputs; each column is sent as a list under `<field>-<column>`, so that rows need no numbers."""

    def __init__(self, label: Any = None, *, columns: Sequence[str], **settings: Any) -> None:
        super().__init__(label, **settings)
        self.columns = tuple(columns)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the rows from what was sent, else from the object that is edited."""
        del extra_filters  # rows have none
        self.process_errors: list[str] = []
        self.data: list[Row] = [dict(row) for row in data or []]
        if formdata:
            cells = ([safe(cell) for cell in formdata.getlist(f"{self.name}-{column}")] for column in self.columns)
            self.data = [dict(zip(self.columns, row, strict=True)) for row in zip_longest(*cells, fillvalue="")]

    def filled(self, column: str) -> list[Row]:
        """Return the rows in which a column holds something."""
        return [row for row in self.data if row[column].strip()]

    def add(self, row: Mapping[str, str] | None = None) -> None:
        """Add a row at the end, empty unless given."""
        self.data.append({column: (row or {}).get(column, "") for column in self.columns})

    def remove(self, index: int) -> None:
        """Take a row out; one that is not there is no mistake."""
        self.data = [row for place, row in enumerate(self.data) if place != index]
