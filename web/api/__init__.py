"""The JSON interface: reads with the sign-in of the browser, through the same walls as the pages."""

from apiflask import APIFlask

from web.api import houses


def init_app(app: APIFlask) -> None:
    """Register the interface, described at `/api/openapi.json`."""
    app.register_blueprint(houses.bp)
