"""What the page about plausible weightings says: a finding, two pictures, and each project's figures in words."""

from dataclasses import dataclass
from math import sqrt

from portfolio.charts.places import Place
from portfolio.charts.shares import ShareBar
from portfolio.language import format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.queries.robustness import AxisSurvey, Standing
from portfolio.reference.rubric import Axis, rubric
from web.pictures import Picture, places_picture, shares_picture
from web.project_words import project_address

SURE = 0.80  # of the draws, before a band's name stands alone
MOST_DRAWN = 40  # projects in a picture; all are in the table


@dataclass(frozen=True)
class StandingRow:
    """A project's line in the table."""

    standing: Standing
    places: str
    first: str
    confidence: str
    wishes: tuple[str, ...]


@dataclass(frozen=True)
class RobustnessPage:
    """All that the page says of an axis, in the language spoken now; `half_width` is in points of per cent."""

    finding: str
    bands: Picture | None
    places: Picture
    rows: tuple[StandingRow, ...]
    half_width: float


def robustness_page(survey: AxisSurvey, draws: int) -> RobustnessPage:
    """Return the page of what the draws say."""
    drawn = survey.standings[:MOST_DRAWN]
    finding = _band_finding(survey) if survey.axis is Axis.RADICALITY else _place_finding(survey)
    places = tuple(Place(one.project.name, *one.places, href=project_address(one.project)) for one in drawn)
    bars = tuple(ShareBar(one.project.name, one.bands, href=project_address(one.project)) for one in drawn)
    return RobustnessPage(
        finding=finding,
        bands=shares_picture(bars, finding) if survey.axis is Axis.RADICALITY else None,
        places=places_picture(places, _("The places a project takes in most plausible weightings")),
        rows=tuple(_row(survey, one) for one in survey.standings),
        half_width=196 * sqrt(0.25 / draws),
    )


def _band_finding(survey: AxisSurvey) -> str:
    sure = sum(max(one.bands) >= SURE for one in survey.standings)
    return ngettext(
        "%(sure)s of %(num)s project stays in its band in at least %(share)s of plausible weightings.",
        "%(sure)s of %(num)s projects stay in their band in at least %(share)s of plausible weightings.",
        len(survey.standings),
        sure=sure,
        share=format_percent(SURE),
    )


def _place_finding(survey: AxisSurvey) -> str:
    firm = sum(one.places[0] == one.places[2] for one in survey.standings)
    if not firm:
        return _("No project keeps its place in nine of ten plausible weightings.")
    return ngettext(
        "%(num)s project keeps its place in nine of ten plausible weightings; the others change places.",
        "%(num)s projects keep their place in nine of ten plausible weightings; the others change places.",
        firm,
    )


def _row(survey: AxisSurvey, one: Standing) -> StandingRow:
    low, _middle, high = one.places
    return StandingRow(
        standing=one,
        places=str(low) if low == high else f"{low}–{high}",
        first=format_percent(one.first),
        confidence="–" if one.confidence is None else format_percent(one.confidence),
        wishes=_wishes(survey, one),
    )


def _wishes(survey: AxisSurvey, one: Standing) -> tuple[str, ...]:
    """Return what one would weigh who puts a project first, the heaviest first, each with its share."""
    if one.central is None:
        return ()
    criteria = {criterion.id: criterion for criterion in rubric().on_axis(survey.axis)}
    heavy = sorted(one.central.items(), key=lambda item: -item[1])
    return tuple(f"{criteria[key].id} {criteria[key].name} {format_percent(share)}" for key, share in heavy)
