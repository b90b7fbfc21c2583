"""Which page a refusal becomes."""

from typing import Any

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.language import gettext as _

PAGES: dict[type[Exception], int] = {NotFoundError: 404, NotAllowedError: 403, RuleBrokenError: 422}

Answer = tuple[str | dict[str, Any], int]


def init_app(app: Flask) -> None:
    """Show every refusal of the house and of the web as a page with one sentence."""
    for error in PAGES:
        app.register_error_handler(error, _show_refusal)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(SecurityError, _refuse_host)


def _show_refusal(error: Exception) -> Answer:
    return _answer(str(error), PAGES[type(error)])


def _show_http(error: HTTPException) -> Answer:
    code = error.code or 500
    sentences = {
        400: _("The form had expired or was incomplete. Go back, and send it again."),
        404: _("There is no such page."),
        405: _("This address does not take that kind of request."),
        413: _("The file is too large. Send one of at most 10 MB."),
    }
    return _answer(sentences.get(code, _("Something went wrong. It is noted, and what you did before is kept.")), code)


def _answer(sentence: str, code: int) -> Answer:
    if request.path.startswith("/api/"):
        return {"message": sentence}, code
    return render_template("errors/refusal.html", sentence=sentence), code


def _refuse_host(_error: SecurityError) -> tuple[str, int, dict[str, str]]:
    # Without a host that is ours no address can be made, so there is no page to show.
    return _("This address is not served here."), 400, {"Content-Type": "text/plain; charset=utf-8"}
