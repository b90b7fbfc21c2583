"""`innohus due`: what is due on a day, for people and for programs."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from portfolio.actions.signals import add_signal
from portfolio.cli import main
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import clerk
from tests.factories import NOON, a_house, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.test_attention import evaluated, opened
from tests.integration.test_signals import FORKLIFT, given


@pytest.fixture
def due(session, engine, monkeypatch):
    """Run the command on what the test stored."""

    def run(*options):
        session.commit()
        monkeypatch.setenv("INNOHUS_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        return CliRunner().invoke(main, ["due", *options])

    return run


def test_the_most_urgent_is_listed_first_and_what_is_not_due_is_left_out(session, due):
    house = a_house(session, short_name="fjord")
    a_project(session, house, name="Aldrig")
    evaluated(session, a_project(session, house, name="Overskredet"), closed_at=NOON - timedelta(days=400))
    evaluated(session, a_project(session, house, name="Snart"), closed_at=NOON - timedelta(days=350))
    evaluated(session, a_project(session, house, name="Senere"))
    opened(session, a_project(session, house, name="I gang"))
    a_project(session, house, name="Stoppet", stage=Stage.STOPPED)

    answer = due("--house", "fjord", "--on", "2027-03-03", "--json")

    assert [(one["name"], one["state"]) for one in json.loads(answer.output)] == [
        ("Overskredet", "overdue"),
        ("Aldrig", "never_evaluated"),
        ("Snart", "due_soon"),
    ]


def test_the_day_decides(session, due):
    house = a_house(session, short_name="fjord")
    evaluated(session, a_project(session, house, name="Lagerbroen"))

    assert "No project is due on 3 March 2027." in due("--house", "fjord", "--on", "2027-03-03").output
    assert "overdue" in due("--house", "fjord", "--on", "2028-03-04").output


@pytest.mark.parametrize(
    "options", [("--house", "nowhere", "--on", "2027-03-03"), ("--house", "fjord", "--on", "3.3.27"), ()]
)
def test_a_wrong_call_is_a_sentence(session, due, options):
    a_house(session, short_name="fjord")

    answer = due(*options)

    assert answer.exit_code != 0
    assert "Error: " in answer.output
    assert "Traceback" not in answer.output


@on_sqlite
def test_what_a_signal_has_raised_is_due_before_its_time_with_the_signal_as_the_reason(session, due):
    house = a_house(session, short_name="fjord")
    evaluated(session, a_project(session, house, name="Lagerbroen", **FORKLIFT))
    add_signal(session, clerk(house.id), house, given(), at=NOON)

    (printed,) = json.loads(due("--house", "fjord", "--on", "2027-03-03", "--json").output)

    assert (printed["name"], printed["signals"]) == ("Lagerbroen", ["Self-driving forklift"])
    assert "(Signal: Self-driving forklift)" in due("--house", "fjord", "--on", "2027-03-03").output
