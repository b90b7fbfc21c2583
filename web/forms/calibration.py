"""Levels on a calibration case, and a house's own case with its key."""

from collections.abc import Mapping

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from web.forms import Form
from web.forms.assessments import read_answers
from web.languages import lazy as _l


class CaseForm(Form):
    """A house's own case; its key is sent beside it as the levels of the criteria."""

    title = StringField(_l("Name"), [InputRequired(_l("Give the case a name."))])
    text = TextAreaField(_l("The case"), [InputRequired(_l("Write the case."))])


def read_levels(typed: Mapping[str, Mapping[str, str]]) -> dict[str, int | None]:
    """Return the levels that were chosen by criterion, None for “cannot assess”; what was not chosen is left out."""
    return {name: answer.level for name, answer in read_answers(typed).items() if answer.is_given}
