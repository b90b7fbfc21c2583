"""The figures of a briefing as a table that a spreadsheet opens; it travels inside the PDF."""

import csv
from io import StringIO

from portfolio.briefing.content import BriefingContent, Figure, ProjectRow

COLUMNS = (
    "number",
    "project",
    "zone",
    "radicality",
    "radicality_low",
    "radicality_high",
    "resilience",
    "resilience_low",
    "resilience_high",
    "decoupling",
    "decoupling_low",
    "decoupling_high",
    "horizon",
    "money",
    "next_evaluation",
)
SEPARATORS = {"da": ";", "en": ","}  # what a spreadsheet set to that language expects
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def figures_csv(content: BriefingContent) -> str:
    """Return one line a project with the scores as printed, whole numbers on 0–100; an unknown one is empty."""
    table = StringIO()
    writer = csv.writer(table, delimiter=SEPARATORS.get(content.language, ","))
    writer.writerow(COLUMNS)
    writer.writerows(_line(row) for row in content.rows)
    return table.getvalue()


def _line(row: ProjectRow) -> list[str]:
    numbers = [
        _number(value) for figure in (row.radicality, row.resilience, row.decoupling) for value in _three(figure)
    ]
    texts = [row.horizon, row.money, row.next_evaluation]
    return [str(row.number), _plain(row.name), row.mark, *numbers, *map(_plain, texts)]


def _three(figure: Figure) -> tuple[int | None, int | None, int | None]:
    return figure.middle, figure.low, figure.high


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _plain(text: str) -> str:
    """Return a text that a spreadsheet shows instead of computing."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
