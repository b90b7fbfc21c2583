"""A house's own scenario: parameters moved within their ranges, each with its basis and the reason beside it."""

from collections.abc import Mapping
from typing import Any

from portfolio.errors import RuleBrokenError
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.resilience.parameters import DEFAULT, Basis, Parameter, Parameters, parameter

USUAL_SIZE = "50-249"  # employees; the size the figures are about


def check_moved(name: str, value: float, basis: str) -> dict[str, Any]:
    """Return a moved parameter, or raise RuleBrokenError: it must lie within its 80 % range, on a known basis."""
    item = parameter(name)
    if not item.low - 1e-9 <= value <= item.high + 1e-9:
        raise RuleBrokenError(
            _("Write a value from %(low)s to %(high)s.", low=shown(item, item.low), high=shown(item, item.high)),
            field=name,
        )
    if basis not in tuple(Basis):
        raise RuleBrokenError(_("Choose what the value rests on."), field=name)
    return {"value": value, "basis": basis}


def own_parameters(moved: Mapping[str, Mapping[str, Any]], employees: str) -> Parameters:
    """Return the parameters of a house's own scenario; everything it does not move stays central and uncertain."""
    values = {name: float(one["value"]) for name, one in moved.items()}
    return DEFAULT.moved(**values).in_workplaces(employees)


def written(item: Parameter, value: float) -> str:
    """Write a parameter's value as people read and type it: shares in per cent, the rest with two decimals."""
    return format_number(value * 100, 1) if item.unit.startswith("share") else format_number(value, 2)


def shown(item: Parameter, value: float) -> str:
    """Write a parameter's value with its unit."""
    figure = written(item, value)
    if item.unit.startswith("share"):
        return f"{figure}\u00a0%"
    return _("%(count)s years", count=figure) if item.unit == "years" else figure


def read_value(item: Parameter, number: float) -> float:
    """Return the value of a number that somebody typed as `written` shows it."""
    return number / 100 if item.unit.startswith("share") else number
