"""What needs attention: which projects, why, and what to do next, the gravest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from portfolio.language import format_date, ngettext
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.forecasts import Surprises, list_surprises
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.phases import Phase
from portfolio.rounds.visibility import Viewer

SHORT_LEAD_TIME = 1  # years; at this or less there is barely time to change course


class AttentionKind(StrEnum):
    """Why a project needs attention; the order is that of gravity."""

    TOO_LATE = "too_late"
    IMMUNE_SYSTEM_RISK = "immune_system_risk"
    ISLAND_RISK = "island_risk"
    BARELY_IN_TIME = "barely_in_time"
    EXPOSED_WORK = "exposed_work"
    FRAGILE_WORK = "fragile_work"
    PAST_CLOSING = "past_closing"
    NEW_FIGURES = "new_figures"
    SURPRISED = "surprised"
    OVERDUE = "overdue"
    NEVER_EVALUATED = "never_evaluated"
    NOTHING_TO_COMPUTE = "nothing_to_compute"


class Target(StrEnum):
    """Where the next step is taken; doors turn it into an address."""

    PROJECT = "project"
    EDIT_PROJECT = "edit_project"
    OPEN_EVALUATION = "open_evaluation"
    EVALUATION = "evaluation"


GRAVITY = {kind: place for place, kind in enumerate(AttentionKind)}
# What cannot wait for the next meeting; the rest is to be kept an eye on.
PRESSING = frozenset(
    {
        AttentionKind.TOO_LATE,
        AttentionKind.IMMUNE_SYSTEM_RISK,
        AttentionKind.PAST_CLOSING,
        AttentionKind.OVERDUE,
    }
)


@dataclass(frozen=True)
class Attention:
    """One reason why one project needs attention, as plain data; texts are in the language spoken now."""

    kind: AttentionKind
    project: Project
    target: Target
    evaluation_id: UUID | None = None
    watch_year: int | None = None
    lead_time: int | None = field(default=None, metadata={"unit": "years left when the project must begin to change"})
    resilience: int | None = field(default=None, metadata={"unit": "per cent at the horizon, the median"})
    weakest: str | None = None
    since: date | None = None
    before: int | None = field(default=None, metadata={"unit": "per cent at the horizon by the older figures"})
    held: int | None = field(default=None, metadata={"unit": "per cent held likely of what did not come about"})

    @property
    def is_pressing(self) -> bool:
        """Whether it cannot wait."""
        return self.kind in PRESSING

    @property
    def reason(self) -> str:
        """Why the project needs attention, as a clause without the project's name."""
        return _reason(self)

    @property
    def next_step(self) -> str:
        """What to do next, as a short request."""
        return _next_step(self)


def list_attention(
    session: Session,
    viewer: Viewer,
    house_id: UUID,
    *,
    today: date,
    sheets: Sequence[ProjectSheet] | None = None,
    surprises: Surprises | None = None,
) -> list[Attention]:
    """Return what needs attention in a house, the gravest first.

    `sheets` are its projects and `surprises` the forecasts that came out the other way, if already read.

    Projects that have left the portfolio need none. A project is there at most once for each kind.
    """
    if sheets is None:
        sheets = list_project_sheets(session, viewer, house_id, today=today)
    if surprises is None:
        surprises = list_surprises(session, viewer, house_id, today=today)
    found = [
        item
        for sheet in sheets
        if sheet.project.stage in ACTIVE_STAGES and viewer.may_read(sheet.project.house_id)
        for item in (*_attention(sheet, today), *_of_forecasts(sheet, surprises.get(sheet.project.id)))
    ]
    return sorted(found, key=lambda item: GRAVITY[item.kind])  # stable: by name within a kind


