"""Numbers, money and years as Danes and Britons type them into cells; what is ambiguous is refused, never guessed."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import list_currencies

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f'’]+")
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}(?: \d{3})+(?=$|[.,])")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
LONGEST_NUMBER = 40  # characters; beyond any budget, and it keeps Decimal fast

# "$" is left out on purpose: it names twenty currencies.
CURRENCY_WORDS = {
    "KR": "DKK",
    "KR.": "DKK",
    "KRONER": "DKK",
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
}
MULTIPLES = {
    "mio": 10**6,
    "mill": 10**6,
    "million": 10**6,
    "millioner": 10**6,
    "millions": 10**6,
    "mia": 10**9,
    "milliard": 10**9,
    "milliarder": 10**9,
    "billion": 10**9,
    "tkr": 10**3,
    "t.kr": 10**3,
}
_MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_MONTHS_IN_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Amount:
    """An amount in minor units; the currency if the cell named one; whether it had more than two decimals."""

    minor: int
    currency: str | None = None
    rounded: bool = False


def parse_number(text: str, *, field: str) -> Decimal:
    """Read `1.234.567,50`, `1,234,567.50` or `1 234 567`; a lone mark before exactly three digits groups thousands."""
    clean = _SPACES.sub(" ", text).strip()
    sign, digits = (-1, clean[1:].strip()) if clean[:1] in ("-", "−") else (1, clean.removeprefix("+").strip())
    if len(digits) <= LONGEST_NUMBER and _GROUPED_BY_SPACE.match(digits):
        digits = digits.replace(" ", "")
    if len(digits) > LONGEST_NUMBER or not digits.isascii() or not _PLAIN.fullmatch(digits):
        raise _not_a_number(text, field)
    whole, mark, decimals = _split(digits)
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        raise _not_a_number(text, field)
    if len(set(re.findall(r"[.,]", whole))) > 1 or (mark and mark in whole):
        raise _not_a_number(text, field)
    return sign * Decimal("".join(groups) + ("." + decimals if decimals else ""))


def parse_amount(text: str, *, field: str) -> Amount:
    """Read an amount of money with or without a currency and words such as `mio.`; rounds half up to two decimals."""
    if not re.search(r"\d", text):
        raise _not_a_number(text, field)
    words = [word for word in re.findall(r"[^\W\d_][^\s\d]*|[€£$]", text) if word.strip(".,")]
    digits = re.sub(r"[^\W\d_][^\s\d]*|[€£$]", " ", text).replace(",-", " ").strip(" .")
    currency, multiple = None, 1
    for word in words:
        if (found := MULTIPLES.get(word.casefold().rstrip("."))) and multiple == 1:
            multiple = found
        elif currency is None:
            currency = parse_currency(word, field=field)
        else:
            raise _not_a_number(text, field)
    if multiple == 10**3:
        currency = currency or "DKK"
    exact = parse_number(digits, field=field) * multiple * 100
    minor = int(exact.to_integral_value(rounding=ROUND_HALF_UP))
    return Amount(minor, currency, rounded=exact != minor)


def parse_currency(text: str, *, field: str) -> str:
    """Read a currency as its three letters or a word that means exactly one."""
    code = text.strip().upper()
    code = CURRENCY_WORDS.get(code, code)
    if code not in list_currencies():
        raise RuleBrokenError(
            _("“%(given)s” is not a currency. Write its three letters, for example DKK or EUR.", given=_short(text)),
            field=field,
        )
    return code


def parse_year(text: str, *, field: str) -> int:
    """Read a year, or the year of a whole date; a date that is in no calendar is refused."""
    clean = text.strip()
    if re.fullmatch(r"[12]\d{3}", clean):
        return int(clean)
    return parse_date(clean, field=field).year


def parse_date(text: str, *, field: str) -> date:
    """Read `31-12-2035`, `31.12.2035`, `31/12/2035`, `2035-12-31` or `31. december 2035`."""
    clean = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", text.strip())
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", clean):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", clean):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\.? ([^\W\d_]{3,})\.? (\d{4})", clean):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise RuleBrokenError(_("“%(given)s” is not a year. Write it as 2035.", given=_short(text)), field=field)
    try:
        return date(year, month, day)
    except ValueError as impossible:
        raise RuleBrokenError(
            _("“%(given)s” is not a date in the calendar.", given=_short(text)), field=field
        ) from impossible


def parse_years(text: str, *, field: str) -> int:
    """Read a whole number of years, with or without the word."""
    number = parse_number(re.sub(r"(?i)\s*(år|years?)\.?\s*$", "", text), field=field)
    if number != int(number) or abs(number) > 1000:
        raise RuleBrokenError(_("Write a whole number of years."), field=field)
    return int(number)


def _split(digits: str) -> tuple[str, str, str]:
    """Return whole part with its groups, decimal mark, decimals."""
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return digits, "", ""
    whole, decimals = re.split(rf"[{marks[-1]}](?=[^.,]*$)", digits)
    lone_group = len(marks) == 1 and len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
    if lone_group or (len(marks) > 1 and len(set(marks)) == 1):
        return digits, "", ""
    return whole, marks[-1], decimals


def _month(name: str) -> int:
    start = name[:3].casefold()
    return next((names.index(start) + 1 for names in (_MONTHS, _MONTHS_IN_ENGLISH) if start in names), 0)


def _not_a_number(text: str, field: str) -> RuleBrokenError:
    return RuleBrokenError(
        _("“%(given)s” is not a number. Write it as 1.250.000,50 or 1,250,000.50.", given=_short(text)), field=field
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
