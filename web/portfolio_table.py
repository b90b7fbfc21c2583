"""The portfolio as a table: what is asked for in the address, and the rows that answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import Funding
from portfolio.queries.balance import HORIZONS
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.lifecycle import ACTIVE_STAGES, Stage
from portfolio.words import ZONES, funding_word, stage_word, zone_word

ALL = "all"  # every stage, also of projects that have left the portfolio
NO_ZONE = "none"
LONGEST_SEARCH = 100  # characters

COLUMNS: dict[str, Callable[[ProjectSheet], Any]] = {
    "name": lambda sheet: sort_key(sheet.project.name),
    "radicality": lambda sheet: sheet.scores.radicality if sheet.scores else None,
    "resilience": lambda sheet: sheet.resilience.p50 if sheet.resilience else None,
    "decoupling": lambda sheet: sheet.scores.decoupling if sheet.scores else None,
    "zone": lambda sheet: ZONES.index(sheet.scores.zone) if sheet.scores and sheet.scores.zone else None,
    "horizon": lambda sheet: sheet.project.horizon_year,
    "money": lambda sheet: sheet.project.budget_minor,
    "next": lambda sheet: sheet.open_evaluation.closes_on if sheet.open_evaluation else sheet.due.on,
}
FALLING_FIRST = frozenset({"radicality", "resilience", "decoupling", "money"})  # the largest are looked for first


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see; anything unknown in the address is left out."""

    search: str = ""
    stage: str = ""
    zone: str = ""
    funding: str = ""
    horizon: str = ""
    sort: str = "name"
    order: str = "rising"

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> "Wish":
        """Return the wish of an address."""
        allowed = {
            "stage": [ALL, *(stage.value for stage in Stage)],
            "zone": [*ZONES, NO_ZONE],
            "funding": [funding.value for funding in Funding],
            "horizon": list(HORIZONS),
            "sort": list(COLUMNS),
            "order": ["rising", "falling"],
        }
        kept = {name: given[name] for name, values in allowed.items() if given.get(name) in values}
        return cls(search=given.get("q", "").strip()[:LONGEST_SEARCH], **kept)

    @property
    def is_filtered(self) -> bool:
        """Whether some projects may be left out by choice."""
        return any((self.search, self.stage, self.zone, self.funding, self.horizon))

    def address(self, **changes: str) -> dict[str, str]:
        """Return the arguments of an address for this wish with changes; what is as usual is left out."""
        wanted = {
            "q": self.search,
            "stage": self.stage,
            "zone": self.zone,
            "funding": self.funding,
            "horizon": self.horizon,
            "sort": "" if self.sort == "name" else self.sort,
            "order": "" if self.order == "rising" else self.order,
        } | changes
        return {name: value for name, value in wanted.items() if value}

    def sorted_by(self, column: str) -> dict[str, str]:
        """Return the arguments for a heading's link: that column, turned round when it is the one already."""
        first = "falling" if column in FALLING_FIRST else "rising"
        turned = "rising" if self.order == "falling" else "falling"
        order = turned if self.sort == column else first
        return self.address(sort="" if column == "name" else column, order="" if order == "rising" else order)


def chosen(sheets: Sequence[ProjectSheet], wish: Wish, *, today: date) -> list[ProjectSheet]:
    """Return the projects that fit a wish in its order; those without a value come last either way."""
    fitting = [sheet for sheet in sheets if _fits(sheet, wish, today)]
    value = COLUMNS[wish.sort]
    known = [sheet for sheet in fitting if value(sheet) is not None]
    missing = [sheet for sheet in fitting if value(sheet) is None]
    return sorted(known, key=value, reverse=wish.order == "falling") + missing


def filter_options() -> dict[str, list[tuple[str, str]]]:
    """Return the choices of each filter, as value and words, the first being no filter."""
    return {
        "stage": [
            ("", _("In the portfolio")),
            *((stage.value, stage_word(stage)) for stage in Stage),
            (ALL, _("All stages")),
        ],
        "zone": [("", _("All zones")), *((zone, zone_word(zone)) for zone in ZONES), (NO_ZONE, _("No zone yet"))],
        "funding": [("", _("All funding")), *((funding.value, funding_word(funding)) for funding in Funding)],
        "horizon": [
            ("", _("All horizons")),
            ("5", _("Within 5 years")),
            ("10", _("In 6 to 10 years")),
            ("later", _("Later than 10 years")),
            ("none", _("No horizon yet")),
        ],
    }


def _fits(sheet: ProjectSheet, wish: Wish, today: date) -> bool:
    project = sheet.project
    years = None if project.horizon_year is None else project.horizon_year - today.year
    zone = sheet.scores.zone if sheet.scores else None
    return (
        (project.stage.value == wish.stage if wish.stage not in ("", ALL) else True)
        and (wish.stage != "" or project.stage in ACTIVE_STAGES)
        and (not wish.zone or (zone or NO_ZONE) == wish.zone)
        and (not wish.funding or project.funding.value == wish.funding)
        and (not wish.horizon or HORIZONS[wish.horizon](years))
        and _found(sheet, wish.search)
    )


def _found(sheet: ProjectSheet, search: str) -> bool:
    project = sheet.project
    texts = (
        project.name,
        project.summary,
        project.target_group,
        sheet.lead.name if sheet.lead else "",
        *(partner.name for partner in sheet.partners),
    )
    everything = " ".join(texts).casefold()
    return all(word in everything for word in search.casefold().split())
