"""What a mail says: its subject and its text, in the language spoken now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from portfolio import language
from portfolio.words import band_word


@dataclass(frozen=True)
class Letter:
    """A subject and a text."""

    subject: str
    text: str


def write_letter(template: str, facts: Mapping[str, Any]) -> Letter:
    """Return what a template says of the facts in the current language; a fact that is missing raises."""
    page = _TEMPLATES.get_template(f"{template}.txt")
    context = page.new_context(dict(facts))
    subject = "".join(page.blocks["subject"](context))
    return Letter(subject=" ".join(subject.split()), text="".join(page.root_render_func(context)).strip() + "\n")


def _day(written: str) -> str:
    return language.format_date(date.fromisoformat(written))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("jobs", "templates/mail"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 -- plain text; an escaped letter would be a wrong one
    )
    environment.globals.update(_=language.gettext, ngettext=language.ngettext)
    environment.filters.update(date=_day, period=language.format_period, band=band_word)
    return environment


_TEMPLATES = _environment()
