"""Addresses of our own pages: to go back to, and to write in mails."""

from typing import Any

from flask import g, url_for

from portfolio.models import House
from portfolio.rounds.visibility import KEEPERS
from web.database import settings


def own_path(given: str | None) -> str:
    """Return the address of a page of this installation to go back to, or the start page; never another site's."""
    if given and given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable():
        return given
    return url_for("start.show")


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return a page's full address from the settings' base address, whatever host the request named."""
    return settings().base_url.rstrip("/") + url_for(endpoint, **values)


def first_page(house: House) -> str:
    """Return the address a house opens at: its portfolio, an administrator’s members, or an investor’s tranches."""
    keeps = any(g.viewer.is_a(role, house.id) for role in KEEPERS)
    page = "projects.index" if g.viewer.may_read(house.id) else "members.index" if keeps else "bonds.index"
    return url_for(page, house=house.short_name)
