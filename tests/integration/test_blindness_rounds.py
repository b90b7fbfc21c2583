"""Blind in both of two rounds and between them: the comparison of `test_blindness`, in every phase of an evaluation."""

from collections.abc import Callable, Container, Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from portfolio.actions.assessments import save_answers
from portfolio.actions.calibration import score_case
from portfolio.actions.forecasts import ask_forecast, give_probability
from portfolio.db import open_engine
from portfolio.models import Assessment, CriterionLevel, Person, Project
from portfolio.queries import evaluation_rounds as reads
from portfolio.queries import forecasts as forecast_reads
from portfolio.reference.calibration_cases import Slot
from portfolio.rounds.phases import Phase
from portfolio.rounds.visibility import Role
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    complete_answers,
    handed_in,
    in_second_round,
    revealed,
    the_assessment,
)
from tests.integration.test_blindness import (
    Seen,
    World,
    addresses,
    all_that_others_get,
    answer,
    differences,
    telling_pages,
)

pytestmark = pytest.mark.timeout(600)  # hundreds of pages, each looked at by six people

LEVELS = (1, 4)  # far apart; `test_blindness` goes through all of them
PANEL = ("peer", "third")
AWAY = ("outside the panel", "board member", "administrator")  # see nothing before the evaluation is closed


@pytest.fixture
def engine(empty_sqlite: str) -> Iterator[Engine]:
    """One kind of database: the filters are the same statements on both, and there are hundreds of pages to compare."""
    engine = open_engine(empty_sqlite)
    yield engine
    engine.dispose()


@pytest.fixture
def world(session: Session, app: Flask, sign_in: Callable[[FlaskClient, Person], None]) -> World:
    """A house with an evaluation of two rounds in its first; all but the blind evaluator have handed in."""
    house = a_house(session, name="Fjordhuset")
    people = {
        "lead": a_member(session, house, Role.LEAD),
        "peer": a_member(session, house, Role.EVALUATOR),
        "third": a_member(session, house, Role.EVALUATOR),
        "outside the panel": a_member(session, house, Role.EVALUATOR),
        "board member": a_member(session, house, Role.BOARD_MEMBER),
        "administrator": a_member(session, house, Role.ADMINISTRATOR),
    }
    blind_person, blind = a_member(session, house, Role.EVALUATOR)
    project = a_project(session, house, name="Natteboligen", lead_id=people["lead"][0].id)
    panel = [people[name][1] for name in PANEL] + [blind]
    opened = an_evaluation(session, house, project, panel, rounds=2)
    for name, level in zip(PANEL, (2, 5), strict=True):
        handed_in(session, opened, people[name][1], complete_answers(level))
    session.commit()
    made = World(house, opened, opened, blind, {name: viewer for name, (_person, viewer) in people.items()})
    everyone = {**{name: person for name, (person, _viewer) in people.items()}, "blind": blind_person}
    for name, person in everyone.items():
        made.clients[name] = app.test_client()
        made.clients[name].check = False  # type: ignore[attr-defined]  # other tests look at the HTML
        sign_in(made.clients[name], person)
    return made


def rewrite_draft(session: Session, world: World, level: int | None) -> None:
    """Make the blind evaluator's draft say another level, which after the reveal no action does any more."""
    mine = the_assessment(session, world.open, world.blind)
    session.exec(
        sa.update(CriterionLevel)
        .where(col(CriterionLevel.assessment_id) == mine.id)
        .values(level=level, cannot_assess=level is None, reason=f"Seen as {level}")
    )
    session.exec(sa.update(Assessment).where(col(Assessment.id) == mine.id).values(comment=f"I would say {level}"))
    session.commit()


def seen_with(
    session: Session,
    app: Flask,
    world: World,
    *levels: int | None,
    act: Callable[..., None],
    among: Container[str] | None = None,
) -> list[Seen]:
    seen = []
    for level in levels:
        act(session, world, level)
        seen.append(all_that_others_get(session, app, world, among=among))
    return seen


def test_in_the_first_round_others_get_the_same_bytes(session, app, world):
    def act(session: Session, world: World, level: int | None) -> None:
        answer(session, world, level, final=True)

    one, other = seen_with(session, app, world, *LEVELS, act=act)

    assert differences(one, other) == []


def test_a_draft_that_missed_the_reveal_is_never_shown(session, app, world):
    answer(session, world, 3, final=False)
    revealed(session, world.house, world.open)
    session.commit()

    one, other = seen_with(session, app, world, *LEVELS, act=rewrite_draft)

    assert world.open.phase is Phase.TALK
    assert differences(one, other) == []


@pytest.mark.parametrize("final", [False, True], ids=["draft", "handed in"])
def test_in_the_second_round_others_get_the_same_bytes(session, app, world, final):
    answer(session, world, 3, final=True)
    in_second_round(session, world.house, revealed(session, world.house, world.open))
    handed_in(session, world.open, world.others["peer"], complete_answers(3))
    session.commit()

    def act(session: Session, world: World, level: int | None) -> None:
        answer(session, world, level, final=final)

    one, other = seen_with(session, app, world, *LEVELS, act=act)

    assert differences(one, other) == []


