"""Writing down what was agreed about the weights of an axis: one field for each criterion."""

import re

from wtforms import DateField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired

from portfolio.errors import RuleBrokenError
from portfolio.frames.numbers import parse_number
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import WeightAgreement
from portfolio.reference.rubric import Axis
from portfolio.scoring.agreed import WeightKind
from web.forms import Form
from web.languages import lazy as _l
from web.weights_page import criterion_names


class WeightsForm(Form):
    """What was agreed, when, and by whom; the criteria of an axis join it in `weights_form`."""

    kind = RadioField(
        _l("What was agreed?"),
        [InputRequired(_l("Choose what was agreed."))],
        choices=[
            SelectChoice(WeightKind.ORDER.value, _l("An order: which criterion matters most, which next")),
            SelectChoice(WeightKind.WEIGHTS.value, _l("Weights: how much each criterion counts")),
            SelectChoice(WeightKind.NONE.value, _l("No preference any more")),
        ],
    )
    decided_on = DateField(_l("The day it was agreed"), [InputRequired(_l("Choose a day."))])
    reason = StringField(_l("Who agreed, and why"))

    def numbers(self, axis: Axis) -> dict[str, float | None] | None:
        """Return what stands at each criterion, or None with a sentence at what is no number."""
        found: dict[str, float | None] = {}
        for criterion in criterion_names(axis):
            try:
                found[criterion] = _number((self[criterion].data or "").strip().removesuffix("%").strip(), criterion)
            except RuleBrokenError as error:
                self.reject(error)
        return None if self.is_rejected else found


def weights_form(axis: Axis, current: WeightAgreement | None) -> WeightsForm:
    """Return the form of an axis, filled in with what is in force."""
    fields = {criterion: StringField(name) for criterion, name in criterion_names(axis).items()}
    made: type[WeightsForm] = type("WeightsOfAxisForm", (WeightsForm,), fields)
    if current is None:
        return made(data={"kind": WeightKind.ORDER.value})
    values = {criterion: format_number(value, _decimals(value)) for criterion, value in current.weights.items()}
    return made(data={"kind": current.kind.value, **values})


def _number(text: str, criterion: str) -> float | None:
    if re.search(r"[.,]\d{3,}$", text):  # one tenth and a bit, or a thousand? nobody can tell
        raise RuleBrokenError(_("Write at most two decimals, and no mark between thousands."), field=criterion)
    return float(parse_number(text, field=criterion)) if text else None


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else 2
