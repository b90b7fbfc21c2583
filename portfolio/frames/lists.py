"""Several things in one cell: partners, occupations and criteria, written and read back without loss."""

import csv
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from io import StringIO

from portfolio.errors import RuleBrokenError
from portfolio.frames.choices import ALSO, choice_of
from portfolio.frames.numbers import parse_number
from portfolio.language import Language
from portfolio.language import gettext as _

SECTOR_WORDS: dict[Language, dict[str, str]] = {
    "en": {"public": "public", "private": "private", "civil_society": "civil society", "unknown": "not stated"},
    "da": {"public": "offentlig", "private": "privat", "civil_society": "civilsamfund", "unknown": "ukendt"},
}
FUNDER_WORDS: dict[Language, str] = {"en": "funder", "da": "bidragyder"}
FUNDERS = frozenset({*FUNDER_WORDS.values(), "co-funder", "finansierer", "medfinansierer", "betaler"})
MOST_ITEMS = 200  # in one cell; beyond any project


def join_list(items: Iterable[str]) -> str:
    """Write items with semicolons between them; one that holds a semicolon or a quotation mark is quoted."""
    return "; ".join(
        '"' + item.replace('"', '""') + '"' if re.search(r'[;"\n]|^\s|\s$', item) or not item else item
        for item in items
    )


def split_list(text: str, *, field: str) -> list[str]:
    """Read items with semicolons or line breaks between them; quotation marks keep an item whole."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=";", skipinitialspace=True)
    items = [item for row in rows for item in row]
    found = [item.strip() for item in items if item.strip()]
    if len(found) > MOST_ITEMS:
        raise RuleBrokenError(_("There is room for %(most)s items in a cell.", most=MOST_ITEMS), field=field)
    return found


def write_partners(partners: Iterable[tuple[str, str, bool]], language: Language) -> str:
    """Write name, sector and whether it helps to pay as `Name (sector)` or `Name (sector, funder)`.

    A sector that nobody has stated is left out where nothing is lost.
    """
    return join_list(_partner(name, sector, is_funder, language) for name, sector, is_funder in partners)


def read_partners(text: str) -> list[tuple[str, str, bool]]:
    """Return names, stored sectors (`unknown` without one in the brackets) and whether each is called a funder."""
    return [_read_partner(item) for item in split_list(text, field="partners")]


def write_occupations(shares: Mapping[str, int], language: Language) -> str:
    """Write shares in basis points as `8344=60 %; 9112=40 %`, with the decimals the language has."""
    mark = "," if language == "da" else "."
    return join_list(f"{code}={f'{points / 100:g}'.replace('.', mark)} %" for code, points in shares.items())


def read_shares(text: str) -> list[tuple[str, int]]:
    """Return what is named (a code or a title) and its basis points; one alone without a share is the whole."""
    items = split_list(text, field="occupations")
    if len(items) == 1 and not re.search(r"[=:%]", items[0]):
        return [(items[0], 10_000)]
    return [_read_share(item) for item in items]


def _partner(name: str, sector: str, is_funder: bool, language: Language) -> str:  # noqa: FBT001 (a stored value)
    said = [SECTOR_WORDS[language][sector]] if sector != "unknown" or _bracket(name) else []
    said += [FUNDER_WORDS[language]] if is_funder else []
    return f"{name} ({', '.join(said)})" if said else name


def _bracket(item: str) -> tuple[str, str, bool] | None:
    """Return name, stored sector and whether it is a funder when an item ends with these in brackets."""
    found = re.fullmatch(r"(?s)(.+?)\s*\(([^()]*)\)", item)
    if found is None:
        return None
    words = [word.strip().casefold() for word in found[2].split(",")]
    is_funder = any(word in FUNDERS for word in words)
    others = [word for word in words if word not in FUNDERS]
    sector = choice_of("sector", others[0]) if len(others) == 1 else None
    if sector is None and (others or not is_funder):
        return None
    return found[1].strip(), sector or "unknown", is_funder


def _read_partner(item: str) -> tuple[str, str, bool]:
    if known := _bracket(item):
        return known
    _check_words(item)
    if found := re.fullmatch(r"(?s).+\(([^()]{3,20})\)", item):
        words = [word for texts in (*ALSO["sector"].values(), tuple(ALSO["sector"])) for word in texts]
        if get_close_matches(found[1].casefold(), words, n=1, cutoff=0.8):
            raise RuleBrokenError(
                _(
                    "“%(word)s” is not a sector. Write public, private or civil society in the brackets.",
                    word=found[1],
                ),
                field="partners",
            )
    return item, "unknown", False


def _check_words(item: str) -> None:
    """Refuse brackets in which one word is known and another is not; a name may end with any other brackets."""
    found = re.fullmatch(r"(?s).+\(([^()]*,[^()]*)\)", item)
    words = [word.strip() for word in found[1].split(",")] if found else []
    strange = [word for word in words if word.casefold() not in FUNDERS and choice_of("sector", word) is None]
    if strange and len(strange) < len(words):
        raise RuleBrokenError(
            _("“%(word)s” is neither a sector nor the word funder.", word=strange[0][:60]), field="partners"
        )


def _read_share(item: str) -> tuple[str, int]:
    found = re.fullmatch(r"(?s)(.+?)\s*(?:[=:]\s*|\s)\(?([\d.,]+)\s*%?\)?", item)
    if not found:
        raise RuleBrokenError(
            _("“%(item)s” has no share. Write it as 8344=60 %%.", item=item[:60]), field="occupations"
        )
    points = parse_number(found[2], field="occupations") * 100
    if points != int(points):
        raise RuleBrokenError(_("Write shares with at most two decimals."), field="occupations")
    return found[1].strip(), int(points)
