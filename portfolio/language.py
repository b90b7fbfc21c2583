"""Danish and English: texts, numbers, money, dates and sorting in the reader's language.

Source texts are English sentences; `translations/<language>.po` holds the others. Outside a `speaking` block the
language is Danish.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "da"
LOCALES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}  # "en" gives American dates, "en_DK" Danish separators
FOLDER = Path(__file__).parent / "translations"

_current: ContextVar[Language] = ContextVar("language", default=DEFAULT)


def current_language() -> Language:
    """Return the language spoken now."""
    return _current.get()


def current_locale() -> Locale:
    """Return the locale that formats numbers and dates now."""
    return _locale(_current.get())


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(LOCALES[language])  # babel would read the name again for every number


def as_language(text: str | None) -> Language:
    """Return the language a text names, or the default."""
    return next((language for language in LANGUAGES if language == text), DEFAULT)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def catalog(language: Language) -> NullTranslations:
    """Return the texts of a language; compiled in memory, so that no build step can be forgotten."""
    source = FOLDER / f"{language}.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(text: str, /, **values: object) -> str:
    """Return a text in the current language, with `%(name)s` filled in."""
    translated = _translated(text, _current.get())
    return translated % values if values else translated


# A book of 200 projects asks 20,000 times for a few hundred texts. Typed, because markup equals the text it is made of.
@lru_cache(maxsize=10_000, typed=True)
def _translated(text: str, language: Language) -> str:
    return catalog(language).gettext(text)


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """Return the form for a count in the current language; `%(num)s` is the count."""
    return unfilled_plural(singular, plural, num) % {"num": num, **values}


def unfilled_plural(singular: str, plural: str, num: int) -> str:
    """Return the form for a count with its `%(name)s` still open, as templates want it."""
    return catalog(current_language()).ngettext(singular, plural, num)


def format_number(value: float, decimals: int = 0) -> str:
    """Write a number as readers of the current language do: `1.234,5` or `1,234.5`."""
    return numbers.format_decimal(value, format=_pattern(_digits(decimals)), locale=current_locale())


def format_exact(text: str) -> str:
    """Write an exact number that is kept as text with all its decimals: `1.234,5` or `1,234.5`."""
    return numbers.format_decimal(Decimal(text), format=_pattern("#,##0.####################"), locale=current_locale())


def format_percent(share: float, decimals: int = 0) -> str:
    """Write a share of one as a percentage."""
    return numbers.format_percent(share, format=_pattern(_digits(decimals) + "\xa0%"), locale=current_locale())


def _digits(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


@cache
def _pattern(text: str) -> numbers.NumberPattern:
    return numbers.parse_pattern(text)  # babel would read it again for every number


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency's minor unit has: 2 for DKK (øre), 0 for JPY (ISO 4217)."""
    return numbers.get_currency_precision(currency)


def format_money(minor: int, currency: str) -> str:
    """Write an amount of minor units in full: `1.234,50 kr.`, `DKK 1,234.50`; whole amounts have no decimals."""
    digits = minor_digits(currency)
    number = _digits(digits if minor % 10**digits else 0)
    pattern = _pattern(f"{number}\xa0¤" if current_language() == "da" else f"¤\xa0{number}")
    major = Decimal(minor).scaleb(-digits)
    return numbers.format_currency(major, currency, format=pattern, locale=current_locale(), currency_digits=False)


def format_money_short(minor: int, currency: str) -> str:
    """Write an amount briefly: `48,2 mio. kr.`, `DKK 48.2 million`; under a million in whole units."""
    digits = minor_digits(currency)
    major = minor / 10**digits
    if abs(major) < 1_000_000:
        return format_money(round(major) * 10**digits, currency)
    symbol = numbers.get_currency_symbol(currency, locale=current_locale())
    million = format_number(major / 1_000_000, 1)
    return f"{million}\xa0mio.\xa0{symbol}" if current_language() == "da" else f"{symbol}\xa0{million}\xa0million"


def unbroken_dates(text: str) -> str:
    """Return a text with no-break spaces in its full dates, as `format_date` writes them in any language."""
    return _dates().sub(lambda found: found[0].replace(" ", "\xa0"), text) if any(map(str.isdigit, text)) else text


@cache
def _dates() -> re.Pattern[str]:
    months = {name for each in LANGUAGES for name in dates.get_month_names("wide", locale=LOCALES[each]).values()}
    return re.compile(rf"\b\d{{1,2}}\.? (?:{'|'.join(sorted(months))}) \d{{4}}\b")


def format_date(day: date) -> str:
    """Write a date in full: `3. marts 2027` or `3 March 2027`."""
    return _written(day, "d. MMMM y" if current_language() == "da" else "d MMMM y", current_language())


def format_date_short(day: date) -> str:
    """Write a date for a narrow column, on one line: `31. dec. 2026` or `31 Dec 2026`."""
    pattern = "d. MMM y" if current_language() == "da" else "d MMM y"
    return _written(day, pattern, current_language()).replace(" ", "\xa0")


@lru_cache(maxsize=2000)  # projects share their days
def _written(day: date, pattern: str, language: Language) -> str:
    return dates.format_date(day, pattern, _locale(language))


def format_moment(moment: datetime, zone: str) -> str:
    """Write a moment as date and time of day in a zone: `3. marts 2027 kl. 14.10`."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = f"kl. {local:%H.%M}" if current_language() == "da" else f"at {local:%H:%M}"
    return f"{format_date(local.date())} {clock}"


def format_period(period: str) -> str:
    """Write a month key `YYYY-MM` in words: `marts 2027`."""
    return dates.format_date(date.fromisoformat(f"{period}-01"), "MMMM y", current_locale())


_DANISH_LETTERS = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}


def sort_key(text: str) -> str:
    """Return a key that sorts as Danish dictionaries do: æ, ø, å last, aa as å, case ignored."""
    folded = text.casefold().replace("aa", "å")
    return "".join(_DANISH_LETTERS.get(letter, letter) for letter in folded)


def choose(language: Language) -> None:
    """Speak a language until another is chosen in this context; doors call it once a request."""
    _current.set(language)
