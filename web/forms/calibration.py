"""Levels on a calibration case, and a house's own case with its key."""

from collections.abc import Mapping

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from web.forms import Form
from web.forms.assessments import CANNOT_ASSESS, read_answers
from web.languages import lazy as _l


class CaseForm(Form):
    """A house's own case; its key is sent beside it as the levels of the criteria."""

    title = StringField(_l("Name"), [InputRequired(_l("Give the case a name."))])
    text = TextAreaField(_l("The case"), [InputRequired(_l("Write the case."))])


def show_levels(levels: Mapping[str, int | None]) -> dict[str, dict[str, str]]:
    """Return levels that were chosen as the fields show them."""
    return {name: {"level": CANNOT_ASSESS if level is None else str(level)} for name, level in levels.items()}


def read_levels(typed: Mapping[str, Mapping[str, str]]) -> dict[str, int | None]:
    """Return the levels that were chosen by criterion, None for “cannot assess”; what was not chosen is left out."""
    return {name: answer.level for name, answer in read_answers(typed).items() if answer.is_given}
