"""The template of a spreadsheet of projects: the headings to fill in, and a second sheet that explains each."""

from io import BytesIO

from portfolio.frames.choices import KINDS, short_words
from portfolio.frames.columns import COLUMNS, explanation
from portfolio.frames.lists import SECTOR_WORDS
from portfolio.frames.spreadsheets import MOST_ROWS
from portfolio.language import Language, speaking
from portfolio.language import gettext as _

EXAMPLES: dict[str, dict[Language, str]] = {
    "name": {"da": "Lagerbroen", "en": "The warehouse bridge"},
    "summary": {"da": "Unge uden job oplæres på lageret.", "en": "Young people without work train in the warehouse."},
    "target_group": {"da": "Unge 18–29 år uden uddannelse", "en": "People aged 18–29 without an education"},
    "horizon_year": {"da": "2035", "en": "2035"},
    "response_years": {"da": "3", "en": "3"},
    "money": {"da": "1.250.000,50", "en": "1,250,000.50"},
    "currency": {"da": "DKK", "en": "DKK"},
    "partners": {
        "da": "Fjord Kommune (offentlig); Havn A/S (privat)",
        "en": "Fjord City (public); Harbour Ltd (private)",
    },
    "occupations": {"da": "8344=60 %; 9112=40 %", "en": "8344=60 %; 9112=40 %"},
    "stop_criteria": {"da": "Færre end 5 i job efter et år", "en": "Fewer than 5 in work after a year"},
    "lead": {"da": "leder@example.org", "en": "lead@example.org"},
}
WIDTHS = {"id": 12, "name": 30, "summary": 40, "target_group": 30, "partners": 40, "occupations": 30}  # characters


def template_csv(language: Language) -> bytes:
    """Return the headings as a CSV file that Excel opens in a language's way."""
    separator = ";" if language == "da" else ","
    return (separator.join(column.heading(language) for column in COLUMNS) + "\r\n").encode("utf-8-sig")


def template_workbook(language: Language) -> bytes:
    """Return the headings as a workbook with a sheet that explains each column, and lists of the allowed words."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # only this page needs it

    buffer = BytesIO()
    with speaking(language), Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("Projects"))
        sheet.freeze_panes(1, 2)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS.get(column.key, 20), text)
            sheet.write_string(0, place, column.heading(language), bold)
            if column.key in KINDS:
                words = {"validate": "list", "source": short_words(column.key), "error_type": "warning"}
                sheet.data_validation(1, place, MOST_ROWS, place, words)
        guide = book.add_worksheet(_("Explanation"))
        for place, (title, width) in enumerate(
            [(_("Column"), 24), (_("What belongs in it"), 70), (_("Allowed words"), 40), (_("Example"), 40)]
        ):
            guide.set_column(place, place, width, wrapped)
            guide.write_string(0, place, title, bold)
        for line, row in enumerate(_guide(language), start=1):
            for place, cell in enumerate(row):
                guide.write_string(line, place, cell, wrapped)
    return buffer.getvalue()


def _guide(language: Language) -> list[tuple[str, str, str, str]]:
    return [
        (
            column.heading(language),
            explanation(column.key),
            allowed_words(column.key, language),
            EXAMPLES.get(column.key, {}).get(language, ""),
        )
        for column in COLUMNS
    ]


def allowed_words(key: str, language: Language) -> str:
    """Return the words that a column takes, as the pages call them; empty when it takes any."""
    if key in KINDS:
        return " · ".join(short_words(key))
    return " · ".join(SECTOR_WORDS[language].values()) if key == "partners" else ""
