"""A project on a page of its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from portfolio.briefing.content import Answer, Fact, Figure, Sheet
from portfolio.briefing.eye import ZONES, attention_word, reason_sentence
from portfolio.briefing.figures import UNKNOWN, axis_figure, resilience_figure
from portfolio.briefing.parts import OccupationLine
from portfolio.briefing.records import project_record, resilience_record, scores_record
from portfolio.briefing.words import counted, listed, sentence, short_name
from portfolio.language import format_date, format_date_short, format_money, format_percent
from portfolio.language import gettext as _
from portfolio.models import ProjectPartner, Sector
from portfolio.queries.attention_items import Attention, AttentionKind
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.occupations import get_occupation
from portfolio.reference.rubric import Axis, rubric
from portfolio.resilience.result import medians_of
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.words import funding_word, sector_word, stage_word, zone_meaning, zone_word

# Something the lead must fill in or see to; the board need not read a sheet about it.
ON_BOARD_PAGE = 230  # characters of an answer
WITHOUT_SHEET = frozenset({AttentionKind.NOTHING_TO_COMPUTE, AttentionKind.PAYMENT_DUE, AttentionKind.RESULTS_WAITING})


def reasons_for(sheet: ProjectSheet, attention: Sequence[Attention], changed: Sequence[str]) -> tuple[str, ...]:
    """Return why a project has a sheet this month: what changed of it, what it needs, what falls due; or nothing."""
    name = sheet.project.name
    told = [sentence(text.removeprefix(f"{name}: ")) for text in changed]
    told += [_why(item) for item in attention if item.kind not in WITHOUT_SHEET]
    if sheet.project.stage in ACTIVE_STAGES and sheet.due.state is DueState.DUE_SOON and sheet.due.on:
        told.append(_("The re-evaluation falls due on %(day)s.", day=format_date(sheet.due.on)))
    return tuple(told)


def _why(item: Attention) -> str:
    return sentence(f"{attention_word(item)}: {item.reason}") if item.kind in ZONES else reason_sentence(item)


def make_sheet(sheet: ProjectSheet, reasons: tuple[str, ...]) -> Sheet:
    """Return a project's own page."""
    project = sheet.project
    mark, word = zone_mark(sheet)
    return Sheet(
        number=project.number,
        reasons=reasons,
        name=project.name,
        mark=mark,
        zone=word,
        message=zone_meaning(mark) if mark else "",
        summary=project.summary,
        figures=_figures(sheet),
        weakest=_weakest(sheet),
        answers=five_year_answers(project.solutions_in_five_years, project.people_in_five_years, of_house=False),
        occupations=_occupations(sheet),
        facts=_facts(sheet),
        stop_criteria=tuple(_criterion(item.text, item.met_on) for item in sheet.stop_criteria),
        record=project_record(sheet),
    )


def five_year_answers(solutions: str, people: str, *, of_house: bool) -> tuple[Answer, Answer]:
    """Return the two questions that every house and every project answers, with what is answered."""
    absent = _("The house has not answered yet.") if of_house else _("The project has not answered yet.")
    questions = (
        _("Which solutions will we offer in five years, when technology has overtaken today’s?"),
        _(
            "How do we equip people whose work technology threatens, so that they stay in or enter tomorrow’s "
            "labour market?"
        ),
    )
    first, second = (
        Answer(question, text.strip() or absent, bool(text.strip()))
        for question, text in zip(questions, (solutions, people), strict=True)
    )
    return first, second


def short_answers(solutions: str, people: str) -> tuple[Answer, ...]:
    """Return the house's answers as the board page has room for them, in one paragraph each."""
    return tuple(_short(answer) for answer in five_year_answers(solutions, people, of_house=True))


def _short(answer: Answer) -> Answer:
    line = " ".join(answer.answer.split())
    return replace(answer, answer=short_name(line, ON_BOARD_PAGE), cut=len(line) > ON_BOARD_PAGE)


def zone_mark(sheet: ProjectSheet) -> tuple[str, str]:
    """Return a project's zone as key and word, or why it has none."""
    if sheet.project.stage not in ACTIVE_STAGES:
        return "", stage_word(sheet.project.stage)
    if sheet.scores is None:
        return "", _("Not evaluated")
    zone = sheet.scores.zone
    return (zone, zone_word(zone)) if zone else ("", _("Too little assessed to place it"))


