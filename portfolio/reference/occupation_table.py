"""Occupations by ISCO-08 unit group, with the figures that studies published about them.

Codes are text: `0110` read as a number would be another group. The figures and their sources stand in
`occupations.csv` and `SOURCES.md`; blanks are real gaps. Danish titles and search words are our own wording, unless the
operator has imported Statistics Denmark's.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portfolio.errors import NotFoundError
from portfolio.language import Language, current_language
from portfolio.language import gettext as _
from portfolio.reference.danish_titles import imported_titles
from portfolio.reference.figures_file import FIGURES, FOLDER, INDICES, TASK_SHARES, figures_in_force

__all__ = [
    "DATA_VERSION",
    "FIGURES",
    "FOLDER",
    "HAND_LABELLED",
    "INDICES",
    "TASK_SHARES",
    "Occupation",
    "OccupationGroup",
    "get_occupation",
    "group_path",
    "occupation_groups",
    "occupations",
    "unit_group_code",
]

DATA_VERSION = figures_in_force().version
HAND_LABELLED = "frey_osborne_2013"  # the index of which some values were set by hand


@dataclass(frozen=True)
class Occupation:
    """An ISCO-08 unit group; `figures` holds what was published, None where a study has no value."""

    code: str
    title_en: str
    title_da: str
    major: str
    sub_major: str
    minor: str
    figures: Mapping[str, float | None]
    hand_labelled: bool  # a Frey–Osborne value behind this group was set by hand, not by their model
    words_da: tuple[str, ...] = ()
    words_en: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the title in the language spoken now."""
        return self.title_in(current_language())

    def title_in(self, language: Language) -> str:
        """Return the title in a language."""
        return self.title_da if language == "da" else self.title_en


@dataclass(frozen=True)
class OccupationGroup:
    """A major, sub-major or minor group of ISCO-08."""

    code: str
    title_en: str
    title_da: str

    def title_in(self, language: Language) -> str:
        """Return the title in a language."""
        return self.title_da if language == "da" else self.title_en


@cache
def occupations() -> Mapping[str, Occupation]:
    """Return all 436 unit groups by code, in the order of the codes."""
    words = {row["isco08"]: row for row in _rows("occupation_words.csv")}
    found = {row["isco08"]: _occupation(row, words[row["isco08"]]) for row in figures_in_force().rows}
    return MappingProxyType(found)


@cache
def occupation_groups() -> Mapping[str, OccupationGroup]:
    """Return the major, sub-major and minor groups by code of one, two and three digits."""
    return MappingProxyType(
        {
            row["code"]: OccupationGroup(
                row["code"], row["title_en"], imported_titles().get(row["code"], row["title_da"])
            )
            for row in _rows("occupation_groups.csv")
        }
    )


def unit_group_code(code: str) -> str:
    """Return the ISCO-08 unit group of a code; six-digit DISCO-08 codes fall back to their first four digits."""
    digits = code.strip().replace(".", "").replace(" ", "")
    return digits[:4] if len(digits) == 6 and digits.isdecimal() else digits


def get_occupation(code: str) -> Occupation:
    """Return the occupation with an ISCO-08 or DISCO-08 code; raise NotFoundError when there is none."""
    digits = unit_group_code(code)
    occupation = occupations().get(digits)
    if occupation is None and digits in occupation_groups():
        raise NotFoundError(
            _(
                "“%(code)s” is a whole group: %(title)s. Choose an occupation in it, with a code of four digits.",
                code=digits,
                title=occupation_groups()[digits].title_in(current_language()),
            )
        )
    if occupation is None:
        raise NotFoundError(_("There is no occupation with the code “%(code)s”.", code=code.strip()[:20]))
    return occupation


def group_path(occupation: Occupation) -> tuple[OccupationGroup, OccupationGroup, OccupationGroup]:
    """Return the groups an occupation belongs to: major, sub-major, minor."""
    groups = occupation_groups()
    return groups[occupation.major], groups[occupation.sub_major], groups[occupation.minor]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Frey and Osborne set the aggregates 29-1060 and 29-1111 by hand; spread to their members, they stand behind these
# groups, while the table counts only codes labelled themselves.
_LABELLED_THROUGH_AN_AGGREGATE = frozenset({"2211", "2212", "2221"})


def _occupation(row: Mapping[str, str], words: Mapping[str, str]) -> Occupation:
    code, own_title = row["isco08"], words["title_da"]
    title = imported_titles().get(code, own_title)
    words_da = words["words_da"].split("; ")
    return Occupation(
        code=code,
        title_en=row["title_en"],
        title_da=title,
        major=row["major"],
        sub_major=row["submajor"],
        minor=row["minor"],
        figures=MappingProxyType({name: float(row[name]) if row[name] else None for name in FIGURES}),
        hand_labelled=row["fo_n_handlabelled"] not in ("", "0") or code in _LABELLED_THROUGH_AN_AGGREGATE,
        words_da=tuple(words_da if title == own_title else [own_title, *words_da]),
        words_en=tuple(words["words_en"].split("; ")),
    )
