"""The buttons inside the project form that do not save: more rows, fewer rows, occupations found and picked.

They work without JavaScript; everything typed so far stays in the form.
"""

from dataclasses import dataclass
from typing import Any

from portfolio.errors import NotFoundError
from portfolio.language import current_language, format_number
from portfolio.language import gettext as _
from portfolio.reference.occupations import Occupation, find_occupations, get_occupation
from web.forms.projects import ProjectForm, format_share, total_share

MOST_MATCHES = 10
ROWS = ("partners", "occupations", "stop_criteria")
WHOLE = 100  # per cent


@dataclass(frozen=True)
class OccupationRow:
    """A chosen occupation in the form."""

    code: str
    title: str
    share: str


def answer_button(form: ProjectForm, button: str) -> bool:
    """Do what a button asks, as `add:partners`; return False when the form is to be saved."""
    verb, _colon, rest = button.partition(":")
    if verb == "find" or (verb == "enter" and (form.occupation_words.data or "").strip()):
        return True
    if verb == "pick":
        _pick(form, rest)
        return True
    name, _colon, place = rest.partition(":")
    if verb in ("add", "remove") and name in ROWS:
        field = form[name]
        if verb == "add":
            field.add()
        elif place.isascii() and place.isdecimal():
            field.remove(int(place))
        return True
    return False


def occupation_rows(form: ProjectForm) -> dict[str, Any]:
    """Return what the form shows of occupations: rows with titles, their sum, and what a search found."""
    rows = [OccupationRow(row["code"], _title(row["code"]), row["share"]) for row in form.occupations.filled("code")]
    words = (form.occupation_words.data or "").strip()
    matches = find_occupations(words, language=current_language(), limit=MOST_MATCHES) if words else []
    chosen = {row.code for row in rows}
    return {
        "occupations": rows,
        "total": total_share(form.occupations.filled("code")),
        "whole": format_number(WHOLE),
        "searched": words,
        "matches": [match for match in matches if match.code not in chosen],
    }


def _pick(form: ProjectForm, code: str) -> None:
    found = _find(code)
    form.occupation_words.data = ""
    if found is None or found.code in {row["code"] for row in form.occupations.data}:
        return
    first = not form.occupations.filled("code")
    form.occupations.add({"code": found.code, "share": format_share(WHOLE * 100) if first else ""})


def _find(code: str) -> Occupation | None:
    try:
        return get_occupation(code)
    except NotFoundError:
        return None


def _title(code: str) -> str:
    found = _find(code)
    return found.title if found else _("Unknown occupation %(code)s", code=code[:20])
