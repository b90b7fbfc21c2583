"""What a lead writes about a briefing: why it is held or corrected, a word to the board, and what it decided."""

from collections.abc import Sequence
from datetime import date

from wtforms import DateField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portfolio.models import Briefing, Outcome
from portfolio.words import outcome_word
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


class WordForm(Form):
    """The lead's word to the board, in each language the board reads."""

    word_da = TextAreaField(_l("Your word to the board, in Danish"), render_kw={"rows": 7})
    word_en = TextAreaField(_l("Your word to the board, in English"), render_kw={"rows": 7})

    @classmethod
    def of(cls, drafts: Sequence[Briefing]) -> "WordForm":
        """Return the form of the languages that there are drafts in."""
        form = cls(data={f"word_{draft.language}": draft.leads_word for draft in drafts})
        for name in ("word_da", "word_en"):
            if name.removeprefix("word_") not in {draft.language for draft in drafts}:
                del form[name]
        return form

    def words(self) -> dict[str, str]:
        """Return what is written, by language."""
        return {name.removeprefix("word_"): text or "" for name, text in self.values().items()}


class DecisionForm(Form):
    """A decision as it was made at the meeting."""

    text = TextAreaField(
        _l("What the board decided"), [InputRequired(_l("Write something here."))], render_kw={"rows": 4}
    )
    outcome = RadioField(_l("What became of it"))
    decided_on = DateField(_l("Day of the meeting"), [InputRequired(_l("Write a date as 2027-03-31."))])
    owner = StringField(_l("Who acts"), [Length(max=300)])
    due_on = DateField(_l("By when"), [Optional()])
    dissent = TextAreaField(
        _l("Dissent"),
        description=_l("Who disagreed and why, in their own words. It stands in the next briefing."),
        render_kw={"rows": 3},
    )

    @classmethod
    def about(cls, text: str, *, today: date) -> "DecisionForm":
        """Return the form, filled in with what was asked for."""
        form = cls(data={"text": text, "decided_on": today, "outcome": Outcome.ADOPTED.value})
        form.outcome.choices = [SelectChoice(outcome.value, outcome_word(outcome)) for outcome in Outcome]
        return form


class DoneForm(Form):
    """What came of a decision."""

    note = TextAreaField(_l("What came of it"), [InputRequired(_l("Write something here."))], render_kw={"rows": 3})
