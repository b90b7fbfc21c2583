"""The words that a spreadsheet may use for a choice: stored values, what the pages call them, and what people write."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache

from portfolio.frames.columns import folded
from portfolio.language import LANGUAGES, speaking
from portfolio.models import Funding, Sector
from portfolio.novelty_words import barometer_word, facet_word, osborne_word
from portfolio.reference.novelty import Barometer, Facet, OsborneType
from portfolio.rounds.cadence import Uncertainty
from portfolio.rounds.lifecycle import Stage
from portfolio.words import funding_word, sector_word, stage_word, uncertainty_word

KINDS: dict[str, tuple[type[StrEnum], Callable[[str], str]]] = {
    "stage": (Stage, stage_word),
    "uncertainty": (Uncertainty, uncertainty_word),
    "funding": (Funding, funding_word),
    "sector": (Sector, sector_word),
    "barometer": (Barometer, barometer_word),
    "facet": (Facet, facet_word),
    "osborne": (OsborneType, osborne_word),
}

# What else people write, in either language.
ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "stage": {
        "idea": ("idé", "ide"),
        "exploring": ("exploration", "udforskning", "udforsker", "undersøger", "undersøgelse"),
        "trying": ("trial", "pilot", "testing", "afprøvning", "afprøver", "forsøg", "prøver"),
        "scaling": ("scale", "skalering", "skalerer", "udbredelse"),
        "handed_over": ("handover", "overdraget", "i drift"),
        "stopped": ("stop", "stoppet", "afsluttet"),
        "shelved": ("shelf", "on the shelf", "hylde", "på hylden", "hylden"),
    },
    "uncertainty": {"high": ("høj",), "medium": ("middel", "mellem"), "low": ("lav",)},
    "funding": {
        "grant": ("tilskud", "bevilling", "puljemidler"),
        "own_funds": ("egne midler", "egenfinansiering"),
        "payment_by_results": ("pbr", "resultatbetaling"),
        "social_impact_bond": ("sib", "impact bond", "social obligation", "social effektobligation"),
    },
    "sector": {
        "public": ("offentlig", "det offentlige", "kommune"),
        "private": ("privat", "virksomhed", "company"),
        "civil_society": ("civil", "civilsamfund", "civilsamfundet", "ngo", "forening", "nonprofit"),
        "unknown": ("ukendt", "not stated"),
    },
    "barometer": {"first": ("først", "nyskabende"), "adapted": ("tilpasset", "inspireret"), "copied": ("kopi", "copy")},
    "facet": {
        "enhancement": ("forbedring", "enhancement-oriented innovation"),
        "mission": ("mission-oriented innovation",),
        "anticipatory": ("foregribende",),
    },
    "osborne": {"developmental": ("development",), "total": ("total innovation",)},
}


def choice_of(kind: str, text: str) -> str | None:
    """Return the stored value that a word stands for (`kind` is a key of KINDS), or None."""
    return _words(kind).get(folded(text))


def short_words(kind: str) -> list[str]:
    """Return the words of a choice as the pages call them in the current language."""
    members, word = KINDS[kind]
    return [word(member.value) for member in members]


@cache
def _words(kind: str) -> dict[str, str]:
    members, word = KINDS[kind]
    known = {folded(member.value): member.value for member in members}
    for language in LANGUAGES:
        with speaking(language):
            known |= {folded(word(member.value)): member.value for member in members}
    return known | {folded(text): value for value, texts in ALSO[kind].items() for text in texts}
