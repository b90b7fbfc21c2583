import pytest

from portfolio.models import SignInAttempt
from tests.integration.conftest import on_sqlite
from web.database import now, reading, writing

pytestmark = on_sqlite


def a_view(app, path, view):
    app.add_url_rule(path, path.strip("/"), view, methods=["GET", "POST"])


def test_a_change_outside_writing_fails(app, client):
    def forgetful():
        reading().add(SignInAttempt(door="x", at=now()))
        reading().flush()
        return "done"

    a_view(app, "/forgetful", forgetful)

    with pytest.raises(AssertionError, match="outside `with writing"):
        client.post("/forgetful")


def test_a_change_that_is_never_stored_fails(app, client):
    def forgotten():
        reading().add(SignInAttempt(door="x", at=now()))
        return "done"

    a_view(app, "/forgotten", forgotten)

    with pytest.raises(AssertionError, match="never stored"):
        client.post("/forgotten")


def test_a_get_that_changes_something_fails_even_inside_writing(app, client):
    def greedy():
        with writing() as session:
            session.add(SignInAttempt(door="x", at=now()))
        return "done"

    a_view(app, "/greedy", greedy)

    with pytest.raises(AssertionError, match="a GET changed"):
        client.get("/greedy")
    client.post("/greedy")
