"""Who is at the door, and which house is entered; the walls themselves are in `queries`."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import Blueprint, Flask, g, redirect, request, session, url_for
from sqlmodel import col, select
from werkzeug.wrappers import Response

from portfolio.errors import NotAllowedError
from portfolio.language import gettext as _
from portfolio.models import House, Person, SignIn
from portfolio.queries.houses import get_house
from portfolio.queries.people import viewer_of
from portfolio.rounds.visibility import Role, Viewer
from web.database import now, reading

P = ParamSpec("P")
R = TypeVar("R")

STAY = timedelta(days=7)  # after which one signs in again
COOKIE_KEY = "sign_in"  # in the browser's session: the id of the SignIn row that decides


def init_app(app: Flask) -> None:
    """Know the one who asks before every request."""
    app.before_request(_recognise)


class Pages(Blueprint):
    """A blueprint of pages, which the description of the JSON interface leaves out."""

    enable_openapi = False  # the library asks every blueprint that does something before its requests


def personal_blueprint(name: str, import_name: str, prefix: str) -> Blueprint:
    """Return a blueprint of pages outside the houses that require a sign-in."""
    blueprint = Pages(name, import_name, url_prefix=prefix)
    blueprint.before_request(require_sign_in)
    return blueprint


def house_blueprint(name: str, import_name: str, prefix: str) -> Blueprint:
    """Return a blueprint of pages inside a house, mounted under `/houses/<house>/<prefix>`.

    Its pages require a sign-in and a role in the house (any other house does not exist), find the house in `g.house`,
    and need no `house` in their arguments nor in `url_for`.
    """
    blueprint = Pages(name, import_name, url_prefix=f"/houses/<house>/{prefix}".rstrip("/"))
    blueprint.url_value_preprocessor(_take_house)
    blueprint.before_request(_enter)
    blueprint.url_defaults(_fill_house)
    return blueprint


def require_sign_in() -> Response | None:
    """Send a stranger to the sign-in page, and back afterwards; meant for `before_request`."""
    if g.viewer is not None:
        return None
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.new", next=here))


def roles(*allowed: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only people with one of the roles in the visited house open a page; others get a sentence."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has_role(*allowed):
                raise NotAllowedError(_("Your role in this house does not include this page."))
            return view(*args, **kwargs)

        return guarded

    return decorate


def has_role(*wanted: Role) -> bool:
    """Tell whether the one who asks has one of the roles in the visited house."""
    viewer: Viewer | None = g.get("viewer")
    house: House | None = g.get("house")
    return viewer is not None and house is not None and any(viewer.is_a(role, house.id) for role in wanted)


def _recognise() -> None:
    g.person = None if request.endpoint == "static" else _signed_in_person()
    g.viewer = viewer_of(reading(), g.person) if g.person else None


def _signed_in_person() -> Person | None:
    if not (cookie := session.get(COOKIE_KEY)):
        return None
    return (
        reading()
        .exec(
            select(Person)
            .join(SignIn, col(SignIn.person_id) == Person.id)
            .where(
                SignIn.id == UUID(cookie),
                SignIn.started_at > now() - STAY,
                col(SignIn.ended_at).is_(None),
                col(Person.active).is_(True),
            )
        )
        .first()
    )


def _take_house(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.house_name = values.pop("house") if values else None


def _enter() -> Response | None:
    if (answer := require_sign_in()) is not None:
        return answer
    g.house = get_house(reading(), g.viewer, g.house_name)
    return None


def _fill_house(_endpoint: str, values: dict[str, Any]) -> None:
    if g.get("house"):
        values.setdefault("house", g.house.short_name)
