"""What a project's page shows beside its texts: figures, the years ahead, the work and the partners."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from portfolio.charts.curve import Curve, OccupationLine
from portfolio.language import current_language, format_number
from portfolio.language import gettext as _
from portfolio.models import OccupationShare, Project, ProjectPartner, ResilienceRun
from portfolio.novelty_words import barometer_word, facet_word, osborne_word
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.occupations import get_occupation
from portfolio.resilience.result import OccupationResilience, ProjectResilience
from portfolio.rounds.lifecycle import ACTIVE_STAGES, Stage
from portfolio.words import funding_word, sector_word, uncertainty_word
from web.pictures import Picture, resilience_picture
from web.project_words import Figure, figures, money_in_full, zone_sentence

YEARS_SHOWN = 30
PATH = [Stage.IDEA, Stage.EXPLORING, Stage.TRYING, Stage.SCALING]
MOST_LINES = 6  # occupations drawn; the table holds all


@dataclass(frozen=True)
class WorkRow:
    """An occupation in the table of the work a project leads to; figures are written out."""

    code: str
    title: str
    share: str
    at_horizon: str
    limits: str
    loss: str
    notes: list[str]


@dataclass(frozen=True)
class ProjectPage:
    """What is computed for a project's page."""

    figures: list[Figure]
    zone: str | None
    picture: Picture | None
    work: list[WorkRow]
    moments: str
    facts: list[tuple[str, str]]
    partners: list[tuple[str, list[str]]]
    path: list[Stage]
    ends: list[Stage]


def project_page(sheet: ProjectSheet, today: date) -> ProjectPage:
    """Return what a project's page shows, in the language spoken now."""
    run = sheet.resilience
    result = ProjectResilience.from_dict(run.result) if run else None
    return ProjectPage(
        figures=figures(sheet),
        zone=zone_sentence(sheet),
        picture=resilience_picture(_curve(run, result)) if run and result else None,
        work=[_work_row(one) for one in result.occupations]
        if result
        else [_unscored(row) for row in sheet.occupations],
        moments=moments(sheet, today),
        facts=_facts(sheet),
        partners=_partners(sheet),
        path=PATH,
        ends=[stage for stage in Stage if stage not in ACTIVE_STAGES],
    )


def _unscored(row: OccupationShare) -> WorkRow:
    return WorkRow(
        row.occupation, get_occupation(row.occupation).title, _percent(row.basis_points / 10_000), "—", "", "—", []
    )


def _curve(run: ResilienceRun, result: ProjectResilience) -> Curve:
    points = result.curve[: YEARS_SHOWN + 1]
    return Curve(
        first_year=run.horizon_year - result.horizon_years,
        low=[point.p10 for point in points],
        median=[point.p50 for point in points],
        high=[point.p90 for point in points],
        occupations=[
            OccupationLine(get_occupation(one.code).title_in(current_language()), one.curve[: YEARS_SHOWN + 1])
            for one in result.occupations[:MOST_LINES]
        ],
        horizon_year=run.horizon_year,
        watch_year=run.watch_year,
    )


def _work_row(one: OccupationResilience) -> WorkRow:
    notes = []
    if one.imputed:
        notes.append(_("some figures come from related occupations"))
    if one.hand_labelled:
        notes.append(_("one index was set by hand by its authors"))
    return WorkRow(
        code=one.code,
        title=get_occupation(one.code).title,
        share=_percent(one.share),
        at_horizon=format_number(round(one.p50 * 100)),
        limits=f"{format_number(round(one.p10 * 100))}–{format_number(round(one.p90 * 100))}",
        loss="−" + format_number(one.loss * 100, 1) if one.loss >= 0.0005 else "0",
        notes=notes,
    )


def moments(sheet: ProjectSheet, today: date) -> str:
    """Say when the work turns, and how long is left before the project must begin to change course."""
    run = sheet.resilience
    if run is None:
        return ""
    if run.watch_year is None:
        return _("The work stays above 70 per cent as far as the model goes, even in the gloomy tenth of the draws.")
    lead_time = sheet.lead_time(today) or 0
    sentence = _(
        "Watch year %(watch)s: from then on the work may have fallen below 70 per cent. The project needs %(response)s "
        "to change course",
        watch=run.watch_year,
        response=_years(sheet.project.response_years),
    )
    if lead_time < 0:
        return sentence + _(", so it should have begun %(years)s ago.", years=_years(-lead_time))
    return sentence + _(", so there are %(years)s left before it must begin.", years=_years(lead_time))


def _facts(sheet: ProjectSheet) -> list[tuple[str, str]]:
    project = sheet.project
    return [
        (_("Lead"), sheet.lead.name if sheet.lead else _("Nobody yet")),
        (_("Money"), money_in_full(project)),
        (_("How it is paid"), funding_word(project.funding)),
        (_("Horizon"), str(project.horizon_year or _("Not stated"))),
        (_("Response time"), _years(project.response_years)),
        (_("Uncertainty"), uncertainty_word(project.uncertainty)),
        *_novelty(project),
    ]


def _novelty(project: Project) -> list[tuple[str, str]]:
    """Return how the project classes itself by published schemes; what is not stated is left out."""
    said = [
        (_("Innovationsbarometeret"), barometer_word(project.barometer) if project.barometer else ""),
        (_("OPSI’s facet"), facet_word(project.facet) if project.facet else ""),
        (_("Osborne’s type"), osborne_word(project.osborne) if project.osborne else ""),
    ]
    return [(term, value) for term, value in said if value]


def _partners(sheet: ProjectSheet) -> list[tuple[str, list[str]]]:
    by_sector: dict[str, list[str]] = defaultdict(list)
    for partner in sheet.partners:
        by_sector[partner.sector].append(_named(partner))
    order = ("public", "private", "civil_society", "unknown")
    return [(sector_word(sector), by_sector[sector]) for sector in order if by_sector[sector]]


def _named(partner: ProjectPartner) -> str:
    return _("%(partner)s, helps to pay", partner=partner.name) if partner.is_funder else partner.name


def _years(count: int) -> str:
    return _("1 year") if count == 1 else _("%(count)s years", count=count)


def _percent(share: float) -> str:
    return format_number(share * 100, 0 if round(share * 10_000) % 100 == 0 else 1) + " %"
