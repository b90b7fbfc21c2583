"""How a briefing counts, lists and shortens in the language spoken now."""

from collections.abc import Sequence

from babel.lists import format_list

from portfolio.language import current_locale, ngettext
from portfolio.language import gettext as _

NAMED = 3  # names in a sentence, before the rest are a count
LONGEST_NAME = 48  # characters of a name inside a sentence; tables and sheets have all of it


def in_words(count: int) -> str:
    """Return a count as text runs: two to ten as words, other numbers as digits."""
    words = (_("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"))
    return words[count - 2] if 2 <= count <= 10 else str(count)


def in_figures(count: int, total: int) -> str:
    """Return a count of a total as text; both are digits when the total is, so that a sentence does not mix them."""
    return in_words(count) if total <= 10 else str(count)


def counted(singular: str, plural: str, count: int, **values: object) -> str:
    """Return the form for a count, with `%(count)s` in words; the singular says one in its own words."""
    return ngettext(singular, plural, count, count=in_words(count), **values)


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter and ends with a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def short_name(name: str, longest: int = LONGEST_NAME) -> str:
    """Return a name as it stands in a sentence, cut at a word where it is long."""
    if len(name) <= longest:
        return name
    cut = name[: longest - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else cut).rstrip(" ,;:-–") + "…"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in running text: `A, B and C`."""
    return format_list(list(parts), locale=current_locale())


def named(names: Sequence[str]) -> str:
    """Return names as a list in running text; beyond three, the last are a count."""
    if len(names) <= NAMED:
        return listed([short_name(name) for name in names])
    shown = [short_name(name) for name in names[: NAMED - 1]]
    rest = len(names) - len(shown)
    return listed([*shown, counted("one other", "%(count)s others", rest)])
