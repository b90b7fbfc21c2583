"""Blind until closed: nothing that anyone else can get differs by a byte, whatever an evaluator has answered.

The pages come from the table of routes, so a page added tomorrow is looked at tomorrow.
"""

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.routing import Rule

from jobs.mail.texts import write_letter
from portfolio.actions.assessments import hand_in, save_answers, take_back
from portfolio.actions.evaluations import close_evaluation
from portfolio.briefing.making import make_content
from portfolio.db import open_engine
from portfolio.frames.exports import house_tables, portfolio_tables
from portfolio.frames.files import as_json
from portfolio.language import LANGUAGES, speaking
from portfolio.models import Evaluation, Forecast, House, OutgoingMail, Person
from portfolio.queries import evaluations as reads
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.visibility import Role, Viewer, clerk
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    complete_answers,
    handed_in,
    the_assessment,
)
from tests.guard import counted_statements
from tests.logbook import logged

pytestmark = pytest.mark.timeout(600)  # hundreds of pages, each looked at by five people

LEVELS = (1, 2, 3, 4, 5, None)  # None is “cannot assess”
NOWHERE = UUID(int=7)  # for arguments that have nothing to do with an evaluation
NOWHERE_NAMES = (
    "contract_id",
    "signal_id",
    "feed_id",
    "draft_id",
    "entry_id",
    "briefing_id",
    "mail_id",
    "membership_id",
    "key",
    "secret",
    "book_id",
    "decision_id",
    "sha256",
    "bond_id",
    "holder_id",
    "paper_id",
    "file",
)
ENTRY_QUERIES = ("", "?sort=radicality&order=falling", "?sort=zone", "?q=Seen", "?zone=ordinary")
# Headers that name this moment; the length of a workbook varies with the moment packed into it.
BY_THE_CLOCK = ("Content-Length", "Date", "Expires", "Set-Cookie")
CHANGING = re.compile(rb'(name="csrf_token" value=|"X-CSRFToken": )"[^"]+"')


@dataclass
class World:
    """A house in which one evaluator is still blind to all others."""

    house: House
    open: Evaluation
    closed: Evaluation
    blind: Viewer
    others: dict[str, Viewer]
    clients: dict[str, FlaskClient] = field(default_factory=dict)


@pytest.fixture
def engine(empty_sqlite: str) -> Iterator[Engine]:
    """One kind of database: the filters are the same statements on both, and there are hundreds of pages to compare."""
    engine = open_engine(empty_sqlite)
    yield engine
    engine.dispose()


@pytest.fixture
def world(session: Session, app: Flask, sign_in: Callable[[FlaskClient, Person], None]) -> World:
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
    panel = [people["peer"][1], people["third"][1], blind]
    project = a_project(session, house, name="Natteboligen", lead_id=people["lead"][0].id)
    closed = an_evaluation(session, house, project, panel)
    for viewer in panel:
        handed_in(session, closed, viewer)
    close_evaluation(session, people["lead"][1], closed, at=NOON, base_url="http://localhost")
    opened = an_evaluation(session, house, project, panel)
    handed_in(session, opened, people["peer"][1])
    session.commit()
    made = World(house, opened, closed, blind, {name: viewer for name, (_person, viewer) in people.items()})
    for name, person in {**{name: person for name, (person, _viewer) in people.items()}, "blind": blind_person}.items():
        made.clients[name] = app.test_client()
        made.clients[name].check = False  # type: ignore[attr-defined]  # other tests look at the HTML
        sign_in(made.clients[name], person)
    return made


def answer(session: Session, world: World, level: int | None, *, final: bool) -> None:
    """Let the blind evaluator answer everything with a level, as a draft or handed in."""
    mine = the_assessment(session, world.open, world.blind)
    if mine.state is AssessmentState.HANDED_IN:
        take_back(session, world.blind, mine)
    answers = complete_answers(level)
    save_answers(session, world.blind, mine, answers, at=NOON, comment=f"I would say {level}")
    if final:
        hand_in(session, world.blind, mine, at=NOON)
    session.commit()


