import pytest

from portfolio.models import SignInAttempt
from tests.guard import guard
from tests.integration.conftest import on_sqlite
from web import create_app
from web.database import now, reading, writing

pytestmark = on_sqlite


@pytest.fixture
def app(settings, clock):
    """An application of its own, for views that no other test shall meet."""
    app = create_app(settings, clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    guard(app)
    yield app
    app.extensions["innohus"]["engine"].dispose()


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
