"""The facts of a project as texts that people read in a cell, and an import reads back."""

from collections.abc import Callable, Mapping
from typing import Any

from portfolio.frames.choices import KINDS
from portfolio.frames.lists import join_list, write_occupations, write_partners
from portfolio.language import Language, format_number, speaking
from portfolio.queries.projects import ProjectSheet


def facts_of(sheet: ProjectSheet) -> dict[str, Any]:
    """Return the facts of a stored project as plain values, by the names an import uses."""
    project = sheet.project
    texts = ("name", "summary", "target_group", "solutions_in_five_years", "people_in_five_years")
    return {
        **{key: getattr(project, key) for key in texts},
        **{key: getattr(project, key).value for key in ("stage", "uncertainty", "funding")},
        **{
            key: choice.value if (choice := getattr(project, key)) else None
            for key in ("barometer", "facet", "osborne")
        },
        **{key: getattr(project, key) for key in ("horizon_year", "response_years", "budget_minor", "currency")},
        "partners": [
            {"name": partner.name, "sector": partner.sector.value, "is_funder": partner.is_funder}
            for partner in sheet.partners
        ],
        "occupations": {share.occupation: share.basis_points for share in sheet.occupations},
        "stop_criteria": [criterion.text for criterion in sheet.stop_criteria],
        "lead_email": sheet.lead.email if sheet.lead else "",
    }


def cells_of(facts: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return the cells of a project by column key, in the words and with the decimal mark of a language."""
    with speaking(language):
        return {key: write(facts, language) for key, write in WRITERS.items()}


def _text(key: str) -> Callable[[Mapping[str, Any], Language], str]:
    return lambda facts, _language: str(facts[key])


def _choice(key: str) -> Callable[[Mapping[str, Any], Language], str]:
    return lambda facts, _language: KINDS[key][1](facts[key]) if facts[key] else ""


def _horizon(facts: Mapping[str, Any], _language: Language) -> str:
    return "" if facts["horizon_year"] is None else str(facts["horizon_year"])


def _money(facts: Mapping[str, Any], _language: Language) -> str:
    minor = facts["budget_minor"]
    if minor is None:
        return ""
    whole, cents = divmod(minor, 100)
    return format_number(whole) if not cents else format_number(minor / 100, 2)


def _partners(facts: Mapping[str, Any], language: Language) -> str:
    partners = [(partner["name"], partner["sector"], partner["is_funder"]) for partner in facts["partners"]]
    return write_partners(partners, language)


def _occupations(facts: Mapping[str, Any], language: Language) -> str:
    return write_occupations(facts["occupations"], language)


def _criteria(facts: Mapping[str, Any], _language: Language) -> str:
    return join_list(facts["stop_criteria"])


WRITERS: dict[str, Callable[[Mapping[str, Any], Language], str]] = {
    "name": _text("name"),
    "summary": _text("summary"),
    "target_group": _text("target_group"),
    "stage": _choice("stage"),
    "horizon_year": _horizon,
    "response_years": _text("response_years"),
    "uncertainty": _choice("uncertainty"),
    "money": _money,
    "currency": _text("currency"),
    "funding": _choice("funding"),
    "partners": _partners,
    "occupations": _occupations,
    "solutions_in_five_years": _text("solutions_in_five_years"),
    "people_in_five_years": _text("people_in_five_years"),
    "stop_criteria": _criteria,
    **{key: _choice(key) for key in ("barometer", "facet", "osborne")},
    "lead": _text("lead_email"),
}