def addresses(session: Session, app: Flask, world: World) -> Iterator[str]:
    """Every address that a GET can reach, each argument with each value that could tell something."""
    blind = the_assessment(session, world.open, world.blind).id
    values: dict[str, list[Any]] = {
        "house": [world.house.short_name],
        "project_id": [world.open.project_id],
        "person_id": [world.blind.person_id],
        "evaluation_id": [world.open.id, world.closed.id],
        "assessment_id": [blind, the_assessment(session, world.open, world.others["peer"]).id],
        "kind": ["csv", "xlsx", "json"],
        "language": ["da", "en"],
        "period": ["2027-03"],
        "number": [1],
        "slot": ["radical"],
        "code": ["8344"],
        "forecast_id": list(session.exec(select(Forecast.id))) or [NOWHERE],
        "revision": [1],
        **{name: [NOWHERE] for name in NOWHERE_NAMES},
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":  # files, the same for everyone
                yield from _filled(app, rule, values)


def _filled(app: Flask, rule: Rule, values: dict[str, list[Any]]) -> Iterator[str]:
    if unknown := rule.arguments - values.keys():
        pytest.fail(f"{rule.rule} has an argument that this test must give a value: {unknown}")
    names = sorted(rule.arguments)
    for chosen in product(*(values[name] for name in names)):
        path = app.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, chosen, strict=True)))
        queries = ENTRY_QUERIES if rule.endpoint.endswith((".index", ".projects")) else ("",)
        yield from (path + query for query in queries)


Seen = dict[tuple[str, str], bytes]


def all_that_others_get(session: Session, app: Flask, world: World, *, among: Container[str] | None = None) -> Seen:
    """Every answer to everyone but the blind evaluator, every mail, and every table that can be taken home.

    `among` leaves only some addresses, and the log aside, for looking again where there is something to see.

    With each answer stand the statements that made it: a page that asks the database more, less or in another order
    would tell by its time what it does not say. And every line that is logged meanwhile.
    """
    seen: Seen = {}
    with counted_statements(app.extensions["innohus"]["engine"]) as statements, logged() as lines:
        there = [path for path in addresses(session, app, world) if among is None or path in among]
        for path, who in product(there, world.others):
            statements.clear()
            got = world.clients[who].get(path)
            headers = sorted((name, value) for name, value in got.headers if name not in BY_THE_CLOCK)
            asked = hashlib.sha256(repr(statements).encode()).hexdigest()
            seen[who, path] = repr((got.status_code, headers, asked)).encode() + _lasting(got.data)
            got.close()
    if among is None:
        seen["the log", ""] = repr(lines).encode()
    return seen | _mails(session) | _tables(session, world) | _briefings(session, world)


def _lasting(content: bytes) -> bytes:
    """Return content without what differs from one moment to the next: form tokens, and a workbook's clock."""
    if not content.startswith(b"PK"):
        return CHANGING.sub(b"", content)
    with ZipFile(BytesIO(content)) as workbook:
        return b"".join(workbook.read(name) for name in workbook.namelist() if name != "docProps/core.xml")


def _mails(session: Session) -> Seen:
    seen: Seen = {}
    for mail in session.exec(select(OutgoingMail).order_by(col(OutgoingMail.key))):
        for language in LANGUAGES:
            with speaking(language):
                letter = write_letter(mail.template, {"name": "Ida", **mail.facts})
            seen["mail", f"{mail.key} {language}"] = repr((mail.model_dump(), letter)).encode()
    return seen


def _tables(session: Session, world: World) -> Seen:
    viewers = {**world.others, "the house's clerk": clerk(world.house.id)}
    del viewers["administrator"]  # reads no content
    return {
        (who, make.__name__): as_json(make(session, viewer, world.house.id, today=NOON.date(), language="da"))
        for who, viewer in viewers.items()
        for make in (portfolio_tables, house_tables)
    }


def _briefings(session: Session, world: World) -> Seen:
    return {
        ("the board", f"briefing {language}"): repr(
            make_content(session, world.house, "2027-03", language=language, at=NOON)
        ).encode()
        for language in LANGUAGES
    }


def telling_pages(session: Session, app: Flask, world: World) -> set[str]:
    """Addresses where a removed filter must show: enough for the tests of this test."""
    return {path for path in addresses(session, app, world) if "/evaluations/" in path or "/export/" in path}


def differences(one: Seen, other: Seen) -> list[tuple[str, str]]:
    return [place for place in one.keys() | other.keys() if one.get(place) != other.get(place)]


