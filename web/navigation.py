"""The main menu: a link is shown when its page exists and the one who asks may use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, request, url_for

from portfolio.actions.houses import is_administrator
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.queries.houses import list_houses
from portfolio.rounds.visibility import KEEPERS, READERS, Role, Viewer
from web.database import reading, settings
from web.languages import Lazy
from web.languages import lazy as _l


@dataclass(frozen=True)
class MenuItem:
    """One link of the main menu: a page inside a house, and who may use it."""

    endpoint: str
    label: Lazy
    roles: frozenset[Role]

    @property
    def url(self) -> str:
        """The address of the page in the house in view."""
        house = house_in_view()
        return url_for(self.endpoint, house=house.short_name if house else None)

    @property
    def is_current(self) -> bool:
        """Whether the visited page belongs to this link's area."""
        here = request.blueprint or ""
        return AREAS.get(here, here) == self.endpoint.partition(".")[0]


# Pages that have no link of their own in the menu, and the area they belong to.
AREAS = {
    **dict.fromkeys(("agreement", "assessments", "calibration", "evaluation_rounds", "forecasts"), "evaluations"),
    **dict.fromkeys(("books", "decisions", "drafts"), "briefings"),
    **dict.fromkeys(("balance", "portfolio_resilience", "resilience", "robustness", "weights"), "projects"),
    "bonds": "contracts",
    "returns": "contracts",
    **dict.fromkeys(("signal_feeds", "signal_files"), "signals"),
    "track_record": "occupations",
    "logo": "settings",
}
LEADS = frozenset({Role.LEAD})
MENU = (
    MenuItem("projects.index", _l("Portfolio"), READERS),
    MenuItem("evaluations.index", _l("Evaluations"), READERS),
    MenuItem("contracts.index", _l("Finance"), READERS),
    MenuItem("bonds.index", _l("Bonds"), frozenset({Role.INVESTOR})),
    MenuItem("signals.index", _l("Signals"), READERS),
    MenuItem("briefings.index", _l("Briefings"), READERS),
    MenuItem("occupations.index", _l("Occupations"), READERS),
)
# What is needed now and then stands under the person's name, so that the menu has room for what is read every week.
HOUSEKEEPING = (
    MenuItem("imports.new", _l("Import"), LEADS),
    MenuItem("members.index", _l("Members"), KEEPERS),
    MenuItem("settings.edit", _l("Settings"), LEADS),
)


def init_app(app: Flask) -> None:
    """Give every page its menu."""
    app.jinja_env.globals["menu"] = menu
    app.jinja_env.globals["house_in_view"] = house_in_view
    app.jinja_env.globals["doors"] = doors


def house_in_view() -> House | None:
    """Return the visited house, or the only one of the one who asks, so that the menu stays on pages outside it."""
    if "house_in_view" not in g:
        g.house_in_view = g.get("house") or _only_house(g.get("viewer"))
    return cast(House | None, g.house_in_view)


def _only_house(viewer: Viewer | None) -> House | None:
    if viewer is None or len(viewer.roles) != 1:
        return None
    return list_houses(reading(), viewer)[0]


def menu() -> list[MenuItem]:
    """Return the links of the house in view that the one who asks may use."""
    return _usable(MENU)


def _usable(items: Iterable[MenuItem]) -> list[MenuItem]:
    if (house := house_in_view()) is None:
        return []
    held = g.viewer.roles.get(house.id, frozenset())
    return [item for item in items if item.endpoint in current_app.view_functions and held & item.roles]


def doors() -> list[tuple[str, str]]:
    """Return label and address of what stands under the person's name: keeping the house, and pages outside it."""
    viewer = g.viewer
    found = [(str(item.label), item.url) for item in _usable(HOUSEKEEPING)]
    if len(viewer.roles) > 1 or is_administrator(viewer):
        found.append((_("Houses"), url_for("houses.index")))
    if settings().demo:
        found.append((_("Mailbox"), url_for("mailbox.index")))
    return found
