"""A house's own scenario: a value, a basis and a reason for each parameter it moves."""

from wtforms import SelectField, StringField

from portfolio.actions.scenarios import MovedParameter
from portfolio.errors import RuleBrokenError
from portfolio.frames.numbers import parse_number
from portfolio.language import gettext as _
from portfolio.models import HouseScenario
from portfolio.resilience.parameters import DEFAULT, PARAMETERS, Basis, Parameter
from portfolio.resilience.scenarios import USUAL_SIZE, read_value, shown, written
from web.forms import Form
from web.languages import Lazy
from web.languages import lazy as _l
from web.resilience_page import basis_word

SIZES = ("10-49", "50-249", "250+")


class ScenarioForm(Form):
    """The scenario; a value left empty stays central. The fields of each parameter are added below."""

    name = StringField(_l("Name of the scenario"))
    employees = SelectField(_l("Employees at the workplaces"), validate_choice=False)

    def offer(self) -> None:
        """Fill in the choices, in the reader's language."""
        self.employees.choices = [(size, size.replace("-", "–")) for size in SIZES]
        for item in PARAMETERS:
            self[f"{item.name}_basis"].choices = [(basis.value, basis_word(basis)) for basis in Basis]

    def moved(self) -> dict[str, MovedParameter]:
        """Return the parameters with a value; a sentence is put at each that cannot be read."""
        found = {}
        for item in PARAMETERS:
            if not (self[item.name].data or "").strip():
                continue
            try:
                number = float(parse_number(self[item.name].data, field=item.name))
            except RuleBrokenError as problem:
                self.reject(problem)
                continue
            found[item.name] = MovedParameter(
                read_value(item, number),
                self[f"{item.name}_basis"].data or "",
                self[f"{item.name}_reason"].data or "",
            )
        return found

    def rows(self) -> list[tuple[str, str, object, object, object]]:
        """Return label, explanation and the three fields of each parameter."""
        return [(str(item.label), _explained(item), *self._fields_of(item)) for item in PARAMETERS]

    def _fields_of(self, item: Parameter) -> tuple[object, object, object]:
        return self[item.name], self[f"{item.name}_basis"], self[f"{item.name}_reason"]


def as_kept(scenario: HouseScenario | None) -> dict[str, str]:
    """Return a scenario as the form shows it; values that are not moved stay empty."""
    kept = {"name": scenario.name if scenario else "", "employees": scenario.employees if scenario else USUAL_SIZE}
    for item in PARAMETERS:
        one = scenario.moved.get(item.name) if scenario else None
        kept[item.name] = written(item, one["value"]) if one else ""
        kept[f"{item.name}_basis"] = one["basis"] if one else item.basis.value
        kept[f"{item.name}_reason"] = one["reason"] if one else ""
    return kept


def _explained(item: Parameter) -> str:
    return _(
        "Central: %(value)s, from %(low)s to %(high)s (%(basis)s). %(reason)s",
        value=shown(item, DEFAULT[item.name]),
        low=shown(item, item.low),
        high=shown(item, item.high),
        basis=basis_word(item.basis),
        reason=str(item.reason),
    )


def _label(item: Parameter) -> Lazy:
    return Lazy(lambda: str(item.label))


for _item in PARAMETERS:
    setattr(ScenarioForm, _item.name, StringField(_label(_item)))
    setattr(ScenarioForm, f"{_item.name}_basis", SelectField(_l("Basis"), validate_choice=False))
    setattr(ScenarioForm, f"{_item.name}_reason", StringField(_l("Reason")))
