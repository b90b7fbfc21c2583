"""What an occupation's page shows: how long the work lasts, what it consists of, and what each study says of it."""

from dataclasses import dataclass
from datetime import date

from flask import g

from portfolio.charts.curve import Curve
from portfolio.charts.indices import IndexMark
from portfolio.language import current_language, format_number, format_percent
from portfolio.language import gettext as _
from portfolio.reference.occupations import TASK_SHARES, Occupation, OccupationGroup, group_path, occupations
from portfolio.reference.studies import Study, studies_in_use, study
from portfolio.resilience.bands import resilience_band
from portfolio.resilience.figures import complete_figures
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.indices import Standing, disagreement, standings
from portfolio.resilience.overview import medians_after, occupation_resilience
from portfolio.resilience.parameters import BASE_YEAR
from portfolio.resilience.result import ProjectResilience
from portfolio.words import band_word
from web.pictures import Picture, index_picture, resilience_picture
from web.project_words import limits

HORIZON = 10  # years; an occupation has none of its own
YEARS_SHOWN = 30
IN_THE_TABLE = (5, 10, 15, 20, 30)
MUCH = 60  # places of a hundred; a third of the occupations have studies so far apart


@dataclass(frozen=True)
class IndexRow:
    """What one study says of the occupation, written out."""

    study: Study
    value: str
    place: str
    weight: str
    notes: list[str]


@dataclass(frozen=True)
class OccupationRow:
    """An occupation in a list: its median in ten years with its band, and how many projects prepare for it."""

    occupation: Occupation
    share: str
    word: str
    band: str
    projects: int


@dataclass(frozen=True)
class OccupationPage:
    """What is computed for the page of one occupation."""

    occupation: Occupation
    path: tuple[OccupationGroup, ...]
    finding: str
    moments: str
    picture: Picture
    years: list[tuple[int, str, str, str]]
    tasks: list[tuple[str, str, float]]
    tasks_stand_in: bool
    index_picture: Picture | None
    indices: list[IndexRow]
    disagreement: str
    siblings: list[OccupationRow]


def occupation_page(occupation: Occupation, today: date) -> OccupationPage:
    """Return what the page shows, in the language spoken now, with the indices the visited house uses."""
    off = switched_off()
    result = occupation_resilience(occupation.code, horizon_years=HORIZON, elapsed=elapsed(today), off=off)
    found = standings(occupation.code, [one.column for one in studies_in_use(off)])
    tasks = complete_figures(occupation.code, ())
    return OccupationPage(
        occupation=occupation,
        path=group_path(occupation),
        finding=_finding(result, today.year),
        moments=_moments(result, today.year),
        picture=resilience_picture(_curve(result, today.year)),
        years=[_year(result, today.year, after) for after in IN_THE_TABLE],
        tasks=[(task_word(name), format_percent(tasks.values[name]), tasks.values[name]) for name in TASK_SHARES],
        tasks_stand_in=bool(tasks.imputed),
        index_picture=index_picture([_mark(one) for one in found]) if found else None,
        indices=[_index_row(one, off) for one in found],
        disagreement=_disagreement(found),
        siblings=_siblings(occupation, today),
    )


def occupation_row(occupation: Occupation, today: date, projects: int) -> OccupationRow:
    """Return an occupation as a row of a list."""
    median = medians_after(HORIZON, elapsed=elapsed(today), off=switched_off())[occupation.code]
    band = resilience_band(median)
    return OccupationRow(occupation, format_number(round(median * 100)), band_word(band), band, projects)


def switched_off() -> tuple[str, ...]:
    """Return the indices the visited house does not use."""
    return tuple(sorted(g.house.indices_off))


def elapsed(today: date) -> int:
    """Return how many years ago the figures were true of today."""
    return max(0, today.year - BASE_YEAR)


def task_word(name: str) -> str:
    """Return what a kind of task is called."""
    return {
        "task_nonroutine_analytic": _("thinking and analysing"),
        "task_nonroutine_interactive": _("talking with and leading people"),
        "task_routine_cognitive": _("routine work of the head"),
        "task_routine_manual": _("routine work of the hands"),
        "task_nonroutine_manual": _("varied work of the hands"),
    }[name]


