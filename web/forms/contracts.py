"""Signing and amending a contract, claiming and verifying results, paying, and trying a contract out."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract as Terms
from portfolio.finance.outcomes import Outcome
from portfolio.frames.numbers import parse_number
from portfolio.language import gettext as _
from portfolio.text import safe
from web.forms import Form
from web.forms.projects import Required
from web.languages import lazy as _l

ROWS = {"rows": 24, "spellcheck": "false"}
YAML = {"accept": ".yaml,.yml,.txt"}
CSV = {"accept": ".csv,.txt"}


class TextFile(FileField):  # type: ignore[misc]  # the library publishes no types
    """A file of text in UTF-8 that may take the place of what is written in a field."""

    def text(self) -> str:
        """Return what the file holds, or nothing when none was chosen; raise RuleBrokenError unless it is UTF-8."""
        if not self.data or not getattr(self.data, "filename", ""):
            return ""
        try:
            return str(self.data.stream.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise RuleBrokenError(_("This file is not text in UTF-8."), field=self.name) from error


class DocumentForm(Form):
    """A contract as a document, written here or in a file."""

    document = TextAreaField(_l("The contract"), [Required()], render_kw=ROWS)
    file = TextFile(_l("Or a file with the contract"), render_kw=YAML)

    def text(self) -> str:
        """Return the document; a file goes before what is written. It comes back in the field to be mended."""
        if found := self.file.text():
            self.document.data = safe(found)
        return str(self.document.data or "")

    def reject(self, error: RuleBrokenError) -> None:
        """Show a sentence at its field; what is wrong in a part of the document is told at the document."""
        inside = error.field and error.field not in self._fields
        super().reject(RuleBrokenError(str(error), field="document") if inside else error)


class NewContractForm(DocumentForm):
    """A contract for a project."""

    project = SelectField(_l("Project"), [InputRequired(_l("Choose a project."))])


class AmendForm(DocumentForm):
    """Other terms from a day on."""

    valid_from = DateField(_l("Holds from"), [InputRequired(_l("Write a date as 2027-03-31."))])
    reason = StringField(_l("Why it is amended"), [InputRequired(_l("Write something here."))])


class ClaimForm(Form):
    """One result; the names of its fields are those of the columns of a file."""

    metric = SelectField(_l("What was reached"), [InputRequired()])
    date = DateField(_l("Measured on"), [InputRequired(_l("Write a date as 2027-03-31."))])
    cohort = StringField(_l("Cohort"))
    person = StringField(_l("Token of the person"))
    units = StringField(_l("How many"), [Required()], default="1")
    value = StringField(_l("Measured value"))
    started_on = DateField(_l("Started on"), [Optional()])
    counterfactual = StringField(_l("Counterfactual"))
    people = StringField(_l("People in the cohort"))
    evidence = FileField(_l("Evidence"))

    def offer(self, terms: Terms) -> None:
        """Fill in the metrics of a contract."""
        self.metric.choices = [(metric.id, metric.name or metric.id) for metric in terms.metrics]

    def outcome(self) -> Outcome:
        """Return the result as it is written; raise RuleBrokenError at the field that cannot be read."""
        people = self._number("people")
        if people is not None and people != int(people):
            raise RuleBrokenError(_("Write a whole number."), field="people")
        return Outcome(
            line=0,
            on=self.date.data,
            metric=self.metric.data,
            person=safe(self.person.data or "").strip(),
            cohort=safe(self.cohort.data or "").strip(),
            units=_or_one(self._number("units")),
            value=self._number("value"),
            started_on=self.started_on.data,
            counterfactual=self._number("counterfactual"),
            people=None if people is None else int(people),
        )

    def _number(self, name: str) -> Decimal | None:
        text = (self[name].data or "").strip()
        return parse_number(text, field=name) if text else None


class ClaimFileForm(Form):
    """Many results at once."""

    file = TextFile(_l("File with results"), [Required()], render_kw=CSV)
    evidence = FileField(_l("Evidence for all of them"), id="evidence-of-file")


class VerifyForm(Form):
    """Who looked at the results, and when; what was found stands beside each result."""

    verifier = StringField(_l("Verified by (organisation)"), [InputRequired(_l("Write something here."))])
    verified_on = DateField(_l("Verified on"), [InputRequired(_l("Write a date as 2027-03-31."))])


class CorrectForm(Form):
    """Why a result is taken out."""

    reason = TextAreaField(
        _l("Why it is taken out"), [InputRequired(_l("Write something here."))], render_kw={"rows": 3}
    )


class PayForm(Form):
    """A payment that was made."""

    payer = SelectField(_l("Payer"), [InputRequired()])
    amount = StringField(_l("Amount"), [InputRequired(_l("Write an amount."))])
    on = DateField(_l("Paid on"), [InputRequired(_l("Write a date as 2027-03-31."))])


class TrialForm(DocumentForm):
    """A contract and results to try it on; nothing is kept."""

    outcomes = TextAreaField(_l("Results"), render_kw={**ROWS, "rows": 10})
    outcomes_file = TextFile(_l("Or a file with results"), render_kw=CSV)

    def outcome_text(self) -> str:
        """Return the results; a file goes before what is written."""
        if found := self.outcomes_file.text():
            self.outcomes.data = safe(found)
        return str(self.outcomes.data or "")


def _or_one(number: Decimal | None) -> Decimal:
    return Decimal(1) if number is None else number


def day_in(text: Any) -> date | None:
    """Return the day that an address names, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
