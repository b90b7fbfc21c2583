"""A house's switched-off indices reach everything that is computed of it: nothing goes round `in_house`."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import portfolio.resilience
from tests.architecture.checkout import ROOT, modules

RESILIENCE = ROOT / "portfolio" / "resilience"
OUTSIDE = [
    module
    for module in modules()
    if module.relative_to(ROOT).parts[0] in {"portfolio", "web", "jobs"} and RESILIENCE not in module.parents
]
SHIPPED = {"DEFAULT", "scenario", "own_parameters", "parameters_without"}  # parameters that know no house

# Files that speak of no house, and why.
WITHOUT_HOUSE = {
    "portfolio/cli/resilience.py": "a command about occupations; what is left out is an option",
    "web/forms/scenario.py": "shows the shipped values, from which a house moves its own",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def choices() -> dict[str, tuple[str, int]]:
    """Name every function of the model that assumes the shipped parameters unless told otherwise, and by what."""
    found = {}
    for module in pkgutil.iter_modules(portfolio.resilience.__path__, "portfolio.resilience."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), callable):
            for place, own in enumerate(_parameters(function)):
                if own.name in ("parameters", "off") and own.default is not inspect.Parameter.empty:
                    found[name] = (own.name, place if own.kind is own.POSITIONAL_OR_KEYWORD else 1_000)
    return found


def _parameters(function: object) -> list[inspect.Parameter]:
    if inspect.isclass(function) or not str(getattr(function, "__module__", "")).startswith("portfolio.resilience"):
        return []
    return list(inspect.signature(function).parameters.values())


CHOICES = choices()


def forgotten(module: Path) -> Iterator[str]:
    """Name what in a module would use the shipped parameters."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portfolio.resilience"):
            yield from (f"imports {alias.name}" for alias in node.names if alias.name in SHIPPED)
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in CHOICES and not _is_chosen(node, *CHOICES[name]):
                yield f"calls {name} without {CHOICES[name][0]}"


def _is_chosen(call: ast.Call, keyword: str, place: int) -> bool:
    return len(call.args) > place or any(one.arg == keyword for one in call.keywords)


def test_the_model_has_functions_to_watch():
    assert CHOICES.keys() > {"quick_look", "tornado", "pathways", "work_survival", "medians_after", "parameters_under"}


@pytest.mark.parametrize("module", OUTSIDE, ids=named)
def test_what_is_computed_of_a_house_uses_the_houses_parameters(module: Path):
    found = sorted(set(forgotten(module)))

    if named(module) in WITHOUT_HOUSE:
        assert found, "takes the house's parameters now: remove the exception"
    else:
        assert found == []