def _finding(result: ProjectResilience, year: int) -> str:
    return _(
        "In %(year)s people still do %(share)s per cent of today’s tasks in this work (80 %% interval: %(limits)s): "
        "%(band)s.",
        year=year + HORIZON,
        share=format_number(round(result.p50 * 100)),
        limits=limits(result.p10 * 100, result.p90 * 100),
        band=band_word(result.band),
    )


def _moments(result: ProjectResilience, year: int) -> str:
    watch = result.watch_year(year)
    parts = [
        _("Watch year %(year)s: from then on it may have fallen below 70 per cent.", year=watch)
        if watch
        else _("It stays above 70 per cent for 60 years, even in the gloomy tenth of the draws.")
    ]
    if result.half_life_years is None:
        parts.append(_("More than half of the work is still there in 60 years."))
    else:
        parts.append(_("Half of it is left after %(years)s years.", years=format_number(result.half_life_years, 1)))
    return " ".join(parts)


def _curve(result: ProjectResilience, year: int) -> Curve:
    points = result.curve[: YEARS_SHOWN + 1]
    return Curve(
        first_year=year,
        low=[point.p10 for point in points],
        median=[point.p50 for point in points],
        high=[point.p90 for point in points],
        occupations=[],
        horizon_year=year + HORIZON,
        watch_year=result.watch_year(year),
        label=_("People"),
    )


def _year(result: ProjectResilience, year: int, after: int) -> tuple[int, str, str, str]:
    point = result.curve[after]
    word = band_word(resilience_band(point.p50))
    return year + after, format_number(round(point.p50 * 100)), limits(point.p10 * 100, point.p90 * 100), word


def _mark(one: Standing) -> IndexMark:
    kind = "stand_in" if one.stand_in else "hand_labelled" if one.hand_labelled else "published"
    return IndexMark(_study_name(study(one.index)), one.place, kind)


def _study_name(one: Study) -> str:
    return f"{one.name} {one.year}"


def _index_row(one: Standing, off: tuple[str, ...]) -> IndexRow:
    notes = []
    if one.stand_in:
        notes.append(_("no figure in the study: %(level)s stands in", level=_level_word(one.stand_in)))
    if one.hand_labelled:
        notes.append(_("set by hand by the authors, not by their model"))
    return IndexRow(
        study=study(one.index),
        value=format_number(one.value, 2),
        place=format_number(round(one.place)),
        weight=_weight(one.index, off),
        notes=notes,
    )


def _level_word(level: str) -> str:
    return {
        "minor": _("the mean of its minor group"),
        "sub_major": _("the mean of its sub-major group"),
        "major": _("the mean of its major group"),
        "all": _("the mean of all occupations"),
    }[level]


def _weight(index: str, off: tuple[str, ...]) -> str:
    parameters = house_parameters(off)
    parts = []
    if weight := parameters.cognitive_weights.get(index):
        parts.append(_("%(share)s of the head", share=format_percent(weight)))
    if weight := parameters.physical_weights.get(index):
        parts.append(_("%(share)s of the hands", share=format_percent(weight)))
    return ", ".join(parts) or _("shown, not counted")


def _disagreement(found: tuple[Standing, ...]) -> str:
    apart = disagreement(found)
    if apart is None:
        return _("Too few studies have a figure for this occupation to tell whether they agree.")
    known = [one for one in found if one.stand_in is None]
    lowest, highest = min(known, key=lambda one: one.place), max(known, key=lambda one: one.place)
    sentence = _(
        "%(lowest)s places it at %(low)s of a hundred, %(highest)s at %(high)s.",
        lowest=study(lowest.index).name,
        highest=study(highest.index).name,
        low=round(lowest.place),
        high=round(highest.place),
    )
    word = _("The studies disagree strongly.") if apart >= MUCH else _("The studies roughly agree.")
    return f"{word} {sentence}"


def _siblings(occupation: Occupation, today: date) -> list[OccupationRow]:
    others = [one for one in occupations().values() if one.minor == occupation.minor and one != occupation]
    key = current_language()
    return sorted((occupation_row(one, today, 0) for one in others), key=lambda row: row.occupation.title_in(key))
