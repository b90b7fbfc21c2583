"""Cells of a CSV file that a spreadsheet program would take for a formula, and how to write and read them."""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


def escaped(text: str) -> str:
    """Return a text with an apostrophe before it when a spreadsheet program might run it; numbers stay numbers."""
    return "'" + text if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
