"""Putting the pages together."""

from importlib.metadata import version

from apiflask import APIFlask

from portfolio import clock as house_clock
from portfolio.clock import Clock
from portfolio.config import Settings
from portfolio.db import open_engine
from web import access, accounts, api, database, errors, filters, languages, navigation, security, views

SPEC_PATH = "/api/openapi.json"


def create_app(settings: Settings | None = None, clock: Clock = house_clock.now) -> APIFlask:
    """Return the web application; settings come from the environment unless given."""
    settings = settings or Settings()
    app = APIFlask(
        __name__, title="Innohus", version=version("innohus"), json_errors=False, docs_path=None, spec_path=SPEC_PATH
    )
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,  # bytes; a spreadsheet of projects is far smaller
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    app.extensions["innohus"] = {
        "settings": settings,
        "clock": clock,
        "engine": open_engine(settings.resolved_database_url),
    }
    for part in (access, languages):  # who asks decides the language, also of what `security` refuses
        part.init_app(app)
    security.init_app(app, settings)
    for part in (database, errors, filters, navigation, views, api):
        part.init_app(app)
    accounts.init_app(app, settings)  # after `access`, whose `g.person` it looks at
    return app
