"""The folder of an INDIGO export (impact bonds, GO Lab, Oxford): its tables as they are, and an account of every row.

Read with pandas, every cell as text: "null" stays a word and "0.50" keeps its zero. Rows are counted by the parser,
because cells hold line breaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, LOCALES, ngettext
from portfolio.language import gettext as _

Cells = Mapping[str, str]

PROJECTS, ORGANISATIONS, LOCATIONS = "projects.csv", "organisations.csv", "projects_delivery_locations.csv"
PARTNER_TABLES = (  # tables whose rows name an organisation that takes part
    "projects_service_provisions.csv",
    "projects_outcome_payment_commitments.csv",
    "projects_investments.csv",
    "projects_intermediary_services.csv",
)
LARGEST_TABLE = 50 * 1024 * 1024  # bytes
ORGANISATION_ID = "Organisation ID - (Value)"
COUNTRY = "Location - Country - (Value)"


@dataclass(frozen=True)
class Table:
    """A file of the export: its rows in order (the first is row 2, below the headings), and its lines of text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    lines: int

    @property
    def key(self) -> str:
        """The column that says what a row belongs to."""
        return self.columns[0]


@dataclass(frozen=True)
class TableAccount:
    """Where every row of a table went; the four counts sum to `rows`."""

    file: str
    rows: int
    lines: int
    used: int
    not_carried: int
    of_other_projects: int
    without_project: int
    remark: str


def read_folder(folder: Path) -> dict[str, Table]:
    """Return the tables of an export by file name; raise RuleBrokenError when a file that is needed is missing."""
    for name in (PROJECTS, ORGANISATIONS, LOCATIONS):
        if not (folder / name).is_file():
            raise RuleBrokenError(_("There is no %(name)s in %(folder)s.", name=name, folder=folder), field="file")
    return {file.name: _read_table(file) for file in sorted(folder.glob("*.csv"))}


def country_code(name: str) -> str:
    """Return the two letters of a country named in either language or by its letters."""
    wanted = name.strip().casefold()
    for language in LANGUAGES:
        for code, title in Locale.parse(LOCALES[language]).territories.items():
            if len(code) == 2 and code.isalpha() and wanted in (code.casefold(), str(title).casefold()):
                return str(code)
    raise RuleBrokenError(_("“%(name)s” is not a country.", name=name[:60]), field="country")


def chosen_projects(tables: Mapping[str, Table], country: str | None) -> list[tuple[int, Cells]]:
    """Return the projects delivered in a country (all without one), each with its row number."""
    numbered = list(enumerate(tables[PROJECTS].rows, start=2))
    if country is None:
        return numbered
    code = country_code(country)
    there = {row["Project ID"] for row in tables[LOCATIONS].rows if row[COUNTRY].strip().upper() == code}
    return [(number, row) for number, row in numbered if row["ID"] in there]


def accounts(tables: Mapping[str, Table], chosen: set[str], named: set[str]) -> list[TableAccount]:
    """Account for every row: `chosen` are the ids of imported projects, `named` those of their partners."""
    known = {row["ID"] for row in tables[PROJECTS].rows}
    return [_account(table, chosen, named, known) for table in tables.values()]


def _read_table(file: Path) -> Table:
    import pandas as pd  # noqa: PLC0415  # half a second, which only those who import INDIGO should wait

    if file.stat().st_size > LARGEST_TABLE:
        raise RuleBrokenError(_("%(name)s is too large to be an INDIGO table.", name=file.name), field="file")
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8-sig")
    except (ValueError, UnicodeError) as broken:  # a parser's error is a ValueError
        raise RuleBrokenError(_("%(name)s cannot be read as CSV.", name=file.name), field="file") from broken
    columns = tuple(str(column) for column in frame.columns)
    rows = tuple(dict(zip(columns, cells, strict=True)) for cells in frame.itertuples(index=False, name=None))
    return Table(file.name, columns, rows, len(file.read_bytes().splitlines()))


def _account(table: Table, chosen: set[str], named: set[str], known: set[str]) -> TableAccount:
    ids = [row[table.key] for row in table.rows]
    if table.name == ORGANISATIONS:
        return _counts(table, used=sum(one in named for one in ids), remark=_("partners of these projects"))
    if table.name.startswith("funds"):
        return _counts(table, remark=_("outcome funds are not carried yet"), not_carried=len(ids))
    mine = sum(one in chosen for one in ids)
    strangers = sum(one not in known for one in ids)
    if table.name == PROJECTS:
        return _counts(table, used=mine, remark=_("the projects"))
    if table.name == LOCATIONS:
        remark = _("used to choose by country; places themselves are not carried")
        return _counts(table, used=mine, without_project=strangers, remark=remark)
    if table.name in PARTNER_TABLES:
        remark = _("organisations carried as partners; amounts, dates and terms not yet")
        return _counts(table, used=mine, without_project=strangers, remark=remark)
    remark = ngettext("%(num)s row not carried yet", "%(num)s rows not carried yet", mine)
    return _counts(table, not_carried=mine, without_project=strangers, remark=remark)


def _counts(
    table: Table, *, remark: str, used: int = 0, not_carried: int = 0, without_project: int = 0
) -> TableAccount:
    others = len(table.rows) - used - not_carried - without_project
    return TableAccount(table.name, len(table.rows), table.lines, used, not_carried, others, without_project, remark)
