"""Find occupations while someone types: Danish and English words, codes, and small misspellings."""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from portfolio.language import Language
from portfolio.reference.danish_titles import imported_titles
from portfolio.reference.occupation_table import (
    DATA_VERSION,
    FIGURES,
    HAND_LABELLED,
    INDICES,
    TASK_SHARES,
    Occupation,
    OccupationGroup,
    get_occupation,
    group_path,
    occupation_groups,
    occupations,
    unit_group_code,
)

__all__ = [
    "DATA_VERSION",
    "FIGURES",
    "HAND_LABELLED",
    "INDICES",
    "TASK_SHARES",
    "Occupation",
    "OccupationGroup",
    "find_occupations",
    "get_occupation",
    "group_path",
    "occupation_groups",
    "occupations",
    "unit_group_code",
]

_SPELLED_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "è": "e", "ü": "u", "ö": "oe", "ä": "ae"})
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")

# How well a phrase fits, from best to worst; misspellings come after everything spelled right.
SAME, STARTS, STARTS_A_WORD, ALL_WORDS, INSIDE, MISSPELLED = 100.0, 90.0, 80.0, 75.0, 65.0, 60.0
TITLE_BONUS, OWN_LANGUAGE_BONUS = 3.0, 2.0
LIKENESS = 74.0  # per cent; two swapped letters in a word of eight still pass
LONGEST_QUERY = 80  # characters


@dataclass(frozen=True)
class _Phrase:
    text: str
    tokens: tuple[str, ...]
    code: str
    language: Language
    is_title: bool


def find_occupations(text: str, *, language: Language, limit: int = 10) -> list[Occupation]:
    """Return the occupations that best fit what was typed, best first; none for an empty text.

    Words of both languages are searched; those of the reader's language come first among equals.
    """
    by_code = _with_code(text)
    if by_code:
        return by_code[:limit]
    query = _plain(text[:LONGEST_QUERY])
    if not query:
        return []
    best: dict[str, float] = {}
    for phrase, fit in _fits(query):
        bonus = TITLE_BONUS * phrase.is_title + OWN_LANGUAGE_BONUS * (phrase.language == language)
        best[phrase.code] = max(best.get(phrase.code, 0.0), fit + bonus)
    ranked = sorted(best, key=lambda code: (-best[code], code))
    return [occupations()[code] for code in ranked[:limit]]


def _with_code(text: str) -> list[Occupation]:
    code = unit_group_code(text)
    if not code.isdecimal():
        return []
    return [occupation for occupation in occupations().values() if occupation.code.startswith(code)]


def _fits(query: str) -> list[tuple[_Phrase, float]]:
    words = query.split()
    first = words[0]
    spelled_right = [
        (phrase, fit) for phrase in _phrases() if first in phrase.text and (fit := _fit(query, words, phrase))
    ]
    if len(spelled_right) >= 5 or len(query) < 4:  # short words resemble too many others
        return spelled_right
    return spelled_right + _misspelled(query)


def _fit(query: str, words: list[str], phrase: _Phrase) -> float:
    text = phrase.text
    if text == query:
        return SAME
    closeness = 5.0 * len(query) / max(len(text), len(query))
    if text.startswith(query):
        return STARTS + closeness
    if f" {query}" in text:
        return STARTS_A_WORD + closeness
    if all(any(token.startswith(word) for token in phrase.tokens) for word in words):
        return ALL_WORDS + closeness
    return INSIDE + closeness if query in text and len(query) > 2 else 0.0


def _misspelled(query: str) -> list[tuple[_Phrase, float]]:
    words = _words()
    found = process.extract(query, list(words), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=12)
    return [(phrase, MISSPELLED * likeness / 100) for word, likeness, _place in found for phrase in words[word]]


@cache
def _words() -> dict[str, list[_Phrase]]:
    words: dict[str, list[_Phrase]] = {}
    for phrase in _phrases():
        for word in {phrase.text, *phrase.tokens}:
            words.setdefault(word, []).append(phrase)
    return words


@cache
def _phrases() -> tuple[_Phrase, ...]:
    of_groups = [phrase for occupation in occupations().values() for phrase in _phrases_of(occupation)]
    return (*of_groups, *_phrases_of_six_digits())


def _phrases_of_six_digits() -> list[_Phrase]:
    """Return the titles of DISCO-08's finest level, which lead to the unit group they belong to."""
    titles = imported_titles().items()
    return [
        _phrase(title, code[:4], "da", False) for code, title in titles if len(code) == 6 and code[:4] in occupations()
    ]


def _phrases_of(occupation: Occupation) -> list[_Phrase]:
    found = [_phrase(occupation.title_da, occupation.code, "da", True)]
    found.append(_phrase(occupation.title_en, occupation.code, "en", True))
    found += [_phrase(word, occupation.code, "da", False) for word in occupation.words_da]
    found += [_phrase(word, occupation.code, "en", False) for word in occupation.words_en]
    return found


def _phrase(text: str, code: str, language: Language, is_title: bool) -> _Phrase:  # noqa: FBT001 (private, five calls above)
    plain = _plain(text)
    return _Phrase(plain, tuple(plain.split()), code, language, is_title)


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text.casefold().translate(_SPELLED_OUT)).strip()
