"""Forms check shape; rules of the house check meaning, and `reject` puts their sentence at its field."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectChoice

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

LANGUAGE_CHOICES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]  # each in its own language


class _Texts:
    """What the library says, as the house says it, in the reader's language."""

    def gettext(self, text: str) -> str:
        return {
            "Not a valid choice.": _("Choose one of those offered."),
            "Not a valid choice": _("Choose one of those offered."),
            "Invalid Choice: could not coerce.": _("Choose one of those offered."),
            "Not a valid integer value.": _("Write a whole number."),
            "Not a valid decimal value.": _("Write a number."),
            "Not a valid date value.": _("Write a date as 2027-03-31."),
            "This field is required.": _("Write something here."),
        }.get(text, text)

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        known = {"Field cannot be longer than %(max)d characters.": _("There is room for %(max)d characters.")}
        return known.get(plural, singular if num == 1 else plural)


class Form(FlaskForm):  # type: ignore[misc]  # the library publishes no types
    """The base of every form; carries the CSRF token and speaks the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library publishes no types
        """How the library behaves in our forms."""

        def get_translations(self, _form: object) -> _Texts:
            """Return the sentences in the reader's language."""
            return _Texts()

    def values(self) -> dict[str, Any]:
        """Return what was written, by field, without the CSRF token."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def reject(self, error: RuleBrokenError) -> None:
        """Show the sentence of a broken rule at its field, or at the top when it has none here."""
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(str(error))
            return
        field.errors = [*field.errors, str(error)]

    @property
    def is_rejected(self) -> bool:
        """Whether anything in the form is to be mended."""
        return bool(self.errors)
