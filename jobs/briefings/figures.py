"""The figures of a briefing as tables that a spreadsheet opens; they travel inside the PDF.

`figures` has one line a project, `levels` one line a project and criterion. Together they hold all that the sentences
of the board page are made from, so that anyone can count again. A section of pages two and three that has figures of
its own has a table of its own, named after its key.
"""

import csv
from collections.abc import Iterable
from io import StringIO

from portfolio.briefing.content import Basis, BriefingContent, Figure, ProjectRow

SCORES = ("radicality", "resilience", "decoupling", "connection")
COLUMNS = (
    "number",
    "project",
    "stage",
    "zone",
    *(f"{score}{part}" for score in SCORES for part in ("", "_low", "_high")),
    "resilience_band",
    "horizon",
    "budget_minor",
    "currency",
    "evaluators",
    "evaluated_on",
    "coverage_radicality",
    "coverage_decoupling",
    "coverage_connection",
    "due_on",
    "due_state",
    "under_way",
    "attention",
)
LEVEL_COLUMNS = ("number", "criterion", "level_1", "level_2", "level_3", "level_4", "level_5", "consensus")
SEPARATORS = {"da": ";", "en": ","}  # what a spreadsheet set to that language expects
POINTS = {"da": ",", "en": "."}  # likewise
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
AXES = 3


def attached_tables(content: BriefingContent) -> dict[str, str]:
    """Return every table that travels with a briefing, by its name without month and ending."""
    own = {
        section.key: _table(content, section.data.columns, ([_cell(text) for text in row] for row in section.data.rows))
        for section in content.sections
        if section.data
    }
    return {"figures": figures_csv(content), "levels": levels_csv(content), **own}


def figures_csv(content: BriefingContent) -> str:
    """Return one line a project: scores as printed (whole numbers on 0–100), money in minor units, dates as ISO."""
    return _table(content, COLUMNS, (_line(row, content.language) for row in content.rows))


def levels_csv(content: BriefingContent) -> str:
    """Return one line a project and criterion: how many evaluators gave each level, and whether that is consensus."""
    return _table(content, LEVEL_COLUMNS, (line for row in content.rows for line in _levels(row)))


def _table(content: BriefingContent, columns: tuple[str, ...], lines: Iterable[list[str]]) -> str:
    table = StringIO()
    writer = csv.writer(table, delimiter=SEPARATORS.get(content.language, ","))
    writer.writerow(columns)
    writer.writerows(lines)
    return table.getvalue()


def _line(row: ProjectRow, language: str) -> list[str]:
    basis = row.basis
    figures = (row.radicality, row.resilience, row.decoupling, row.connection)
    numbers = [_number(value) for figure in figures for value in _three(figure)]
    names = [str(row.number), _plain(row.name), row.stage, row.mark]
    return [*names, *numbers, row.band, _plain(row.horizon), *_basis(basis, POINTS.get(language, "."))]


def _basis(basis: Basis, point: str) -> list[str]:
    shares = [str(share).replace(".", point) for share in basis.coverage] or [""] * AXES
    return [
        _number(basis.budget_minor),
        basis.currency,
        str(basis.evaluators),
        basis.evaluated_on,
        *shares,
        basis.due_on,
        basis.due_state,
        "yes" if basis.under_way else "",
        " ".join(basis.attention),
    ]


def _levels(row: ProjectRow) -> Iterable[list[str]]:
    for found in row.basis.levels:
        consensus = "" if found.consensus is None else "yes" if found.consensus else "no"
        yield [str(row.number), found.criterion, *map(str, found.counts), consensus]


def _three(figure: Figure | None) -> tuple[int | None, int | None, int | None]:
    return (figure.middle, figure.low, figure.high) if figure else (None, None, None)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _cell(text: str) -> str:
    return text if text.removeprefix("-").isdecimal() else _plain(text)


def _plain(text: str) -> str:
    """Return a text that a spreadsheet shows instead of computing."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
