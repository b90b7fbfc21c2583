"""Bonds as documents, and money that moves in them."""

from uuid import uuid4

from wtforms import DateField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.frames.flow_figures import SCENARIOS, Assumptions
from portfolio.return_words import scenario_word
from web.forms import Form
from web.forms.contracts import AmendForm, DocumentForm
from web.forms.levers import LeverForm
from web.forms.returns import MoneyForm
from web.languages import lazy as _l

WRITE_A_DATE = _l("Write a date as 2027-03-31.")


class NewBondForm(DocumentForm):
    """A bond around contracts."""

    contracts = SelectMultipleField(
        _l("Contracts"),
        [InputRequired(_l("Choose at least one contract."))],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.document.label.text = _l("The bond")
        self.file.label.text = _l("Or a file with the bond")


class AmendBondForm(AmendForm):
    """Other terms of a bond from a day on."""

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.document.label.text = _l("The bond")
        self.file.label.text = _l("Or a file with the bond")


class MoveForm(Form):
    """Money that moved; the key makes that a form sent twice is booked once."""

    key = HiddenField(default=lambda: uuid4().hex)
    amount = StringField(_l("Amount"), [InputRequired(_l("Write an amount."))])
    on = DateField(_l("Paid on"), [InputRequired(WRITE_A_DATE)])


class DrawForm(MoveForm):
    """Money that an investor paid in."""

    tranche = SelectField(_l("Tranche"), [InputRequired()])
    purpose = StringField(_l("Purpose"), description=_l("Needed where the tranche is earmarked."))


class CallForm(MoveForm):
    """A loss that somebody made good."""

    kind = RadioField(_l("Who paid"), [InputRequired(_l("Choose one of those offered."))])


class TakeBackForm(Form):
    """An entry that was a mistake; the key makes that a form sent twice is booked once."""

    key = HiddenField(default=lambda: uuid4().hex)
    reason = StringField(_l("Why it is taken back"), [InputRequired(_l("Write something here."))])


class SightForm(Form):
    """Who may see a tranche."""

    tranche = SelectField(_l("Tranche"), [InputRequired()])
    person = SelectField(_l("Member with the role investor"), [InputRequired(_l("Choose a person."))])


class InvestorForm(LeverForm, MoneyForm):
    """What an investor's return is looked at under; it travels in the address."""

    class Meta(Form.Meta):
        """Nothing is changed by it, so that it needs no token."""

        csrf = False

    scenario = SelectField(_l("Technology"), default="central")
    hazard = StringField(_l("Constant hazard instead"), description=_l("How much of the work disappears each year."))

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.scenario.choices = [(name, scenario_word(name)) for name in SCENARIOS]

    def assumptions(self) -> Assumptions:
        """Return what is assumed; raise RuleBrokenError with the field to mend."""
        constant = (self.hazard.data or "").strip()
        return Assumptions(
            hazard=self.fraction("hazard") if constant else 0.0,
            schedule=self.schedule(),
            required=self.fraction("required"),
            scenario=None if constant else self.scenario.data or None,
        )
