"""Who asks stands in every read: the walls between houses and blind scoring are kept in the query, not in the page."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.checkout import ROOT, files

READERS = [file for drawer in ("queries", "frames") for file in files(ROOT / "portfolio" / drawer)]

# Reads that return no house's data, or come before it is known who asks.
WITHOUT_VIEWER = {
    "queries.diary.find_hold": "the clock's own state",
    "queries.diary.find_last_tick": "the clock's own state",
    "queries.diary.newest_stored_moment": "the clock's own state",
    "queries.health.count_overdue_briefings": "figures of the whole installation, for /health",
    "frames.register_tables.outcome_prices": "a public register, no house's data",
    "frames.register_tables.register_files": "a public register, no house's data",
    "queries.register.list_register_defects": "a public register, no house's data",
    "queries.register.list_register_rows": "a public register, no house's data",
    "queries.register.list_register_tables": "a public register, no house's data",
    "queries.diary.was_done": "the clock's own state",
    "queries.mail.count_mail": "figures of the whole installation, for /health",
    "queries.mail.has_mail_to_move": "the outbox of the whole installation, for the clock",
    "queries.briefings.list_all_houses": "the clock: every house has its month",
    "queries.signals.list_all_feeds": "the clock: every house has its feeds",
    "queries.people.find_person": "the door: nobody is signed in yet",
    "queries.people.is_anyone_here": "the door: nobody is signed in yet",
    "queries.people.list_demo_people": "the door of a demo: houses that are invented and open",
    "queries.people.viewer_of": "makes the viewer",
}


def readers() -> Iterator[tuple[str, list[str]]]:
    """Name and parameters of every public function of `queries` and `frames` that takes a session."""
    for file in READERS:
        if file.suffix != ".py":
            continue
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                parameters = [parameter.arg for parameter in (*node.args.posonlyargs, *node.args.args)]
                if "session" in parameters:
                    yield f"{file.parent.name}.{file.stem}.{node.name}", parameters


FOUND = dict(readers())


def test_there_are_reads_to_check():
    assert FOUND


@pytest.mark.parametrize("name", FOUND)
def test_a_read_takes_the_session_and_who_asks(name: str):
    if name in WITHOUT_VIEWER:
        assert FOUND[name][:2] != ["session", "viewer"], "takes a viewer now: remove the exception"
    else:
        assert FOUND[name][:2] == ["session", "viewer"]


def test_every_exception_is_of_a_read_that_exists():
    assert set(WITHOUT_VIEWER) - set(FOUND) == set()
