"""A browser for tests that guards the house: it fails on what a page must never do.

A change outside `with writing()`, a change by a GET, a change that was forgotten, invalid HTML, a page without a
title or with two of one id, a field without a label, a picture without words, and what the content policy would block.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # html5lib imports what Python will drop
    import html5lib

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
NOT_WRITTEN_IN = frozenset({"hidden", "submit", "button", "image", "reset"})
XHTML = "{http://www.w3.org/1999/xhtml}"


class GuardedClient(FlaskClient):
    """A test client that checks every answer; `check = False` on an instance turns the look at HTML off."""

    check = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        found = self.application.extensions["guard"]
        problems, found[:] = list(found), []
        if self.check and answer.mimetype == "text/html" and answer.data:
            problems += problems_of_page(answer.text)
        assert problems == [], f"{answer.request.method} {answer.request.path}: {problems}"
        return answer


def guard(app: Flask) -> None:
    """Make an application's test clients guarded ones, and look after each request at what was left unstored."""
    found: list[str] = []
    app.extensions["guard"] = found
    app.test_client_class = GuardedClient

    def look_at_session(_error):
        session = g.get("reading")
        if session is not None and (session.new or session.dirty or session.deleted):
            found.append(f"never stored: {[*session.new, *session.dirty, *session.deleted]}")

    app.teardown_request(look_at_session)
    watch_statements(app)


def watch_statements(app: Flask) -> None:
    """Watch what a guarded application's present engine runs."""
    found = app.extensions["guard"]

    def look_at_statement(connection, _cursor, statement, *_rest):
        if not statement.lstrip().upper().startswith(CHANGES) or not request:
            return
        if not connection.get_execution_options().get("writing"):
            found.append(f"changed outside `with writing()`: {statement[:80]}")
        if request.method in ("GET", "HEAD"):
            found.append(f"a GET changed something: {statement[:80]}")

    event.listen(app.extensions["innohus"]["engine"], "before_cursor_execute", look_at_statement)


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that an engine runs inside the block."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def problems_of_page(text: str) -> list[str]:
    """Return what is wrong with a page, or with a piece of one that htmx fetches."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    is_page = text.lstrip().lower().startswith("<!doctype")
    tree = parser.parse(text) if is_page else parser.parseFragment(text)
    problems = [f"invalid HTML at {place}: {code} {facts}" for place, code, facts in parser.errors]
    return problems + _blocked(tree) + _unlabelled(tree) + _repeated_ids(tree) + (_frame(tree) if is_page else [])


def _elements(tree: Any, *names: str) -> list[Any]:
    return [element for name in names for element in tree.iter(XHTML + name)]


def _frame(tree: Any) -> list[str]:
    titles = [(element.text or "").strip() for element in tree.findall(f".//{XHTML}head/{XHTML}title")]
    problems = [] if len(titles) == 1 and titles[0] else [f"title: {titles}"]
    if len(_elements(tree, "h1")) != 1:
        problems.append(f"{len(_elements(tree, 'h1'))} headings of the first order")
    root = tree if tree.tag == XHTML + "html" else tree.find(f".//{XHTML}html")
    return problems + ([] if root.get("lang") else ["no language"])


def _unlabelled(tree: Any) -> list[str]:
    labelled = {label.get("for") for label in _elements(tree, "label")}
    inside = {id(child) for label in _elements(tree, "label") for child in label.iter()}
    problems = [
        f"a field without a label: {field.get('name') or field.get('id')}"
        for field in _elements(tree, "input", "select", "textarea")
        if field.get("type") not in NOT_WRITTEN_IN
        and field.get("id") not in labelled - {None}
        and id(field) not in inside
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]
    return problems + [
        f"a picture without words: {image.get('src')}" for image in _elements(tree, "img") if image.get("alt") is None
    ]


def _repeated_ids(tree: Any) -> list[str]:
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    return [f"two of one id: {twice}" for twice in sorted({name for name in ids if ids.count(name) > 1})]


def _blocked(tree: Any) -> list[str]:
    problems = [f"inline {element.tag}" for element in _elements(tree, "style")]
    problems += ["inline script" for element in _elements(tree, "script") if not element.get("src")]
    for element in tree.iter():
        if isinstance(element.tag, str):
            forbidden = [name for name in element.attrib if name == "style" or name.startswith("on")]
            problems += [f"{name} on {element.tag}" for name in forbidden]
    return problems
