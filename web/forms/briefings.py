"""Why a briefing is held back or corrected."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from web.forms import Form
from web.languages import lazy as _l


class ConfirmForm(Form):
    """A yes to what the page says; carries the CSRF token alone."""


class HoldForm(Form):
    """Why a briefing is held back."""

    reason = TextAreaField(_l("Why it is held back"), [InputRequired()], render_kw={"rows": 3})


class RevisionForm(Form):
    """Why there is a new revision; it stands on the first page."""

    reason = TextAreaField(_l("What is corrected, and why"), [InputRequired()], render_kw={"rows": 3})
