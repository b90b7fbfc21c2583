"""Every page, visited as everyone: never an error of ours, never a foreign house, never a stranger inside."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from flask import url_for
from werkzeug.routing import Rule

from portfolio.actions.papers import ask_for_statement, finish_paper
from portfolio.actions.signal_feeds import add_feed
from portfolio.actions.signals import add_signal
from portfolio.config import Settings
from portfolio.models import Person
from portfolio.rounds.visibility import Role
from tests.bonds import a_bond, drawn
from tests.contracts import a_contract, a_result, claimed
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, handed_in
from tests.integration.test_signals import FORKLIFT, given
from web import create_app

# Pages that a stranger may see; everything else sends to the sign-in page.
OPEN = {
    "health.show",
    "openapi.spec",
    "password.choose",
    "password.forgotten",
    "sign_in.new",
    "static",
}
FINE = {200, 302, 303, 403, 404, 410}


@dataclass
class World:
    """Two houses with everything in them, and someone of each kind."""

    people: dict[str, Person]
    values: dict[str, object]


def every_page() -> list[Rule]:
    app = create_app(Settings(data_folder="/nonexistent", database_url="sqlite://", secret_key="x"))
    app.extensions["innohus"]["engine"].dispose()
    return sorted((rule for rule in app.url_map.iter_rules() if "GET" in rule.methods), key=lambda rule: rule.rule)


PAGES = every_page()
IN_A_HOUSE = [rule for rule in PAGES if "house" in rule.arguments]


@pytest.fixture
def world(session) -> World:
    house, other = a_house(session, short_name="own"), a_house(session, short_name="other")
    people = {role.value: a_member(session, house, role) for role in Role}
    stranger = a_member(session, other, *Role)
    project = a_project(session, house, **FORKLIFT)
    second = a_member(session, house, Role.EVALUATOR)
    evaluation = an_evaluation(session, house, project, [people["evaluator"][1], second[1]])
    assessment = handed_in(session, evaluation, people["evaluator"][1])
    contract = a_contract(session, house, project)
    claimed(session, house, contract, a_result())
    bond = a_bond(session, house, contract)
    drawn(session, house, bond, 100_000)
    signal = add_signal(session, people["lead"][1], house, given(), at=NOON)
    feed = add_feed(session, people["lead"][1], house, url="https://example.org/feed.xml", name="", at=NOON)
    paper = ask_for_statement(session, people["lead"][1], house, contract, "da", on=NOON.date(), at=NOON)
    finish_paper(session, paper, pdf=b"%PDF", problem="")
    session.commit()
    return World(
        people={name: person for name, (person, _viewer) in {**people, "stranger": stranger}.items()},
        values={
            "project_id": project.id,
            "evaluation_id": evaluation.id,
            "assessment_id": assessment.id,
            "signal_id": signal.id,
            "feed_id": feed.id,
            "contract_id": contract.id,
            "number": 1,
            "bond_id": bond.id,
            "paper_id": paper.id,
            "file": "return.json",
        },
    )


def address_of(app, rule: Rule, house: str, known: dict[str, object]) -> str:
    """The page's address, with ids that exist where the world has them, else with invented ones."""
    values = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        invented = {"UUIDConverter": uuid4(), "IntegerConverter": 1}.get(kind, "x")
        values[name] = house if name == "house" else known.get(name, invented)
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: str(v) if isinstance(v, UUID) else v for name, v in values.items()})


def test_a_stranger_to_the_installation_gets_no_further_than_the_door(app, client, world):
    answers = [(rule, client.get(address_of(app, rule, "own", world.values))) for rule in PAGES]

    inside = {
        rule.endpoint: answer.status_code
        for rule, answer in answers
        if rule.endpoint not in OPEN
        and not (answer.status_code == 302 and answer.location.startswith("/sign-in"))
        and not (rule.rule.startswith("/api/") and answer.status_code == 401)
    }
    assert inside == {}
    assert {rule.endpoint: answer.status_code for rule, answer in answers if answer.status_code >= 500} == {}


@pytest.mark.parametrize("role", Role)
def test_every_page_answers_every_role_of_the_house(app, client, world, sign_in, role):
    sign_in(client, world.people[role.value])

    answers = {rule.endpoint: client.get(address_of(app, rule, "own", world.values)).status_code for rule in PAGES}

    assert {endpoint: code for endpoint, code in answers.items() if code not in FINE} == {}


def test_a_foreign_house_does_not_exist_for_its_neighbours(app, client, world, sign_in):
    sign_in(client, world.people["stranger"])

    answers = {rule.endpoint: client.get(address_of(app, rule, "own", world.values)) for rule in IN_A_HOUSE}

    assert {endpoint: answer.status_code for endpoint, answer in answers.items() if answer.status_code != 404} == {}


def test_rows_of_a_foreign_house_do_not_exist_inside_ones_own(app, client, world, sign_in):
    sign_in(client, world.people["stranger"])
    with_rows = [rule for rule in IN_A_HOUSE if rule.arguments & world.values.keys()]

    answers = {
        rule.endpoint: client.get(address_of(app, rule, "other", world.values)).status_code for rule in with_rows
    }

    assert {endpoint: code for endpoint, code in answers.items() if code != 404} == {}


def test_an_administrator_sees_no_content_of_the_house(app, client, world, sign_in):
    sign_in(client, world.people["administrator"])
    # Stuck mail shows to whom, not what; occupations belong to no house.
    allowed = {"members.index", "members.new", "mail.index", "occupations.search"}

    answers = {rule.endpoint: client.get(address_of(app, rule, "own", world.values)).status_code for rule in IN_A_HOUSE}

    assert {endpoint for endpoint, code in answers.items() if code == 200} - allowed == set()


def test_every_change_without_its_token_is_refused(app, client, world, sign_in):
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, world.people["lead"])
    changes = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]

    answers = {rule.endpoint: client.post(address_of(app, rule, "own", world.values)).status_code for rule in changes}

    assert {endpoint: code for endpoint, code in answers.items() if code != 400} == {}
