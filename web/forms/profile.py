"""One's own profile."""

from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from web.forms import LANGUAGE_CHOICES, Form
from web.forms.sign_in import LONGEST, ChooseForm
from web.languages import lazy as _l


class ProfileForm(Form):
    """What others see, and the language one reads."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Write a name.")), Length(max=200)], render_kw={"autocomplete": "name"}
    )
    organisation = StringField(_l("Organisation"), [Length(max=200)], render_kw={"autocomplete": "organization"})
    language = RadioField(_l("Language of pages and mails"), choices=LANGUAGE_CHOICES)


class PasswordForm(ChooseForm):
    """A new password in place of the one in use."""

    current = PasswordField(
        _l("Password in use"),
        [InputRequired(_l("Write the password you use now.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
