"""The model as one house uses it: the only way from a house's choice of indices to parameters.

Pages, briefings and returns take their parameters from here and from nowhere else; a test reads every call.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio.resilience.indices import parameters_without
from portfolio.resilience.parameters import Parameters, scenario
from portfolio.resilience.scenarios import USUAL_SIZE, own_parameters


def house_parameters(
    indices_off: Iterable[str], *, scenario_name: str = "central", employees: str = USUAL_SIZE
) -> Parameters:
    """Return the parameters of a scenario and a size of workplace, without the indices a house has switched off.

    Raises RuleBrokenError for another scenario or size, and when no index is left of a kind of work.
    """
    return parameters_without(indices_off, scenario(scenario_name).in_workplaces(employees))


def house_scenario(indices_off: Iterable[str], moved: Mapping[str, Mapping[str, Any]], employees: str) -> Parameters:
    """Return the parameters of a house's own scenario, without the indices it has switched off."""
    return parameters_without(indices_off, own_parameters(moved, employees))
