"""How the demo house's evaluators score the calibration cases: near the key, and one of them far above it."""

import random
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from portfolio.actions.calibration import score_case
from portfolio.models import House, Person
from portfolio.queries.people import viewer_of
from portfolio.reference.calibration_cases import shipped_cases

STRAY = 0.2  # the chance of one level lower, and of one level higher, than the key
LEANING = {"evb": 2, "evd": -1}  # levels; the others lie around the key


def calibrate(session: Session, house: House, person: Person, *, key: str, at: datetime) -> None:
    """Score the three cases as one evaluator, as they stand this year."""
    for case in shipped_cases():
        chance = random.Random(f"{key}/{case.slot}/{at.year}")  # noqa: S311 – a story, no secret
        levels = _levels(case.key, LEANING.get(key, 0), chance)
        score_case(session, viewer_of(session, person), house, case.slot, levels, at=at)


def _levels(key: Mapping[str, int], leaning: int, chance: random.Random) -> dict[str, int | None]:
    levels: dict[str, int | None] = {}
    for criterion, agreed in key.items():
        drawn = chance.random()
        level = agreed + leaning - (drawn < STRAY) + (drawn > 1 - STRAY)
        levels[criterion] = min(5, max(1, level))
    return levels
