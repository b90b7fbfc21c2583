"""The switch between Danish and English."""

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from portfolio.language import as_language
from web.addresses import own_path

bp = Blueprint("language", __name__)


@bp.post("/language")
def choose() -> Response:
    """Speak the chosen language in this browser from now on, and go back to the page."""
    session["language"] = as_language(request.form.get("language"))
    return redirect(own_path(request.form.get("next")))
