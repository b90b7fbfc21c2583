"""Opening, changing, closing and cancelling evaluations."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portfolio.models import Person, Project
from web.forms import Form
from web.languages import lazy as _l

NOBODY = UUID(int=0)  # what is no id names nobody, and is refused like any other that is not of the house


def _id(text: object) -> UUID:
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return NOBODY


class OpenForm(Form):
    """Which projects a panel is to score, who is on it, and until when."""

    projects = SelectMultipleField(
        _l("Projects"), [InputRequired(_l("Choose at least one project."))], coerce=_id, validate_choice=False
    )
    evaluators = SelectMultipleField(
        _l("Evaluators"),
        [InputRequired(_l("Choose at least two evaluators. A criterion that only one has assessed stays open."))],
        coerce=_id,
        validate_choice=False,
    )
    rounds = RadioField(
        _l("Rounds"),
        choices=[
            SelectChoice(
                2, _l("Two private rounds: answer, see what the panel answered without names, talk, answer again")
            ),
            SelectChoice(1, _l("One round: answer once")),
        ],
        coerce=int,
        default=2,
    )
    closes_on = DateField(_l("Last day"), [InputRequired(_l("Choose a last day."))])
    reason = StringField(_l("Why now"))

    def offer(self, projects: Iterable[Project], evaluators: Iterable[Person]) -> None:
        """Offer these projects and people to choose among."""
        self.projects.choices = [(project.id, project.name) for project in projects]
        self.evaluators.choices = [(person.id, _named(person)) for person in evaluators]


class ChangeForm(Form):
    """Another last day, and who is invited besides."""

    closes_on = DateField(_l("Last day"), [InputRequired(_l("Choose a last day."))])
    evaluators = SelectMultipleField(_l("Invite also"), coerce=_id, validate_choice=False)

    def offer(self, evaluators: Sequence[Person]) -> None:
        """Offer these people to invite."""
        self.evaluators.choices = [(person.id, _named(person)) for person in evaluators]


class CloseForm(Form):
    """The lead's yes to closing, with the number known to be missing."""

    missing_accepted = IntegerField(widget=HiddenInput(), default=0)


class RevealForm(Form):
    """The lead's yes to revealing the first round, with the number known to be missing."""

    missing_accepted = IntegerField(widget=HiddenInput(), default=0)


class TalkForm(Form):
    """What the panel says about one criterion between its rounds, in the order in which it is asked."""

    criterion = HiddenField()
    lowest = TextAreaField(_l("What speaks for the lowest level?"))
    highest = TextAreaField(_l("What speaks for the highest level?"))
    other = TextAreaField(_l("What else came up?"))


class SecondRoundForm(Form):
    """Until when the panel answers once more."""

    closes_on = DateField(_l("Last day of the second round"), [InputRequired(_l("Choose a last day."))])


class CancelForm(Form):
    """Why an evaluation is cancelled."""

    reason = TextAreaField(_l("Why"), [InputRequired(_l("Write why; it goes into the history."))])


def _named(person: Person) -> str:
    return f"{person.name}, {person.organisation}" if person.organisation else person.name
