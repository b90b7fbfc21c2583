"""What needs attention: which projects, why, and what to do next, the gravest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from portfolio.language import format_date, ngettext
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Viewer
from portfolio.words import band_word

SHORT_LEAD_TIME = 1  # years; at this or less there is barely time to change course


class AttentionKind(StrEnum):
    """Why a project needs attention; the order is that of gravity."""

    TOO_LATE = "too_late"
    SIGNAL = "signal"
    IMMUNE_SYSTEM_RISK = "immune_system_risk"
    ISLAND_RISK = "island_risk"
    BARELY_IN_TIME = "barely_in_time"
    EXPOSED_WORK = "exposed_work"
    FRAGILE_WORK = "fragile_work"
    PAST_CLOSING = "past_closing"
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
        AttentionKind.SIGNAL,
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
    signal: str | None = None
    bands: tuple[str, str] = ("watch", "fragile")

    @property
    def is_pressing(self) -> bool:
        """Whether it cannot wait."""
        return self.kind in PRESSING

    @property
    def reason(self) -> str:
        """Why the project needs attention, as a clause without the project's name."""
        return _signalled(self) if self.kind is AttentionKind.SIGNAL else _reason(self)

    @property
    def opening_reason(self) -> str:
        """Why an evaluation is opened now, for its form; empty when it is by the calendar."""
        return _("Signal: %(signal)s", signal=self.signal) if self.signal else ""

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
) -> list[Attention]:
    """Return what needs attention in a house, the gravest first; `sheets` are its projects if already read.

    Projects that have left the portfolio need none. A project is there at most once for each kind.
    """
    if sheets is None:
        sheets = list_project_sheets(session, viewer, house_id, today=today)
    found = [
        item
        for sheet in sheets
        if sheet.project.stage in ACTIVE_STAGES and viewer.may_read(sheet.project.house_id)
        for item in _attention(sheet, today)
    ]
    return sorted(found, key=lambda item: GRAVITY[item.kind])  # stable: by name within a kind


def _attention(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    yield from _of_signals(sheet)
    yield from _of_zone(sheet)
    yield from _of_time(sheet, today)
    yield from _of_work(sheet)
    yield from _of_evaluation(sheet, today)


def _of_signals(sheet: ProjectSheet) -> Iterator[Attention]:
    standing = sheet.under_signals
    if not sheet.is_raised or standing is None or standing.raising is None:
        return
    names = ", ".join(signal.title for signal in standing.raised_by)
    yield Attention(
        AttentionKind.SIGNAL,
        sheet.project,
        Target.OPEN_EVALUATION,
        signal=names,
        bands=(standing.raising.band_before, standing.raising.band_after),
    )


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


def _of_evaluation(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    if (evaluation := sheet.open_evaluation) is not None:
        if evaluation.closes_on < today:
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


def _reason(item: Attention) -> str:
    since = format_date(item.since) if item.since else ""
    match item.kind:
        case AttentionKind.TOO_LATE:
            return ngettext(
                "watch year %(watch)s, and it takes %(num)s year to change course: too late already",
                "watch year %(watch)s, and it takes %(num)s years to change course: too late already",
                item.project.response_years,
                watch=item.watch_year,
            )
        case AttentionKind.BARELY_IN_TIME:
            return ngettext(
                "watch year %(watch)s, and it takes %(num)s year to change course",
                "watch year %(watch)s, and it takes %(num)s years to change course",
                item.project.response_years,
                watch=item.watch_year,
            )
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
        case AttentionKind.PAST_CLOSING:
            return _("the evaluation should have closed on %(date)s", date=since)
        case AttentionKind.OVERDUE:
            return _("the re-evaluation was due on %(date)s", date=since)
        case AttentionKind.NEVER_EVALUATED:
            return _("has not been evaluated")
        case _:
            return _nothing_to_compute(item.project)


def _signalled(item: Attention) -> str:
    return _(
        "the signal “%(signal)s” moves its cautious estimate from %(before)s to %(after)s",
        signal=item.signal,
        before=band_word(item.bands[0]),
        after=band_word(item.bands[1]),
    )


def _with_weakest(words: str, item: Attention) -> str:
    return _("%(reason)s; weakest: %(criterion)s", reason=words, criterion=item.weakest) if item.weakest else words


def _nothing_to_compute(project: Project) -> str:
    if project.horizon_year is None:
        return _("has no horizon, so its resilience cannot be computed")
    return _("has no occupations, so its resilience cannot be computed")


def _next_step(item: Attention) -> str:
    return {
        AttentionKind.TOO_LATE: _("Choose work that lasts longer, or find a faster way to change"),
        AttentionKind.BARELY_IN_TIME: _("Begin to change the work it prepares for"),
        AttentionKind.SIGNAL: _("Open a re-evaluation"),
        AttentionKind.IMMUNE_SYSTEM_RISK: _("Agree with the board how to protect it"),
        AttentionKind.ISLAND_RISK: _("Find someone to receive it"),
        AttentionKind.EXPOSED_WORK: _("Choose work that lasts longer"),
        AttentionKind.FRAGILE_WORK: _("Look at the work it prepares for"),
        AttentionKind.PAST_CLOSING: _("Close the evaluation or move its last day"),
        AttentionKind.OVERDUE: _("Open an evaluation"),
        AttentionKind.NEVER_EVALUATED: _("Open the first evaluation"),
        AttentionKind.NOTHING_TO_COMPUTE: _("Add horizon and occupations"),
    }[item.kind]
