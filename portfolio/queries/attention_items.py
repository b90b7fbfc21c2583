"""One reason why a project needs attention, and the words for it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from portfolio.language import format_date, format_money, ngettext
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.words import band_word


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
    PAYMENT_OVERDUE = "payment_overdue"
    RESULTS_WAITING = "results_waiting"
    NEW_FIGURES = "new_figures"
    SURPRISED = "surprised"
    PAYMENT_DUE = "payment_due"
    OVERDUE = "overdue"
    NEVER_EVALUATED = "never_evaluated"
    NOTHING_TO_COMPUTE = "nothing_to_compute"


class Target(StrEnum):
    """Where the next step is taken; doors turn it into an address."""

    PROJECT = "project"
    EDIT_PROJECT = "edit_project"
    OPEN_EVALUATION = "open_evaluation"
    EVALUATION = "evaluation"
    CONTRACT = "contract"


GRAVITY = {kind: place for place, kind in enumerate(AttentionKind)}
# What cannot wait for the next meeting; the rest is to be kept an eye on.
PRESSING = frozenset(
    {
        AttentionKind.TOO_LATE,
        AttentionKind.SIGNAL,
        AttentionKind.IMMUNE_SYSTEM_RISK,
        AttentionKind.PAST_CLOSING,
        AttentionKind.PAYMENT_OVERDUE,
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
    signal: str | None = None
    contract_id: UUID | None = None
    amount: tuple[int, str] | None = field(default=None, metadata={"unit": "minor units, and their currency"})
    count: int = field(default=0, metadata={"unit": "results that wait"})
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


def _reason(item: Attention) -> str:
    since = format_date(item.since) if item.since else ""
    match item.kind:
        case AttentionKind.TOO_LATE | AttentionKind.BARELY_IN_TIME:
            return _too_little_time(item)
        case AttentionKind.IMMUNE_SYSTEM_RISK:
            return _with_weakest(_("likely to be pulled back to today’s practice"), item)
        case AttentionKind.ISLAND_RISK:
            return _with_weakest(_("protected, but nothing will land"), item)
        case AttentionKind.EXPOSED_WORK | AttentionKind.FRAGILE_WORK:
            return _(
                "only %(share)s per cent of today’s tasks are still done by people at the horizon %(year)s",
                share=item.resilience,
                year=item.project.horizon_year,
            )
        case AttentionKind.NEW_FIGURES:
            return _new_figures(item)
        case AttentionKind.PAYMENT_OVERDUE | AttentionKind.PAYMENT_DUE | AttentionKind.RESULTS_WAITING:
            return _money_waits(item, since)
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


def _money_waits(item: Attention, since: str) -> str:
    money = format_money(*item.amount) if item.amount else ""
    if item.kind is AttentionKind.PAYMENT_OVERDUE:
        return _("%(money)s was due on %(date)s and is not paid", money=money, date=since)
    if item.kind is AttentionKind.PAYMENT_DUE:
        return _("%(money)s falls due on %(date)s", money=money, date=since)
    words = ngettext(
        "one result of %(date)s waits to be verified",
        "%(num)s results since %(date)s wait to be verified",
        item.count,
        date=since,
    )
    return _("%(reason)s; they are worth %(money)s", reason=words, money=money) if money else words


def _signalled(item: Attention) -> str:
    return _(
        "the signal “%(signal)s” moves its cautious estimate from %(before)s to %(after)s",
        signal=item.signal,
        before=band_word(item.bands[0]),
        after=band_word(item.bands[1]),
    )


def _with_weakest(words: str, item: Attention) -> str:
    if not item.weakest:
        return words
    weakest = item.weakest[:1].lower() + item.weakest[1:]
    return _("%(reason)s; weakest: %(criterion)s", reason=words, criterion=weakest)


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
        AttentionKind.SIGNAL: _("Open a re-evaluation"),
        AttentionKind.IMMUNE_SYSTEM_RISK: _("Agree with the board how to protect it"),
        AttentionKind.ISLAND_RISK: _("Find someone to receive it"),
        AttentionKind.EXPOSED_WORK: _("Choose work that lasts longer"),
        AttentionKind.FRAGILE_WORK: _("Look at the work it prepares for"),
        AttentionKind.NEW_FIGURES: _("Open a re-evaluation"),
        AttentionKind.PAST_CLOSING: _("Close the evaluation or move its last day"),
        AttentionKind.PAYMENT_OVERDUE: _("Pay, or note the payment"),
        AttentionKind.PAYMENT_DUE: _("Prepare the payment"),
        AttentionKind.RESULTS_WAITING: _("Have the results verified"),
        AttentionKind.SURPRISED: _("Evaluate it anew: something is not as the panel thought"),
        AttentionKind.OVERDUE: _("Open an evaluation"),
        AttentionKind.NEVER_EVALUATED: _("Open the first evaluation"),
        AttentionKind.NOTHING_TO_COMPUTE: _("Add horizon and occupations"),
    }[item.kind]
