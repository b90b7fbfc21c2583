"""From the cells of a spreadsheet to the facts of projects: each row with what it says, its problems and its notes."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.frames.choices import choice_of, short_words
from portfolio.frames.columns import folded
from portfolio.frames.lists import read_partners, read_shares, split_list
from portfolio.frames.numbers import parse_amount, parse_currency, parse_date, parse_year, parse_years
from portfolio.frames.spreadsheets import Line, Spreadsheet
from portfolio.frames.workbook import LONGEST_CELL
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.reference.occupations import find_occupations, get_occupation, occupations

TEXTS = ("name", "summary", "target_group", "solutions_in_five_years", "people_in_five_years")
CHOICES = ("stage", "uncertainty", "funding", "barometer", "facet", "osborne")


@dataclass(frozen=True)
class Remark:
    """A sentence about a row, at a column if it is about one (`column` is a key of the columns)."""

    sentence: str
    column: str | None = None


@dataclass
class Reading:
    """What a row says: `facts` holds plain values only for what the file states; the rest stays as it is."""

    line: int
    name: str
    key: str
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    own_id: str = ""
    source: str = ""

    def refuse(self, error: RuleBrokenError) -> None:
        """Remember why the row is refused."""
        self.problems.append(Remark(str(error), error.field))

    def note(self, sentence: str, column: str | None = None) -> None:
        """Remember what the person should know about the row."""
        self.notes.append(Remark(sentence, column))


def read_projects(sheet: Spreadsheet) -> list[Reading]:
    """Return what each row of a sheet says; of two rows about the same project the later one is refused."""
    readings = [_read_line(sheet, line) for line in sheet.lines]
    first: dict[str, Reading] = {}
    for reading in readings:
        earlier = first.setdefault(reading.key, reading)
        if reading.name and earlier is not reading:
            reading.problems.append(
                Remark(_("Row %(line)s is about the same project. Keep one of them.", line=earlier.line), "name")
            )
    return readings


def _read_line(sheet: Spreadsheet, line: Line) -> Reading:
    name, own_id = line.cells.get("name", ""), line.cells.get("id", "")
    reading = Reading(line.number, name, key=f"#{folded(own_id)}" if own_id else folded(name), own_id=own_id)
    for key in sheet.columns:
        if key not in ("id", "currency"):
            _read_cell(reading, key, line.cells)
    if "currency" in sheet.columns:
        _read_cell(reading, "currency", line.cells)  # after the money, which may name one too
    _note_marks(reading, sheet, line)
    return reading


def _read_cell(reading: Reading, key: str, cells: dict[str, str]) -> None:
    text = cells[key]
    try:
        if len(text) > LONGEST_CELL:
            raise RuleBrokenError(_("This cell is too long."), field=key)
        READERS[key](reading, key, text)
    except RuleBrokenError as error:
        reading.refuse(RuleBrokenError(str(error), field=key))


def _read_text(reading: Reading, key: str, text: str) -> None:
    reading.facts[key] = text


def _read_choice(reading: Reading, key: str, text: str) -> None:
    if not text:
        return  # as it was, or what a new project gets
    value = choice_of(key, text)
    if value is None:
        raise RuleBrokenError(
            _(
                "“%(given)s” is none of the words for this: %(words)s.",
                given=text[:60],
                words=", ".join(short_words(key)),
            )
        )
    reading.facts[key] = value


def _read_horizon(reading: Reading, key: str, text: str) -> None:
    reading.facts[key] = parse_year(text, field=key) if text else None
    if len(text) > len("2035"):
        parse_date(text, field=key)
        reading.note(_("Only the year of the date is kept."), key)


def _read_response(reading: Reading, key: str, text: str) -> None:
    if text:
        reading.facts[key] = parse_years(text, field=key)


def _read_money(reading: Reading, key: str, text: str) -> None:
    if not text:
        reading.facts["budget_minor"] = None
        return
    amount = parse_amount(text, field=key)
    reading.facts["budget_minor"] = amount.minor
    if amount.currency:
        reading.facts["currency"] = amount.currency
    if amount.rounded:
        reading.note(_("The amount was rounded to two decimals."), key)


def _read_currency(reading: Reading, key: str, text: str) -> None:
    if not text:
        return
    currency = parse_currency(text, field=key)
    if reading.facts.get("currency", currency) != currency:
        raise RuleBrokenError(_("The money says %(other)s.", other=reading.facts["currency"]))
    reading.facts["currency"] = currency


def _read_partners(reading: Reading, key: str, text: str) -> None:
    partners = read_partners(text)
    for name, sector, _is_funder in partners:
        if sector == "unknown":
            reading.note(_("The sector of %(partner)s is not stated.", partner=name[:60]), key)
    reading.facts[key] = [
        {"name": name, "sector": sector, "is_funder": is_funder} for name, sector, is_funder in partners
    ]


def _read_occupations(reading: Reading, key: str, text: str) -> None:
    shares: dict[str, int] = {}
    for named, points in read_shares(text):
        code = occupation_code(named)
        if code in shares:
            raise RuleBrokenError(_("%(occupation)s is there twice.", occupation=named[:60]))
        shares[code] = points
    reading.facts[key] = shares


def _read_criteria(reading: Reading, key: str, text: str) -> None:
    reading.facts[key] = split_list(text, field=key)


def _read_lead(reading: Reading, _key: str, text: str) -> None:
    reading.facts["lead_email"] = text.casefold()


READERS: dict[str, Callable[[Reading, str, str], None]] = {
    **dict.fromkeys(TEXTS, _read_text),
    **dict.fromkeys(CHOICES, _read_choice),
    "horizon_year": _read_horizon,
    "response_years": _read_response,
    "money": _read_money,
    "currency": _read_currency,
    "partners": _read_partners,
    "occupations": _read_occupations,
    "stop_criteria": _read_criteria,
    "lead": _read_lead,
}


def occupation_code(text: str) -> str:
    """Return the ISCO-08 code that a code or a title in either language stands for; raise RuleBrokenError if none."""
    try:
        return get_occupation(text).code
    except NotFoundError:
        codes = _codes_by_title().get(folded(text)) or _codes_by_word().get(folded(text), set())
    if len(codes) == 1:
        return next(iter(codes))
    near = find_occupations(text, language=current_language(), limit=3)
    if not near:
        raise RuleBrokenError(_("There is no occupation called “%(given)s”.", given=text[:60]), field="occupations")
    titles = ", ".join(f"{found.code} {found.title}" for found in near)
    raise RuleBrokenError(
        _("“%(given)s” is not exactly one occupation. Did you mean %(titles)s?", given=text[:60], titles=titles),
        field="occupations",
    )


@cache
def _codes_by_title() -> dict[str, set[str]]:
    return _codes((title, one.code) for one in occupations().values() for title in (one.title_da, one.title_en))


@cache
def _codes_by_word() -> dict[str, set[str]]:
    return _codes((word, one.code) for one in occupations().values() for word in (*one.words_da, *one.words_en))


def _codes(named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for text, code in named:
        found[folded(text)].add(code)
    return found


def _note_marks(reading: Reading, sheet: Spreadsheet, line: Line) -> None:
    """Say which cells of the row hold formulas, lie in merged cells, or stand beyond the headings."""
    for key, letters in sheet.column_letters.items():
        cell = f"{letters}{line.number}"
        if cell in sheet.formulas and not line.cells.get(key):
            sentence = _("Cell %(cell)s holds a formula without a result. Write the value.", cell=cell)
            reading.problems.append(Remark(sentence, key))
        elif cell in sheet.formulas:
            reading.note(_("Cell %(cell)s holds a formula; its last result is read.", cell=cell), key)
    for area in sheet.merged:
        if _first_row(area) <= line.number <= _last_row(area):
            reading.note(_("The cells %(area)s are merged; only the first of them has the text.", area=area))
    if line.surplus:
        sentence = _("The row has more cells than there are headings. Is a quotation mark missing?")
        reading.problems.append(Remark(sentence))


def _first_row(area: str) -> int:
    return _row(area.partition(":")[0])


def _last_row(area: str) -> int:
    return _row(area.rpartition(":")[2])


def _row(cell: str) -> int:
    return int("".join(letter for letter in cell if letter.isdigit()) or 0)
