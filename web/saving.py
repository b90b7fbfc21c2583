"""What is said while a form is saved as one types: when, how far one is, and what is wrong."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response as JsonAnswer
from flask import g, jsonify

from portfolio.language import current_language, ngettext
from portfolio.language import gettext as _
from portfolio.rounds.panel import AnswersRefusedError
from web.database import today


def saved_answer(saved_at: datetime | None, answered: int, asked: int) -> tuple[JsonAnswer, int]:
    """Return what the form's script is told after a save."""
    return jsonify(status=saved_words(saved_at), answered=progress_words(answered, asked), problems={}), 200


def refused_answer(refusal: AnswersRefusedError) -> tuple[JsonAnswer, int]:
    """Return what the form's script is told when something could not be saved: a sentence for each field."""
    return jsonify(status=_("not saved yet: see the note at the field"), problems=refusal.problems), 422


def progress_words(answered: int, asked: int) -> str:
    """Return how many questions are answered."""
    return _("%(answered)s of %(count)s", answered=answered, count=asked)


def saved_words(saved_at: datetime | None) -> str:
    """Return when a form was saved last, in the house's zone."""
    if saved_at is None:
        return _("nothing saved yet")
    local = saved_at.astimezone(ZoneInfo(g.house.zone))
    if local.date() != today():
        days = (today() - local.date()).days
        return ngettext("saved yesterday", "saved %(num)s days ago", days)
    return _("saved at %(time)s", time=f"{local:%H.%M}" if current_language() == "da" else f"{local:%H:%M}")