def _attention(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    yield from _of_zone(sheet)
    yield from _of_time(sheet, today)
    yield from _of_work(sheet)
    yield from _of_figures(sheet)
    yield from _of_evaluation(sheet, today)


def _of_zone(sheet: ProjectSheet) -> Iterator[Attention]:
    zone = sheet.scores.zone if sheet.scores else None
    if zone in (AttentionKind.IMMUNE_SYSTEM_RISK, AttentionKind.ISLAND_RISK):
        yield Attention(AttentionKind(zone), sheet.project, Target.PROJECT, weakest=sheet.weakest_wall)


def _of_time(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    lead_time = sheet.lead_time(today)
    if sheet.resilience is None or lead_time is None or lead_time > SHORT_LEAD_TIME:
        return
    kind = AttentionKind.TOO_LATE if lead_time < 0 else AttentionKind.BARELY_IN_TIME
    yield Attention(
        kind, sheet.project, Target.EDIT_PROJECT, watch_year=sheet.resilience.watch_year, lead_time=lead_time
    )


def _of_work(sheet: ProjectSheet) -> Iterator[Attention]:
    if sheet.resilience is None:
        yield Attention(AttentionKind.NOTHING_TO_COMPUTE, sheet.project, Target.EDIT_PROJECT)
    elif sheet.resilience_band in ("fragile", "exposed"):
        kind = AttentionKind.EXPOSED_WORK if sheet.resilience_band == "exposed" else AttentionKind.FRAGILE_WORK
        yield Attention(kind, sheet.project, Target.EDIT_PROJECT, resilience=round(sheet.resilience.p50 * 100))


def _of_figures(sheet: ProjectSheet) -> Iterator[Attention]:
    """Ask for a re-evaluation of what was evaluated under other figures; an evaluation since then answers it."""
    run, scores, change = sheet.resilience, sheet.scores, sheet.figure_change
    if change is None or run is None or sheet.open_evaluation is not None:
        return
    if change.since is not None and (scores is None or scores.closed_at >= change.since):
        return
    yield Attention(
        AttentionKind.NEW_FIGURES,
        sheet.project,
        Target.OPEN_EVALUATION,
        resilience=None if change.is_stale else round(run.p50 * 100),
        before=round(change.before.p50 * 100),
    )


def _of_evaluation(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    if (evaluation := sheet.open_evaluation) is not None:
        if evaluation.closes_on < today and evaluation.phase is not Phase.TALK:  # a talk has no last day
            yield Attention(
                AttentionKind.PAST_CLOSING,
                sheet.project,
                Target.EVALUATION,
                evaluation_id=evaluation.id,
                since=evaluation.closes_on,
            )
    elif sheet.due.state is DueState.OVERDUE:
        yield Attention(AttentionKind.OVERDUE, sheet.project, Target.OPEN_EVALUATION, since=sheet.due.on)
    elif sheet.due.state is DueState.NEVER_EVALUATED:
        yield Attention(AttentionKind.NEVER_EVALUATED, sheet.project, Target.OPEN_EVALUATION)


def _of_forecasts(sheet: ProjectSheet, surprise: tuple[int, datetime] | None) -> Iterator[Attention]:
    """Yield an outcome against 80 % or more that no evaluation has looked at yet."""
    if surprise is None or sheet.open_evaluation is not None:
        return
    held, at = surprise
    if sheet.scores is None or sheet.scores.closed_at < at:
        yield Attention(AttentionKind.SURPRISED, sheet.project, Target.OPEN_EVALUATION, held=held)


def _reason(item: Attention) -> str:
    since = format_date(item.since) if item.since else ""
    match item.kind:
        case AttentionKind.TOO_LATE | AttentionKind.BARELY_IN_TIME:
            return _too_little_time(item)
        case AttentionKind.IMMUNE_SYSTEM_RISK:
            return _with_weakest(_("likely to be pulled back to today’s practice"), item)
        case AttentionKind.ISLAND_RISK:
            return _("protected, but nothing will land")
        case AttentionKind.EXPOSED_WORK | AttentionKind.FRAGILE_WORK:
            return _(
                "only %(share)s per cent of today’s tasks are still done by people at the horizon %(year)s",
                share=item.resilience,
                year=item.project.horizon_year,
            )
        case AttentionKind.NEW_FIGURES:
            return _new_figures(item)
        case AttentionKind.NOTHING_TO_COMPUTE:
            return _nothing_to_compute(item.project)
        case _:
            return _reason_to_evaluate(item, since)


def _reason_to_evaluate(item: Attention, since: str) -> str:
    return {
        AttentionKind.PAST_CLOSING: _("the evaluation should have closed on %(date)s", date=since),
        AttentionKind.SURPRISED: _("a forecast held %(held)s per cent likely came out the other way", held=item.held),
        AttentionKind.OVERDUE: _("the re-evaluation was due on %(date)s", date=since),
        AttentionKind.NEVER_EVALUATED: _("has not been evaluated"),
    }[item.kind]


def _with_weakest(words: str, item: Attention) -> str:
    return _("%(reason)s; weakest: %(criterion)s", reason=words, criterion=item.weakest) if item.weakest else words


def _too_little_time(item: Attention) -> str:
    if item.kind is AttentionKind.TOO_LATE:
        return ngettext(
            "watch year %(watch)s, and it takes %(num)s year to change course: too late already",
            "watch year %(watch)s, and it takes %(num)s years to change course: too late already",
            item.project.response_years,
            watch=item.watch_year,
        )
    return ngettext(
        "watch year %(watch)s, and it takes %(num)s year to change course",
        "watch year %(watch)s, and it takes %(num)s years to change course",
        item.project.response_years,
        watch=item.watch_year,
    )


def _new_figures(item: Attention) -> str:
    if item.resilience is None:
        return _("its resilience rests on occupation figures that have been replaced; it is about to be computed anew")
    return _(
        "new occupation figures moved its resilience from %(before)s to %(after)s per cent since it was evaluated",
        before=item.before,
        after=item.resilience,
    )


def _nothing_to_compute(project: Project) -> str:
    if project.horizon_year is None:
        return _("has no horizon, so its resilience cannot be computed")
    return _("has no occupations, so its resilience cannot be computed")


def _next_step(item: Attention) -> str:
    return {
        AttentionKind.TOO_LATE: _("Choose work that lasts longer, or find a faster way to change"),
        AttentionKind.BARELY_IN_TIME: _("Begin to change the work it prepares for"),
        AttentionKind.IMMUNE_SYSTEM_RISK: _("Agree with the board how to protect it"),
        AttentionKind.ISLAND_RISK: _("Find someone to receive it"),
        AttentionKind.EXPOSED_WORK: _("Choose work that lasts longer"),
        AttentionKind.FRAGILE_WORK: _("Look at the work it prepares for"),
        AttentionKind.NEW_FIGURES: _("Open a re-evaluation"),
        AttentionKind.PAST_CLOSING: _("Close the evaluation or move its last day"),
        AttentionKind.SURPRISED: _("Evaluate it anew: something is not as the panel thought"),
        AttentionKind.OVERDUE: _("Open an evaluation"),
        AttentionKind.NEVER_EVALUATED: _("Open the first evaluation"),
        AttentionKind.NOTHING_TO_COMPUTE: _("Add horizon and occupations"),
    }[item.kind]
