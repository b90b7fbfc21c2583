"""Opening doors from the console."""

import re

import pytest
from click.testing import CliRunner
from sqlmodel import select

from portfolio.cli import main
from portfolio.config import Settings
from portfolio.db import open_engine, reading, writing
from portfolio.models import HistoryEntry
from portfolio.queries.people import find_person
from web import create_app


@pytest.fixture
def innohus(empty_sqlite, tmp_path, monkeypatch):
    """Runs the command on an empty embedded database."""
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("INNOHUS_BASE_URL", "https://innohus.example")

    def run(*words: str):
        return CliRunner().invoke(main, words)

    return run


def found(innohus):
    return innohus("house", "fjord", "--name", "Fjordhuset", "--lead", "Mette@Example.org", "--lead-name", "Mette Lund")


def test_a_house_is_founded_and_its_lead_chooses_a_password_with_the_link(innohus):
    answer = found(innohus)

    path = re.search(r"https://innohus\.example(/password/\S+)", answer.output)[1]
    app = create_app(Settings())
    page = app.test_client().get(path, base_url="https://innohus.example")
    app.extensions["innohus"]["engine"].dispose()
    assert answer.exit_code == 0
    assert "mette@example.org" in page.text
    assert page.headers["Strict-Transport-Security"]
    assert page.headers["Set-Cookie"].startswith("__Host-innohus=")


def test_the_same_house_twice_is_one_sentence(innohus):
    found(innohus)

    answer = found(innohus)

    assert answer.exit_code == 1
    assert answer.output.count("\n") == 1


def test_one_who_lost_the_telephone_is_let_in_again(innohus, empty_sqlite):
    found(innohus)
    engine = open_engine(empty_sqlite)
    with writing(engine) as session:
        person = find_person(session, "mette@example.org")
        person.tf_totp_secret = "lost"
        session.add(person)

    answer = innohus("let-in", "mette@example.org")

    with reading(engine) as session:
        [kind] = [entry.kind for entry in session.exec(select(HistoryEntry)) if "second" in entry.kind]
        assert find_person(session, "mette@example.org").tf_totp_secret is None
    engine.dispose()
    assert kind == "member.second_factor_forgotten"
    assert "https://innohus.example/password/" in answer.output


def test_nobody_is_let_in_who_is_not_known(innohus):
    found(innohus)

    answer = innohus("let-in", "other@example.org")

    assert answer.exit_code == 1
    assert "other@example.org" in answer.output