def _figures(sheet: ProjectSheet) -> tuple[Figure, ...]:
    scored_on = format_date_short(sheet.scores.closed_at.date()) if sheet.scores else ""
    radicality, decoupling, connection = (
        replace(axis_figure(sheet, axis), record=scores_record(sheet), dated=scored_on) for axis in Axis
    )
    computed_on = format_date_short(sheet.resilience.at.date()) if sheet.resilience else ""
    resilience = replace(resilience_figure(sheet), record=resilience_record(sheet), dated=computed_on)
    return radicality, resilience, decoupling, connection


def _weakest(sheet: ProjectSheet) -> str:
    if sheet.scores is None or sheet.weakest_wall is None:
        return ""
    weakest = _("Weakest point of its decoupling: %(criterion)s.", criterion=sheet.weakest_wall.lower())
    fallen = [
        str(rubric(sheet.scores.rubric_version).criterion(item).name).lower()
        for item in sheet.scores.scores["fallen_walls"]
    ]
    if not fallen:
        return weakest
    return weakest + " " + _("At the lowest level, whatever the mean: %(criteria)s.", criteria=listed(fallen))


def _occupations(sheet: ProjectSheet) -> tuple[OccupationLine, ...]:
    medians = medians_of(sheet.resilience.result) if sheet.resilience else {}
    left = {code: f"{round(share * 100)}" for code, share in medians.items()}
    return tuple(
        OccupationLine(
            name=get_occupation(row.occupation).title,
            share=format_percent(row.basis_points / 10_000),
            resilience=left.get(row.occupation, UNKNOWN),
        )
        for row in sheet.occupations
    )


def _facts(sheet: ProjectSheet) -> tuple[Fact, ...]:
    project = sheet.project
    known = [
        (_("For whom"), project.target_group),
        (_("Stage"), stage_word(project.stage)),
        (_("Horizon"), str(project.horizon_year or "")),
        (_("Watch year"), _watch_year(sheet)),
        (_("Money"), format_money(project.budget_minor, project.currency) if project.budget_minor is not None else ""),
        (_("Financing"), funding_word(project.funding)),
        (_("Lead"), sheet.lead.name if sheet.lead else ""),
        (_("Partners"), _partners(sheet)),
        (_("Next evaluation"), next_evaluation(sheet)),
        (_("Evaluated"), _evaluated(sheet)),
    ]
    return tuple(Fact(label, text) for label, text in known if text and text != UNKNOWN)


def _watch_year(sheet: ProjectSheet) -> str:
    if sheet.resilience is None or sheet.resilience.watch_year is None:
        return ""
    return counted(
        "%(year)s; it takes one year to change course",
        "%(year)s; it takes %(count)s years to change course",
        sheet.project.response_years,
        year=sheet.resilience.watch_year,
    )


def _partners(sheet: ProjectSheet) -> str:
    return ", ".join(_partner(partner) for partner in sheet.partners)


def _partner(partner: ProjectPartner) -> str:
    if partner.sector is Sector.UNKNOWN:
        return partner.name
    return f"{partner.name} ({sector_word(partner.sector).lower()})"


def _evaluated(sheet: ProjectSheet) -> str:
    if sheet.scores is None:
        return ""
    return counted(
        "%(day)s, by one evaluator, rubric %(rubric)s",
        "%(day)s, by %(count)s evaluators, rubric %(rubric)s",
        sheet.scores.evaluators,
        day=format_date(sheet.scores.closed_at.date()),
        rubric=sheet.scores.rubric_version,
    )


def next_evaluation(sheet: ProjectSheet, write: Callable[[date], str] = format_date) -> str:
    """Return when a project is evaluated next, in a few words."""
    if sheet.project.stage not in ACTIVE_STAGES:
        return UNKNOWN
    if sheet.open_evaluation is not None:
        return _("under way until %(day)s", day=write(sheet.open_evaluation.closes_on))
    if sheet.due.state is DueState.NEVER_EVALUATED or sheet.due.on is None:
        return _("not planned")
    day = write(sheet.due.on)
    return _("overdue since %(day)s", day=day) if sheet.due.state is DueState.OVERDUE else day


def _criterion(text: str, met_on: object) -> str:
    return _("%(criterion)s (met)", criterion=text) if met_on else text
