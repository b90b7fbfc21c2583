"""Forms at the door."""

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from web.forms import Form
from web.languages import lazy as _l

LONGEST = 254  # characters of anything typed here


class SignInForm(Form):
    """Who is there."""

    email = EmailField(
        _l("Mail address"),
        [InputRequired(_l("Write your mail address.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Write your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class CodeForm(Form):
    """A code of the authenticator app."""

    code = StringField(
        _l("Code from the app"),
        [InputRequired(_l("Write the six digits that the app shows.")), Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class RecoveryForm(Form):
    """A recovery code."""

    code = StringField(
        _l("Recovery code"),
        [InputRequired(_l("Write one of your recovery codes.")), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class ForgottenForm(Form):
    """Where to send a link to choose a new password."""

    email = EmailField(
        _l("Mail address"),
        [InputRequired(_l("Write your mail address.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "username"},
    )


class ChooseForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Write a password.")), Length(max=LONGEST)],
        description=_l("At least 12 characters. Several words in a row are good."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same password again"),
        [InputRequired(_l("Write the password again.")), EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
