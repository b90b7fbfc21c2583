"""Making the demo house: every event at its own moment, in order, through the actions that people use."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlmodel import Session, col, delete, select

from portfolio.actions.evaluations import close_evaluation, open_evaluation
from portfolio.actions.houses import HouseInput, edit_house, found_house
from portfolio.actions.logos import set_logo
from portfolio.actions.people import invite_member
from portfolio.actions.projects import PartnerInput, ProjectInput, add_project
from portfolio.actions.resilience import refresh_resilience
from portfolio.actions.robustness import refresh_robustness
from portfolio.clock import add_months, day_at
from portfolio.demo.bonds import BondStory
from portfolio.demo.calibration import calibrate
from portfolio.demo.contracts import ContractStory
from portfolio.demo.forecasts import Scene, forecast_events
from portfolio.demo.panel import assess
from portfolio.demo.rounds import ask_again, reveal
from portfolio.demo.signals import signal_events, tell_signal
from portfolio.demo.weights import tell_weights
from portfolio.models import Evaluation, House, OutgoingMail, Person, Project
from portfolio.queries.people import viewer_of
from portfolio.rounds.visibility import Role, Viewer

SHORT_NAME = "demo"
PASSWORD = "innohus-demo"  # noqa: S105 – printed for all to see; nothing real is behind it
SOURCE = Path(__file__).with_name("house.yaml")
LOGO = Path(__file__).with_name("logo.svg")
PANEL_SIZE = 5
EVALUATION_DAYS = 14
FORGOTTEN = timedelta(days=20)  # mails older than this are taken out: nobody wants years of them today

Event = tuple[datetime, Callable[[datetime], object]]


def seed_demo(session: Session, *, at: datetime, password_hash: str, base_url: str) -> House | None:
    """Make the demo house as if it had been opened years before a moment; return None when it exists already."""
    if session.exec(select(House).where(House.short_name == SHORT_NAME)).first():
        return None
    house = _DemoHouse(session, yaml.safe_load(SOURCE.read_text(encoding="utf-8")), at, password_hash, base_url)
    for moment, happen in sorted(house.events(), key=lambda event: event[0]):
        happen(moment)
    refresh_robustness(session, house.house.id, at=at)
    session.exec(delete(OutgoingMail).where(col(OutgoingMail.posted_at) < at - FORGOTTEN))
    return house.house


def list_accounts(session: Session) -> list[dict[str, Any]]:
    """Return the people of the demo house as plain data, each with roles, in the order of the story."""
    accounts = {
        person["email"]: {"email": person["email"], "name": person["name"], "roles": person["roles"]}
        for person in yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["people"]
    }
    known = session.exec(select(Person.email).where(col(Person.email).in_(list(accounts)))).all()
    return [account for email, account in accounts.items() if email in known]


class _DemoHouse:
    """The story of the house while it is told."""

    house: House

    def __init__(
        self, session: Session, story: dict[str, Any], at: datetime, password_hash: str, base_url: str
    ) -> None:
        self.session, self.story, self.at = session, story, at
        self.password_hash, self.base_url = password_hash, base_url
        self.people: dict[str, Person] = {}
        self.projects: dict[str, Project] = {}

    def events(self) -> Iterator[Event]:
        """Yield everything that happened, each with its moment."""
        opening = self._months_ago(self.story["opened_months_ago"])
        yield opening, self._found
        for number, person in enumerate(self.story["people"][1:], start=1):
            yield opening + timedelta(hours=number), partial(self._invite, person)
        yield opening + timedelta(days=1), self._answer_questions
        yield opening + timedelta(days=1, hours=1), self._choose_a_logo
        yield opening + timedelta(days=2), self._calibrate
        for year in range(opening.year + 1, self.at.year + 1):
            yield opening.replace(year=year, month=1, day=10), self._calibrate
            yield opening.replace(year=year, month=1, day=2), self._look_ahead_again
        for number, project in enumerate(self.story["projects"]):
            yield from self._project_events(project, timedelta(minutes=7 * number))
        yield from ContractStory(self.session, lambda: self.house, self.people, self.projects, self.at).events()
        yield from BondStory(self.session, lambda: self.house, self.people, self.at).events()
        yield from forecast_events(self._scene(), self._months_ago)
        yield from signal_events(self.at, self._tell_signal)
        yield self._months_ago(4), self._agree_weights

    def _tell_signal(self, told: Any, at: datetime) -> None:
        tell_signal(self.session, self._viewer("lead"), self.house, told, at=at)

    def _project_events(self, told: dict[str, Any], offset: timedelta) -> Iterator[Event]:
        registered = self._months_ago(told["registered_months_ago"]) + offset
        yield registered, partial(self._register, told)
        for evaluation in told.get("evaluations", ()):
            opened = self._months_ago(evaluation["months_ago"]) - timedelta(days=EVALUATION_DAYS) + offset
            yield opened, partial(self._open, told, evaluation, EVALUATION_DAYS)
            closed = opened + timedelta(days=EVALUATION_DAYS - 1)
            if evaluation.get("rounds") == 2:
                yield opened + timedelta(days=7), partial(self._reveal, told, evaluation)
                yield opened + timedelta(days=9), partial(self._ask_again, evaluation, EVALUATION_DAYS - 9)
            yield closed, partial(self._close, told, evaluation)
        if current := told.get("open_evaluation"):
            opened = self.at - timedelta(days=current["opened_days_ago"])
            days = current["opened_days_ago"] + current["closes_in_days"]
            yield opened, partial(self._open, told, current, days)
            yield opened + timedelta(days=1), partial(self._begin_scoring, told, current)
            if current.get("is_revealed"):
                yield self.at - timedelta(days=1), partial(self._reveal, told, current)

    def _scene(self) -> Scene:
        evaluators = tuple(person["key"] for person in self.story["people"] if "evaluator" in person["roles"])
        return Scene(self.session, lambda: self.house, self.projects, self.people, evaluators)

    def _months_ago(self, months: int) -> datetime:
        day = add_months(day_at(self.at, "Europe/Copenhagen"), -months)
        return datetime.combine(day, time(9, 30), ZoneInfo("Europe/Copenhagen")).astimezone(self.at.tzinfo)

    def _found(self, at: datetime) -> None:
        first = self.story["people"][0]
        self.house, lead = found_house(
            self.session,
            short_name=SHORT_NAME,
            name=self.story["name"],
            language="da",
            lead_email=first["email"],
            lead_name=first["name"],
            at=at,
        )
        self.house.is_demo = True
        lead.organisation = first["organisation"]
        self._remember(first["key"], lead)

    def _invite(self, told: dict[str, Any], at: datetime) -> None:
        for role in told["roles"]:
            person = invite_member(
                self.session,
                self._viewer("lead"),
                self.house,
                email=told["email"],
                name=told["name"],
                role=Role(role),
                language=told["language"],
                organisation=told["organisation"],
                at=at,
            )
            self._remember(told["key"], person)

    def _remember(self, key: str, person: Person) -> None:
        person.password = self.password_hash
        self.session.add(person)
        self.session.flush()
        self.people[key] = person

    def _answer_questions(self, at: datetime) -> None:
        given = {name: getattr(self.house, name) for name in HouseInput.model_fields}
        answers = {name: self.story[name] for name in ("solutions_in_five_years", "people_in_five_years")}
        corridor = {f"corridor_{band}": share for band, share in self.story["corridor"].items()}
        wanted = HouseInput(**{**given, **answers, **corridor})
        edit_house(self.session, self._viewer("lead"), self.house, wanted, at=at)

    def _choose_a_logo(self, at: datetime) -> None:
        set_logo(
            self.session,
            self._viewer("lead"),
            self.house,
            content=LOGO.read_bytes(),
            text=self.story["logo"],
            at=at,
        )

    def _register(self, told: dict[str, Any], at: datetime) -> None:
        taken_over = (
            "name",
            "summary",
            "target_group",
            "stage",
            "response_years",
            "uncertainty",
            "funding",
            "solutions_in_five_years",
            "people_in_five_years",
            "occupations",
            "stop_criteria",
        )
        given = ProjectInput(
            **{name: told[name] for name in taken_over},
            **dict(zip(("barometer", "facet", "osborne"), told.get("novelty", ()), strict=False)),
            partners=[PartnerInput(**partner) for partner in told["partners"]],
            horizon_year=self.at.year + told["horizon_years"],
            budget_minor=told["budget"] * 100,
            lead_id=self.people[told["lead"]].id,
        )
        viewer = self._viewer(told["lead"])
        self.projects[told["name"]] = add_project(self.session, viewer, self.house, given, at=at)

    def _open(self, told: dict[str, Any], evaluation: dict[str, Any], days: int, at: datetime) -> None:
        panel = self._panel(told)
        opened = open_evaluation(
            self.session,
            self._viewer("lead"),
            self.house,
            self.projects[told["name"]],
            evaluator_ids=[person.id for person in panel.values()],
            closes_on=day_at(at, self.house.zone) + timedelta(days=days),
            reason=evaluation.get("reason", ""),
            rounds=evaluation.get("rounds", 1),
            at=at,
            base_url=self.base_url,
        )
        evaluation["row"] = opened

    def _reveal(self, told: dict[str, Any], evaluation: dict[str, Any], at: datetime) -> None:
        row: Evaluation = evaluation["row"]
        if "handed_in" not in evaluation:
            for key, person in self._panel(told).items():
                assess(self.session, row, person, key=key, middle=evaluation["levels"], at=at - timedelta(days=2))
        reveal(self.session, self._viewer("lead"), self.house, row, at=at, base_url=self.base_url)

    def _ask_again(self, evaluation: dict[str, Any], days: int, at: datetime) -> None:
        closes_on = day_at(at, self.house.zone) + timedelta(days=days)
        lead, row = self._viewer("lead"), evaluation["row"]
        ask_again(self.session, lead, self.house, row, closes_on=closes_on, at=at, base_url=self.base_url)

    def _close(self, told: dict[str, Any], evaluation: dict[str, Any], at: datetime) -> None:
        row: Evaluation = evaluation["row"]
        for key, person in self._panel(told).items():
            assess(self.session, row, person, key=key, middle=evaluation["levels"], at=at - timedelta(days=2))
        close_evaluation(self.session, self._viewer("lead"), row, at=at)

    def _begin_scoring(self, told: dict[str, Any], current: dict[str, Any], at: datetime) -> None:
        for key, person in self._panel(told).items():
            if key in current["handed_in"] or key in current["drafts"]:
                final = key in current["handed_in"]
                assess(self.session, current["row"], person, key=key, middle=current["levels"], at=at, final=final)

    def _calibrate(self, at: datetime) -> None:
        for person in self.story["people"]:
            has_yet_to = person["key"] == "eve" and at.year == self.at.year
            if "evaluator" in person["roles"] and not has_yet_to:
                calibrate(self.session, self.house, self.people[person["key"]], key=person["key"], at=at)

    def _agree_weights(self, at: datetime) -> None:
        tell_weights(self.session, self._viewer("lead"), self.house, at=at)

    def _look_ahead_again(self, at: datetime) -> None:
        refresh_resilience(self.session, self.house.id, at=at)

    def _panel(self, told: dict[str, Any]) -> dict[str, Person]:
        evaluators = [person["key"] for person in self.story["people"] if "evaluator" in person["roles"]]
        chosen = [key for key in evaluators if key != told["lead"]][:PANEL_SIZE]
        return {key: self.people[key] for key in chosen}

    def _viewer(self, key: str) -> Viewer:
        return viewer_of(self.session, self.people[key])
