"""Who is sheltered from operations and who has somewhere to land: the board's picture of decoupling and connection."""

from collections.abc import Sequence

from portfolio.briefing.parts import LandingPicture, Place, Section
from portfolio.briefing.standing import active
from portfolio.briefing.words import counted, in_figures, in_words, named, sentence
from portfolio.charts.landing import landing_description, landing_finding
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.queries.projects import ProjectSheet
from portfolio.scoring.zones import CONNECTED, WALLED, Zone


def landing_section(sheets: Sequence[ProjectSheet]) -> Section | None:
    """Return the section, or None when no project has both scores."""
    now = active(sheets)
    places = tuple(place for sheet in now if (place := Place.of(sheet)))
    if not places:
        return None
    points = [place.to_draw() for place in places]
    return Section(
        key="landing",
        heading=_("Decoupling and connection"),
        sentences=(_both(places), *_risks(now), *_missing(now, len(places))),
        picture=LandingPicture(landing_finding(points), landing_description(points), places),
    )


def _both(places: Sequence[Place]) -> str:
    both = sum(place.decoupling >= WALLED and place.connection >= CONNECTED for place in places)
    total = len(places)
    if total == 1:
        return (
            _("The project is both sheltered and has somewhere to land.")
            if both
            else _("The project is not both sheltered and connected.")
        )
    if not both:
        return _("None of the %(total)s projects is both sheltered and connected.", total=in_words(total))
    return sentence(
        ngettext(
            "One of the %(total)s projects is both sheltered and has somewhere to land.",
            "%(both)s of the %(total)s projects are both sheltered and have somewhere to land.",
            both,
            both=in_figures(both, total),
            total=in_words(total),
        )
    )


def _risks(now: Sequence[ProjectSheet]) -> list[str]:
    told = {
        Zone.IMMUNE_SYSTEM_RISK: _("Radical without shelter, and so likely to be pulled back: %(names)s."),
        Zone.ISLAND_RISK: _("Radical and sheltered without anyone to receive the results: %(names)s."),
        Zone.OVER_PROTECTED: _("Small steps in much shelter: %(names)s."),
    }
    found = []
    for zone, words in told.items():
        if names := [sheet.project.name for sheet in now if sheet.scores and sheet.scores.zone == zone]:
            found.append(words % {"names": named(names)})
    return found


def _missing(now: Sequence[ProjectSheet], drawn: int) -> list[str]:
    missing = len(now) - drawn
    if not missing:
        return []
    words = counted(
        "One project lacks a score and is not shown.", "%(count)s projects lack a score and are not shown.", missing
    )
    return [sentence(words)]
