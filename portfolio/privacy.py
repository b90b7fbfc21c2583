"""Data about citizens does not belong in a portfolio; this notices some of it before it is stored."""

import re
from datetime import date

# Six digits of a birthday and four more, with or without a mark between, not inside a longer number.
_LIKE_CPR = re.compile(r"(?<![\d.,-])(\d{2})(\d{2})(\d{2})[-– ]?\d{4}(?![\d-])")
LEAP_YEAR = 2000  # a day is possible when it is in the longest of years


def looks_like_cpr(text: str) -> bool:
    """Tell whether a text holds what could be a Danish CPR number: a day of the calendar and four more digits."""
    return any(_is_day(int(found[1]), int(found[2])) for found in _LIKE_CPR.finditer(text))


def _is_day(day: int, month: int) -> bool:
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
