"""What every answer carries so that a browser keeps the house's walls, and what every change must carry."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from portfolio.config import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")  # names of the same door: who may use one may use the others
A_YEAR = 365 * 24 * 3600  # seconds


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, hosts, CSRF tokens and headers so that the default is the safe one."""
    is_encrypted = urlsplit(settings.base_url).scheme == "https"
    app.config.update(
        TRUSTED_HOSTS=_hosts(settings),
        SESSION_COOKIE_NAME="__Host-innohus" if is_encrypted else "innohus",  # the prefix binds it to this very host
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_encrypted,
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as the sign-in: a form left open overnight loses nothing
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR,  # addresses of files carry their digest, see below
    )
    CSRFProtect(app)
    app.after_request(_add_headers)
    app.url_defaults(_add_digest)


def _hosts(settings: Settings) -> list[str]:
    given = [host.strip() for host in settings.trusted_hosts.split(",") if host.strip()]
    own = urlsplit(settings.base_url).hostname or ""
    return given or (list(THIS_MACHINE) if own in THIS_MACHINE else [own])


def _add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if request.endpoint == "logo.show" and answer.status_code == 200:  # its address carries its digest
        answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    elif request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _add_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values["v"] = _digest(Path(__file__).parent / "static" / values["filename"])


@cache
def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else None
