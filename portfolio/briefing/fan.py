"""How long the work that the house's money leads to will last: the resilience of the portfolio, weighted by money."""

from collections.abc import Sequence
from functools import lru_cache

from portfolio.briefing.parts import Column, Data, FanPicture, Section, Table
from portfolio.briefing.standing import active
from portfolio.briefing.words import counted, sentence
from portfolio.language import format_percent
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.parameters import BASE_YEAR
from portfolio.resilience.result import CurvePoint, ProjectResilience
from portfolio.resilience.simulation import project_resilience

YEARS = 20  # ahead
DECIMALS = 4
BASIS_POINTS = 10_000  # in one
TOLD = (5, 10, 20)  # years ahead, in the sentences

Mix = tuple[tuple[str, float], ...]


def fan_section(sheets: Sequence[ProjectSheet], *, indices_off: Sequence[str], this_year: int) -> Section | None:
    """Return the section, or None when no project has money and occupations."""
    now = active(sheets)
    counts = [sheet for sheet in now if sheet.occupations and sheet.project.budget_minor]
    currencies = {sheet.project.currency for sheet in counts}
    if not counts or len(currencies) > 1:
        return None
    found = _simulated(money_mix(counts), max(0, this_year - BASE_YEAR), tuple(sorted(indices_off)))
    picture = _picture(found, this_year)
    return Section(
        key="fan",
        heading=_("How long the work lasts"),
        sentences=(sentence(picture.title), _watch(picture), *_missing(len(now) - len(counts)), _how()),
        picture=picture,
        table=_courses(found, this_year),
        data=_data(picture),
    )


def money_mix(sheets: Sequence[ProjectSheet]) -> Mix:
    """Return the share of the money that prepares for each occupation.

    The share of tasks still done is linear in this mix, in every draw; so its simulation is that of the whole
    portfolio, common draws of technology included.
    """
    total = sum(sheet.project.budget_minor or 0 for sheet in sheets)
    mix: dict[str, float] = {}
    for sheet in sheets:
        weight = (sheet.project.budget_minor or 0) / total
        for row in sheet.occupations:
            mix[row.occupation] = mix.get(row.occupation, 0.0) + weight * row.basis_points / 10_000
    return tuple(sorted(mix.items()))


@lru_cache(maxsize=32)  # the same for every language of a month
def _simulated(mix: Mix, elapsed: int, indices_off: tuple[str, ...]) -> ProjectResilience:
    parameters = house_parameters(indices_off)
    return project_resilience(dict(mix), horizon_years=YEARS, elapsed_years=elapsed, parameters=parameters)


def _picture(found: ProjectResilience, first_year: int) -> FanPicture:
    curve = found.curve[: YEARS + 1]
    return FanPicture(
        title=_finding(found, first_year),
        description=_(
            "A line from 100 in %(first)s to %(median)s in %(last)s, with a band from %(low)s to %(high)s there.",
            first=first_year,
            last=first_year + YEARS,
            median=round(curve[-1].p50 * 100),
            low=round(curve[-1].p10 * 100),
            high=round(curve[-1].p90 * 100),
        ),
        first_year=first_year,
        low=tuple(round(point.p10, DECIMALS) for point in curve),
        median=tuple(round(point.p50, DECIMALS) for point in curve),
        high=tuple(round(point.p90, DECIMALS) for point in curve),
        label=_("The portfolio"),
        watch_year=year if (year := found.watch_year(first_year)) and year <= first_year + YEARS else None,
    )


def _finding(found: ProjectResilience, first_year: int) -> str:
    point = found.curve[10]
    return _(
        "In %(year)s people still do %(share)s of the tasks that the money prepares for",
        year=first_year + 10,
        share=format_percent(point.p50),
    )


def _courses(found: ProjectResilience, first_year: int) -> Table:
    return Table(
        caption=_("Today’s tasks still done by people, weighted by money"),
        columns=(
            Column(_("Year")),
            Column(_("Tasks still done by people"), figures=True),
            Column(_("80 per cent interval"), figures=True),
        ),
        rows=tuple(_course(found.curve[ahead], first_year + ahead) for ahead in TOLD),
    )


def _data(picture: FanPicture) -> Data:
    lines = zip(picture.low, picture.median, picture.high, strict=True)
    return Data(
        columns=("year", "low_basis_points", "median_basis_points", "high_basis_points"),
        rows=tuple(
            (str(picture.first_year + ahead), *(str(round(share * BASIS_POINTS)) for share in three))
            for ahead, three in enumerate(lines)
        ),
    )


def _course(point: CurvePoint, year: int) -> tuple[str, str, str]:
    return str(year), format_percent(point.p50), f"{round(point.p10 * 100)}–{round(point.p90 * 100)}"


def _watch(picture: FanPicture) -> str:
    if picture.watch_year is None:
        return _("Within twenty years, the lower end of the interval stays above 70 per cent.")
    return _(
        "In %(year)s the lower end of the interval falls below 70 per cent: the portfolio’s watch year.",
        year=picture.watch_year,
    )


def _missing(count: int) -> list[str]:
    if not count:
        return []
    words = counted(
        "One project without money or occupations is left out.",
        "%(count)s projects without money or occupations are left out.",
        count,
    )
    return [sentence(words)]


def _how() -> str:
    return _("Every project counts by its money. Eight of ten simulated courses lie inside the band.")
