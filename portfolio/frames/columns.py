"""The columns of a spreadsheet of projects: what they are called in both languages, and what belongs in them."""

import re
import unicodedata
from dataclasses import dataclass

from portfolio.language import Language
from portfolio.language import gettext as _


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading in each language, and other headings that people use for it."""

    key: str
    english: str
    danish: str
    aliases: tuple[str, ...] = ()

    def heading(self, language: Language) -> str:
        """Return what the column is called in a language."""
        return self.danish if language == "da" else self.english


COLUMNS = (
    Column("id", "ID", "ID", ("project id", "projekt id")),
    Column("name", "Name", "Navn", ("project", "projekt", "project name", "projektnavn", "title", "titel")),
    Column("summary", "Summary", "Resumé", ("resume", "description", "beskrivelse", "kort beskrivelse", "formål")),
    Column("target_group", "Target group", "Målgruppe", ("target population", "målgrupper")),
    Column("stage", "Stage", "Fase", ("stadie", "stadium", "status")),
    Column("horizon_year", "Horizon", "Horisont", ("horizon year", "horisontår", "horisont år")),
    Column("response_years", "Response time (years)", "Svartid (år)", ("response time", "svartid", "reaktionstid")),
    Column("uncertainty", "Uncertainty", "Usikkerhed"),
    Column("money", "Money", "Beløb", ("amount", "budget", "penge", "bevilling", "økonomi")),
    Column("currency", "Currency", "Valuta"),
    Column("funding", "Funding", "Finansiering", ("finansieringsform", "funding type")),
    Column("partners", "Partners", "Partnere", ("partner", "samarbejdspartnere")),
    Column("occupations", "Occupations", "Erhverv", ("occupation", "job", "jobs", "stillinger", "fag")),
    Column("solutions_in_five_years", "Solutions in five years", "Løsninger om fem år", ("løsninger om 5 år",)),
    Column("people_in_five_years", "People in five years", "Mennesker om fem år", ("mennesker om 5 år",)),
    Column("stop_criteria", "Stop criteria", "Stopkriterier", ("stop criterion", "stopkriterium")),
    Column("barometer", "Innovation barometer", "Innovationsbarometer", ("innovationsbarometeret",)),
    Column("facet", "OPSI facet", "OPSI-facet", ("facet", "facets")),
    Column("osborne", "Osborne type", "Osborne-type", ("osborne",)),
    Column("lead", "Lead (email)", "Projektleder (e-mail)", ("lead", "projektleder", "lead email", "leder")),
)
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = "name"


def heading(key: str, language: Language) -> str:
    """Return what a column is called in a language; a key that is no column is returned as it is."""
    return BY_KEY[key].heading(language) if key in BY_KEY else key


def folded(text: str) -> str:
    """Return a text as people mean it: without case, punctuation and doubled spaces."""
    letters = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def column_of(text: str) -> str | None:
    """Return the key of the column that a heading names, or None."""
    return _KEYS.get(folded(text))


def explanation(key: str) -> str:
    """Return what belongs in a column, as a sentence or two in the current language."""
    return {
        "id": _(
            "Leave empty for new projects. Exported files carry the project's own ID here, so that it is found again "
            "even when it has been renamed. Without it a row belongs to the project with the same name."
        ),
        "name": _("Required. At most 300 characters."),
        "summary": _("One sentence, at most 500 characters."),
        "target_group": _("Who it is for. Never data about a citizen."),
        "stage": _("One of the allowed words. Empty means an idea, or as it was."),
        "horizon_year": _("The year its people should be in that work, for example 2035. Empty means not decided."),
        "response_years": _("Whole years the project needs to change course, 0 to 30. Empty means 1, or as it was."),
        "uncertainty": _("One of the allowed words. Empty means medium, or as it was."),
        "money": _("The whole budget, for example 1.250.000,50 or 1,250,000.50 or 2,5 mio. Empty means not known."),
        "currency": _("Three letters, for example DKK or EUR. Empty means the house's currency, or as it was."),
        "funding": _("One of the allowed words. Empty means a grant, or as it was."),
        "partners": _(
            "The sector in brackets after each name, and “funder” if it helps to pay, as in (public, funder); a "
            "semicolon between partners."
        ),
        "occupations": _(
            "ISCO-08 code or title of the work it leads to, with the share of the people; a semicolon between them. "
            "The shares add up to 100 %."
        ),
        "solutions_in_five_years": _("Which solutions will we offer in five years?"),
        "people_in_five_years": _("How do we equip people whose work technology threatens?"),
        "stop_criteria": _("Signs, agreed in advance, at which the project stops; a semicolon between them."),
        "barometer": _(
            "Innovationsbarometeret’s answer, one of the allowed words. Empty means not stated, or as it was."
        ),
        "facet": _("OPSI’s facet, one of the allowed words. Empty means not stated, or as it was."),
        "osborne": _("Osborne’s type, one of the allowed words. Empty means not stated, or as it was."),
        "lead": _("The address of a member of the house. Empty means nobody."),
    }[key]


def _every_heading() -> dict[str, str]:
    return {
        folded(text): column.key
        for column in COLUMNS
        for text in (column.key, column.english, column.danish, *column.aliases)
    }


_KEYS = _every_heading()
