"""Inviting a member."""

from wtforms import EmailField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portfolio.actions.people import check_address
from portfolio.errors import RuleBrokenError
from portfolio.rounds.visibility import Role
from portfolio.words import role_word
from web.forms import LANGUAGE_CHOICES, Form
from web.languages import lazy as _l


class InvitationForm(Form):
    """Who is invited, as what."""

    name = StringField(_l("Name"), [InputRequired(_l("Write a name.")), Length(max=200)])
    email = EmailField(_l("Mail address"), [InputRequired(_l("Write a mail address.")), Length(max=254)])
    organisation = StringField(_l("Organisation"), [Length(max=200)])
    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])
    language = RadioField(_l("Language of their mails"), choices=LANGUAGE_CHOICES)

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.role.choices = [SelectChoice(role.value, role_word(role)) for role in Role]

    def validate_email(self, field: EmailField) -> None:
        """Tell of an address that no mail could reach together with what else is to be mended."""
        try:
            check_address(field.data)
        except RuleBrokenError as error:
            raise ValidationError(str(error)) from error
