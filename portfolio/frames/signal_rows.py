"""Reading a CSV file of technology signals: rows with what each states, and a sentence at every cell that cannot be.

Headings may be Danish or English and stand in any order; unknown ones are told of and not used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.errors import RuleBrokenError
from portfolio.frames.columns import folded
from portfolio.frames.escaping import escaped
from portfolio.frames.numbers import parse_date
from portfolio.frames.spreadsheets import read_text_table
from portfolio.language import Language, current_language, format_number
from portfolio.language import gettext as _
from portfolio.resilience.parameters import parameter
from portfolio.resilience.signals import SPEAKS_TO, Direction, Strength

COLUMNS: Mapping[str, Mapping[Language, str]] = {
    "title": {"en": "Signal", "da": "Signal"},
    "source_url": {"en": "Source", "da": "Kilde"},
    "noticed_on": {"en": "Date", "da": "Dato"},
    "occupations": {"en": "Occupations", "da": "Erhverv"},
    "parameter": {"en": "Speaks to", "da": "Taler til"},
    "strength": {"en": "Strength", "da": "Styrke"},
    "direction": {"en": "Direction", "da": "Retning"},
    "note": {"en": "Note", "da": "Note"},
}
REQUIRED = ("title", "noticed_on", "occupations", "parameter")
MOST_ROWS = 2_000
STRENGTH_WORDS = {"weak": "weak", "svag": "weak", "moderate": "moderate", "middel": "moderate", "strong": "strong",
                  "stærk": "strong", "": "moderate"}  # fmt: skip
DIRECTION_WORDS = {"sooner": "sooner", "før": "sooner", "tidligere": "sooner", "later": "later", "senere": "later",
                   "": "sooner"}  # fmt: skip

EXAMPLE: Mapping[Language, Mapping[str, str]] = {
    "en": {"title": "Self-driving forklift on the market", "strength": "strong", "direction": "sooner"},
    "da": {"title": "Selvkørende truck på markedet", "strength": "stærk", "direction": "før"},
}


@dataclass(frozen=True)
class SignalRow:
    """A row of the file: what it states, and the sentences about cells that cannot be read, by column key."""

    line: int
    facts: dict[str, object]
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class SignalTable:
    """The rows of a file and the headings that nobody knows."""

    rows: tuple[SignalRow, ...]
    unknown: tuple[str, ...]


def read_signals(content: bytes) -> SignalTable:
    """Read a CSV file of signals; raise RuleBrokenError with one sentence when it is none."""
    rows = read_text_table(content)
    if not rows:
        raise RuleBrokenError(_("The file is empty."), field="file")
    _number, headings = rows[0]
    keys = [_key(text) for text in headings]
    _check_headings(headings, keys)
    if len(rows) == 1:
        raise RuleBrokenError(_("The file has headings, but no signals below them."), field="file")
    if len(rows) - 1 > MOST_ROWS:
        raise RuleBrokenError(
            _("At most %(most)s signals can be imported at a time.", most=format_number(MOST_ROWS)), field="file"
        )
    return SignalTable(
        tuple(_row(line, cells, keys) for line, cells in rows[1:]),
        tuple(text for text, key in zip(headings, keys, strict=True) if text and key is None),
    )


def heading(key: str) -> str:
    """Return what a column is called in the language spoken now."""
    return COLUMNS[key][current_language()]


def signal_template() -> bytes:
    """Return an example file in the language spoken now, as Danish spreadsheet programs open it."""
    separator = ";" if current_language() == "da" else ","
    words = EXAMPLE[current_language()]
    cells = {"noticed_on": "2026-05-04", "occupations": "8344; 933", "parameter": "physical_adoption", **words}
    example = [cells.get(key, "") for key in COLUMNS]
    lines = [[heading(key) for key in COLUMNS], example]
    text = "\r\n".join(separator.join(f'"{escaped(cell)}"' for cell in line) for line in lines)
    return ("\ufeff" + text + "\r\n").encode()


def _key(text: str) -> str | None:
    wanted = folded(text)
    return next((key for key, names in COLUMNS.items() if wanted in (key, *map(folded, names.values()))), None)


def _check_headings(headings: list[str], keys: list[str | None]) -> None:
    for key in REQUIRED:
        if key not in keys:
            raise RuleBrokenError(
                _("The column %(name)s is missing. Use the template.", name=heading(key)), field="file"
            )
    for text, found in zip(headings, keys, strict=True):
        if found and keys.count(found) > 1:
            raise RuleBrokenError(_("The column %(name)s is there twice. Keep one of them.", name=text), field="file")


def _row(line: int, cells: list[str], keys: list[str | None]) -> SignalRow:
    texts = {key: cells[place] if place < len(cells) else "" for place, key in enumerate(keys) if key}
    row = SignalRow(line, {"title": texts["title"], "source_url": texts.get("source_url", "")})
    row.facts["note"] = texts.get("note", "")
    row.facts["occupations"] = [code.strip() for code in texts["occupations"].replace(",", ";").split(";")]
    row.facts["noticed_on"] = _date(row, texts["noticed_on"])
    row.facts["parameter"] = _parameter(row, texts["parameter"])
    row.facts["strength"] = _word(row, "strength", texts.get("strength", ""), STRENGTH_WORDS, _strengths())
    row.facts["direction"] = _word(row, "direction", texts.get("direction", ""), DIRECTION_WORDS, _directions())
    if any(cells[len(keys) :]):
        row.problems.append(("title", _("The row has more cells than there are headings.")))
    return row


def _date(row: SignalRow, text: str) -> date | None:
    try:
        return parse_date(text, field="noticed_on")
    except RuleBrokenError:
        row.problems.append(("noticed_on", _("Write a date as 2027-03-31.")))
        return None


def _parameter(row: SignalRow, text: str) -> str:
    wanted = folded(text)
    for name in SPEAKS_TO:
        label = parameter(name).label
        if wanted in (folded(name), folded(label.da), folded(label.en)):
            return name
    row.problems.append(
        (
            "parameter",
            _("“%(given)s” is not a parameter. Write one of: %(names)s.", given=text[:60], names=", ".join(SPEAKS_TO)),
        )
    )
    return ""


def _word(row: SignalRow, key: str, text: str, known: Mapping[str, str], names: str) -> str:
    found = known.get(text.strip().casefold())
    if found is None:
        row.problems.append(
            (key, _("“%(given)s” is not known here. Write one of: %(names)s.", given=text[:60], names=names))
        )
    return found or known[""]


def _strengths() -> str:
    return "svag, middel, stærk" if current_language() == "da" else ", ".join(Strength)


def _directions() -> str:
    return "før, senere" if current_language() == "da" else ", ".join(Direction)
