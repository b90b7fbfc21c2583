"""How far each lever against technology is pulled, as fields beside the other assumptions."""

from wtforms import StringField

from portfolio.errors import RuleBrokenError
from portfolio.finance.levers import LeverTerms
from portfolio.frames.numbers import parse_number
from portfolio.language import gettext as _
from web.forms import Form
from web.languages import lazy as _l

LONGEST_WAIT = 30  # years
PERCENTAGES = ("retraining_cost", "retraining_effect", "reserve_share", "guarantee_share", "guarantee_most")
YEARS = ("later_years", "retraining_year")


class LeverForm(Form):
    """The terms of levers; what is not written stays as usual."""

    later_years = StringField(_l("Later payment: years later"), default="3")
    retraining_year = StringField(_l("Re-training: starts after years"), default="2")
    retraining_cost = StringField(_l("Re-training: costs, of what was paid in"), default="3")
    retraining_effect = StringField(_l("Re-training: takes off the hazard"), default="50")
    reserve_share = StringField(_l("Reserve: at most, of each payment"), default="10")
    guarantee_share = StringField(_l("Guarantee: covers, of the loss"), default="50")
    guarantee_most = StringField(_l("Guarantee: at most, of what was paid in"), default="25")

    def lever_terms(self) -> LeverTerms:
        """Return how far each lever is pulled; raise RuleBrokenError with the field to mend."""
        usual = LeverTerms()
        years = {name: self._number(name, float(getattr(usual, name)), most=LONGEST_WAIT) for name in YEARS}
        if years["later_years"] != int(years["later_years"]):
            raise RuleBrokenError(_("Write a whole number."), field="later_years")
        shares = {name: self._number(name, getattr(usual, name) * 100, most=100) / 100 for name in PERCENTAGES}
        return LeverTerms(int(years["later_years"]), years["retraining_year"], **shares)

    def lever_fields(self) -> list[tuple[StringField, str]]:
        """Return the fields with what stands behind each."""
        return [(self[name], _("years") if name in YEARS else "%") for name in (*YEARS, *PERCENTAGES)]

    def has_lever_errors(self) -> bool:
        """Whether one of them is to be mended."""
        return any(self[name].errors for name in (*YEARS, *PERCENTAGES))

    def _number(self, name: str, usual: float, *, most: int) -> float:
        text = (self[name].data or "").strip().removesuffix("%").strip()
        number = float(parse_number(text, field=name)) if text else usual
        if not 0 <= number <= most:
            raise RuleBrokenError(_("Write a number from 0 to %(most)s.", most=most), field=name)
        return number
