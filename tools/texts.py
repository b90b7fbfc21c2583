"""Keep the Danish texts in step with the code: `python tools/texts.py [FILE.po …]`.

Collects every text of the code and templates into `portfolio/translations/da.po`, keeps the translations there are,
takes over those in the given files, drops what is no longer said, and prints what still lacks a translation.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOG = ROOT / "portfolio/translations/da.po"
HOUSES = ("portfolio", "web", "jobs")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}, "**/templates/**.txt": {"trimmed": "true"}}
KEYWORDS = {"_": None, "_l": None, "lazy": None, "gettext": None, "ngettext": (1, 2), "counted": (1, 2)}


def spoken() -> Catalog:
    """Return every text that the code and the templates say, without translations."""
    catalog = Catalog(locale="da", project="innohus", charset="utf-8", fuzzy=False)
    for house in HOUSES:
        for file, line, message, comments, context in extract_from_dir(
            ROOT / house, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(message, None, [(f"{house}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def translated(file: Path) -> Catalog:
    """Return the texts of a catalogue file, an empty catalogue when there is none."""
    if not file.exists():
        return Catalog(locale="da")
    with file.open("rb") as opened:
        return read_po(opened, locale="da")


def merge(catalog: Catalog, known: Catalog) -> None:
    """Take over the translations that a catalogue lacks from one that has them."""
    for message in catalog:
        found = known.get(message.id, message.context) if message.id else None
        if found is not None and is_translated(found.string) and not is_translated(message.string):
            message.string = found.string


def is_translated(text: object) -> bool:
    """Tell whether every form of a text is there."""
    return all(text) if isinstance(text, (list, tuple)) else bool(text)


def missing(catalog: Catalog) -> list[str]:
    """Return the texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not is_translated(message.string)]


def main() -> None:
    """Write the catalogue anew and print what is missing."""
    catalog = spoken()
    for file in (CATALOG, *map(Path, sys.argv[1:])):
        merge(catalog, translated(file))
    CATALOG.parent.mkdir(exist_ok=True)
    with CATALOG.open("wb") as output:
        write_po(output, catalog, width=120, sort_output=True, include_lineno=False, omit_header=False)
    for text in missing(catalog):
        print("without Danish:", text)


if __name__ == "__main__":
    main()