@pytest.mark.parametrize(("levels", "final"), [(LEVELS, False), ((1, 4, None), True)], ids=["draft", "handed in"])
def test_others_get_the_same_bytes_whatever_the_blind_evaluator_answered(session, app, world, levels, final):
    answer(session, world, levels[0], final=final)
    first = all_that_others_get(session, app, world)
    opened = {path for (_who, path), content in first.items() if content.startswith(b"(200")}

    for level in levels[1:]:
        answer(session, world, level, final=final)
        # What is refused to everyone is looked at for one other level, all else for every level.
        now = all_that_others_get(session, app, world, among=None if level == levels[1] else opened)
        assert differences({place: first[place] for place in first if place in now}, now) == []


def test_enough_is_looked_at_for_this_to_mean_something(session, app, world):
    answer(session, world, 4, final=False)

    seen = all_that_others_get(session, app, world)

    shown = [place for place, content in seen.items() if content.startswith(b"(200")]
    assert {"lead", "peer", "third", "board member"} <= {who for who, _path in shown}
    for part in (f"/evaluations/{world.open.id}", f"/evaluations/{world.closed.id}", "/export/portfolio.xlsx", "/api/"):
        assert [path for _who, path in shown if part in path], part
    assert [who for who, _key in seen if who == "mail"]


def test_others_cannot_tell_a_begun_draft_from_an_untouched_invitation(session, app, world):
    untouched = all_that_others_get(session, app, world)

    answer(session, world, 5, final=False)

    assert differences(untouched, all_that_others_get(session, app, world)) == []


def test_handing_in_shows_only_as_a_count_and_only_to_the_lead(session, app, world):
    answer(session, world, 3, final=False)
    before = all_that_others_get(session, app, world)

    answer(session, world, 3, final=True)

    changed = differences(before, all_that_others_get(session, app, world))
    assert {who for who, _path in changed} == {"lead"}
    assert {path.partition("?")[0].rpartition("/evaluations/")[2] for _who, path in changed} == {
        "",
        str(world.open.id),
        f"{world.open.id}/close",
    }


def test_the_evaluators_themselves_do_see_the_difference(session, app, world):
    mine = the_assessment(session, world.open, world.blind)
    path = f"/houses/{world.house.short_name}/evaluations/assessments/{mine.id}"
    answer(session, world, 1, final=False)
    one = world.clients["blind"].get(path).data

    answer(session, world, 5, final=False)

    assert world.clients["blind"].get(path).data != one


def test_closing_reveals_and_is_therefore_seen_by_the_same_comparison(session, app, world):
    answer(session, world, 3, final=True)
    before = all_that_others_get(session, app, world)

    close_evaluation(session, world.others["lead"], world.open, at=NOON, missing_accepted=1)
    session.commit()

    assert {"lead", "peer", "board member", "the board"} <= {
        who for who, _path in differences(before, all_that_others_get(session, app, world))
    }


def test_the_comparison_finds_a_leak_when_the_filter_is_removed(session, app, world, monkeypatch):
    monkeypatch.setattr(reads, "is_own", lambda _viewer: sa.true())
    answer(session, world, 2, final=False)
    pages = telling_pages(session, app, world)
    first = all_that_others_get(session, app, world, among=pages)

    answer(session, world, 4, final=False)

    leaking = {who for who, _path in differences(first, all_that_others_get(session, app, world, among=pages))}
    assert {"lead", "peer", "board member"} <= leaking


def test_the_comparison_finds_a_name_when_progress_is_told_by_person(session, app, world, monkeypatch):
    told = reads.list_panel

    def telling(session: Session, viewer: Viewer, evaluation: Evaluation) -> list[reads.Panellist]:
        begun = the_assessment(session, evaluation, world.blind).state is AssessmentState.DRAFT
        return [reads.Panellist(one.person, begun, "") for one in told(session, viewer, evaluation)]

    pages = telling_pages(session, app, world)
    untouched = all_that_others_get(session, app, world, among=pages)
    monkeypatch.setattr("web.views.evaluations.list_panel", telling)

    answer(session, world, 2, final=False)

    assert differences(untouched, all_that_others_get(session, app, world, among=pages)) != []


def test_reasons_and_comments_are_read_only_once_they_are_revealed(session, world):
    answer(session, world, 5, final=True)

    for viewer in world.others.values():
        assert "I would say" not in json.dumps([one.text for one in reads.list_remarks(session, viewer, world.open)])