def test_the_reveal_is_for_the_panel_and_the_leads_and_tells_nobody_who(session, app, world):
    answer(session, world, 4, final=True)
    before = all_that_others_get(session, app, world)
    revealed(session, world.house, world.open)
    session.commit()

    after = all_that_others_get(session, app, world)

    shown = {who for who, place in differences(before, after) if b"Seen as 4" in after.get((who, place), b"")}
    assert {"lead", *PANEL} <= shown
    assert not shown & set(AWAY)
    _exchange(session, world)
    exchanged = all_that_others_get(session, app, world)
    own = ("peer", "mail")  # the one whose own answers these now are
    assert [place for place in differences(after, exchanged) if place[0] not in own] == []


def _exchange(session: Session, world: World) -> None:
    """Let the peer and the blind evaluator have given each other's answers."""
    one, other = (the_assessment(session, world.open, viewer) for viewer in (world.others["peer"], world.blind))
    _swap(one, other, "comment")
    rows = {
        part.id: {
            row.criterion: row
            for row in session.exec(select(CriterionLevel).where(CriterionLevel.assessment_id == part.id))
        }
        for part in (one, other)
    }
    for criterion, row in rows[one.id].items():
        _swap(row, rows[other.id][criterion], "level", "cannot_assess", "lowest", "highest", "evidence", "reason")
    session.commit()


def _swap(one: object, other: object, *names: str) -> None:
    for name in names:
        mine, theirs = getattr(one, name), getattr(other, name)
        setattr(one, name, theirs)
        setattr(other, name, mine)


def test_the_comparison_finds_a_leak_when_the_filter_between_the_rounds_is_removed(session, app, world, monkeypatch):
    answer(session, world, 3, final=False)
    revealed(session, world.house, world.open)
    session.commit()
    monkeypatch.setattr(reads, "is_shown_between_rounds", lambda _viewer: sa.true())
    monkeypatch.setattr(reads, "is_answer_of_first_round", lambda _viewer: sa.true())

    one, other = seen_with(session, app, world, 1, 4, act=rewrite_draft, among=telling_pages(session, app, world))

    assert {"lead", "peer", "third", "board member"} <= {who for who, _path in differences(one, other)}


def test_the_blind_evaluator_may_still_change_the_second_answers_before_closing(session, world):
    answer(session, world, 3, final=True)
    in_second_round(session, world.house, revealed(session, world.house, world.open))

    mine = the_assessment(session, world.open, world.blind)
    save_answers(session, world.blind, mine, complete_answers(2), at=NOON)

    assert mine.round == 2


def test_calibration_is_seen_by_that_person_and_the_leads_only_when_all_three_cases_are_scored(session, app, world):
    def score(*slots: Slot) -> None:
        for slot in slots:
            levels = dict.fromkeys(complete_answers(), 5)
            score_case(session, world.blind, world.house, slot, levels, at=NOON)
        session.commit()

    before = all_that_others_get(session, app, world)
    score(Slot.INCREMENTAL, Slot.MIDDLING)
    assert differences(before, all_that_others_get(session, app, world)) == []

    score(Slot.RADICAL)

    changed = differences(before, all_that_others_get(session, app, world))
    assert {who for who, _path in changed} == {"lead"}
    assert {path.rpartition("/calibration/")[2].partition("?")[0] for _who, path in changed} == {""}


def test_a_forecast_is_seen_only_by_those_who_have_given_their_own(session, app, world):
    lead = world.others["lead"]
    project = session.get_one(Project, world.open.project_id)
    forecast = ask_forecast(
        session, lead, world.house, project, question="Signed?", resolves_on=date(2027, 6, 1), at=NOON
    )
    give_probability(session, world.others["third"], world.house, forecast, percent=50, at=NOON)
    session.commit()

    def give(session: Session, world: World, percent: int) -> None:
        give_probability(
            session, world.blind, world.house, forecast, percent=percent, at=NOON + timedelta(hours=percent)
        )
        session.commit()

    one, other = seen_with(session, app, world, 12, 94, act=give)

    assert {who for who, _path in differences(one, other)} == {"third"}


def test_the_comparison_finds_a_forecast_when_its_filter_is_removed(session, app, world, monkeypatch):
    monkeypatch.setattr(forecast_reads, "may_see_probability", lambda _viewer, today: sa.true())
    project = session.get_one(Project, world.open.project_id)
    forecast = ask_forecast(
        session, world.others["lead"], world.house, project, question="Signed?", resolves_on=date(2027, 6, 1), at=NOON
    )
    session.commit()

    def give(session: Session, world: World, percent: int) -> None:
        give_probability(
            session, world.blind, world.house, forecast, percent=percent, at=NOON + timedelta(hours=percent)
        )
        session.commit()

    pages = {path for path in addresses(session, app, world) if "/forecasts/" in path}

    one, other = seen_with(session, app, world, 12, 94, act=give, among=pages)

    assert {"lead", "peer", "board member"} <= {who for who, _path in differences(one, other)}
