"""A house's own scenario beside slow, central and fast: it is shown, and changes no stored score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from portfolio.actions.history import record
from portfolio.actions.signals import check_lead
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, HouseScenario
from portfolio.resilience.parameters import ADOPTION_SHIFT
from portfolio.resilience.scenarios import check_moved
from portfolio.rounds.visibility import Viewer
from portfolio.text import clean_line

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class MovedParameter:
    """A parameter as a house states it: its value, what it rests on, and why."""

    value: float
    basis: str
    reason: str = ""


def save_scenario(
    session: Session,
    viewer: Viewer,
    house: House,
    *,
    name: str,
    employees: str,
    moved: Mapping[str, MovedParameter],
    at: datetime,
) -> HouseScenario:
    """Keep the scenario of a house; only a lead may. Raises RuleBrokenError with the parameter as field."""
    check_lead(viewer, house.id)
    if employees not in ADOPTION_SHIFT:
        raise RuleBrokenError(_("The size is one of 10-49, 50-249 and 250+."), field="employees")
    kept = {
        key: {
            **check_moved(key, one.value, one.basis),
            "reason": clean_line(one.reason, field=key, longest=LONGEST_REASON),
        }
        for key, one in sorted(moved.items())
    }
    scenario = session.exec(select(HouseScenario).where(HouseScenario.house_id == house.id).with_for_update()).first()
    scenario = scenario or HouseScenario(house_id=house.id, name="", moved={}, changed_at=at)
    scenario.name = clean_line(name, field="name", longest=100) or _("The house’s own")
    scenario.employees, scenario.moved, scenario.changed_at = employees, kept, at
    session.add(scenario)
    session.flush()
    record(
        session,
        house_id=house.id,
        at=at,
        by=viewer.person_id,
        kind="scenario.saved",
        subject_id=scenario.id,
        detail={
            "employees": employees,
            "moved": {key: {"value": one["value"], "basis": one["basis"]} for key, one in kept.items()},
        },
    )
    return scenario
