"""Technology signals and the feeds they come from."""

from datetime import date

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from portfolio.actions.signals import SignalInput
from portfolio.language import gettext as _
from portfolio.models import Signal
from portfolio.resilience.parameters import parameter
from portfolio.resilience.signals import SPEAKS_TO, Direction, Strength
from portfolio.text import safe
from portfolio.words import direction_word, strength_word
from web.forms import Form
from web.forms.projects import Required
from web.forms.rows import RowsField
from web.languages import lazy as _l


class SignalForm(Form):
    """A signal; the house's own rules check what is written."""

    title = StringField(
        _l("What has been seen"), [Required()], description=_l("For example “Self-driving forklift on the market”.")
    )
    source_url = StringField(_l("Source"), description=_l("A link to what you read."))
    noticed_on = DateField(_l("Day of the source"), [Required()])
    occupations = RowsField(_l("Work it is about"), columns=("code",))
    occupation_words = StringField(_l("Find an occupation or a group"))
    parameter = SelectField(_l("What it speaks to"), [Required()], validate_choice=False)
    strength = RadioField(_l("Strength"), [Required()], validate_choice=False)
    direction = RadioField(_l("Direction"), [Required()], validate_choice=False)
    note = TextAreaField(_l("Note"), render_kw={"rows": 4})

    def offer(self) -> None:
        """Fill in the choices, in the reader's language."""
        self.parameter.choices = [("", _("Choose")), *((name, str(parameter(name).label)) for name in SPEAKS_TO)]
        self.strength.choices = [(one.value, strength_word(one)) for one in Strength]
        self.direction.choices = [(one.value, direction_word(one)) for one in Direction]

    def given(self) -> SignalInput:
        """Return the signal as it is written."""
        return SignalInput(
            title=safe(self.title.data or ""),
            note=safe(self.note.data or ""),
            source_url=self.source_url.data or "",
            noticed_on=None if self.noticed_on.errors else self.noticed_on.data,
            occupations=[row["code"] for row in self.occupations.filled("code")],
            parameter=self.parameter.data or "",
            strength=self.strength.data or "",
            direction=self.direction.data or "",
        )


def as_written(signal: Signal, today: date) -> dict[str, object]:
    """Return a suggested signal as the form shows it."""
    return {
        "title": signal.title,
        "source_url": signal.source_url,
        "noticed_on": min(signal.noticed_on, today),
        "note": signal.note,
        "occupations": [{"code": code} for code in signal.occupations],
        "parameter": signal.parameter,
        "strength": signal.strength.value,
        "direction": signal.direction.value,
    }


class FeedForm(Form):
    """A feed to follow."""

    url = StringField(
        _l("Address of the feed"), [Required()], description=_l("RSS or Atom, as in https://example.org/feed.xml.")
    )
    name = StringField(_l("Name"))


class SignalImportForm(Form):
    """The yes to a dry run of signals."""

    digest = HiddenField()
