"""The demo house's forecasts: questions over three years, what each evaluator held likely, and how it came out."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from portfolio.actions.forecasts import ask_forecast, give_probability, settle_forecast
from portfolio.clock import add_months, day_at
from portfolio.models import House, Person, Project
from portfolio.queries.people import viewer_of
from portfolio.rounds.forecasting import Outcome

SOURCE = Path(__file__).with_name("forecasts.yaml")
STRAY = 15  # per cent to each side of the panel's middle
STEP = 5  # per cent; people answer in round figures
STILL_TO_ANSWER = "eva"  # has the newest questions waiting

Event = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True)
class Scene:
    """What the forecasts are told in: read when an event happens, for the house is made on the way."""

    session: Session
    house: Callable[[], House]
    projects: Mapping[str, Project]
    people: Mapping[str, Person]
    evaluators: tuple[str, ...]


def forecast_events(scene: Scene, months_ago: Callable[[int], datetime]) -> Iterator[Event]:
    """Yield every question, answer and settlement, each with its moment."""
    story = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    for number, told in enumerate([*story["settled"], *story["open"]]):
        offset = timedelta(minutes=11 * number)
        asked = months_ago(told["asked"]) + offset
        yield asked, partial(_ask, scene, told)
        yield asked + timedelta(days=3), partial(_answer, scene, told)
        if "settled" in told:
            yield months_ago(told["settled"]) + offset, partial(_settle, scene, told)


def _ask(scene: Scene, told: dict[str, Any], at: datetime) -> None:
    months = told["asked"] - told["settled"] if "settled" in told else told["asked"] + told["known_in"]
    project = scene.projects[told["project"]]
    lead = viewer_of(scene.session, scene.people["lead"])
    day = add_months(day_at(at, scene.house().zone), months)
    told["row"] = ask_forecast(
        scene.session, lead, scene.house(), project, question=told["question"], resolves_on=day, at=at
    )


def _answer(scene: Scene, told: dict[str, Any], at: datetime) -> None:
    lead_id = scene.projects[told["project"]].lead_id
    for key in scene.evaluators:
        person = scene.people[key]
        if person.id == lead_id or ("settled" not in told and key == STILL_TO_ANSWER):
            continue
        chance = random.Random(f"{key}/{told['question']}")  # noqa: S311 – a story, no secret
        percent = min(100, max(0, STEP * round((told["held"] + chance.uniform(-STRAY, STRAY)) / STEP)))
        viewer = viewer_of(scene.session, person)
        give_probability(scene.session, viewer, scene.house(), told["row"], percent=percent, at=at)


def _settle(scene: Scene, told: dict[str, Any], at: datetime) -> None:
    lead = viewer_of(scene.session, scene.people["lead"])
    outcome = Outcome.YES if told["outcome"] else Outcome.NO  # YAML reads yes and no as truth
    source = "Referat af styregruppens møde (opdigtet)."
    settle_forecast(scene.session, lead, scene.house(), told["row"], outcome=outcome, source=source, at=at)
