"""Asking a question about a project, a probability, and how it came out."""

from wtforms import DateField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired

from portfolio.rounds.forecasting import Outcome
from web.forms import Form
from web.languages import lazy as _l


class AskForm(Form):
    """A question, and the day on which it can be answered."""

    question = StringField(_l("Question"), [InputRequired(_l("Write a question that yes or no can answer."))])
    resolves_on = DateField(_l("The day it is known"), [InputRequired(_l("Choose a day."))])


class ProbabilityForm(Form):
    """How likely the evaluator holds it, in per cent."""

    percent = IntegerField(
        _l("How likely is yes, in per cent?"), [InputRequired(_l("Write a whole number from 0 to 100."))]
    )


class SettleForm(Form):
    """How a question came out, and what shows it."""

    outcome = RadioField(
        _l("How did it come out?"),
        [InputRequired(_l("Choose how it came out."))],
        choices=[
            SelectChoice(Outcome.YES.value, _l("Yes")),
            SelectChoice(Outcome.NO.value, _l("No")),
            SelectChoice(Outcome.VOID.value, _l("It can no longer be settled fairly, and does not count")),
        ],
    )
    source = TextAreaField(_l("What shows it"), [InputRequired(_l("Name the document, the register or the person."))])
