"""An invented bond that shows every field of the document."""

from functools import cache
from pathlib import Path


@cache
def bond_example() -> str:
    """Return the document."""
    return Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
