"""Briefings as the list shows them: one issue a month and revision, with its languages; missed months together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from portfolio.briefing.problems import Problem, problem_sentence
from portfolio.language import format_period
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingState


@dataclass(frozen=True)
class Issue:
    """One revision of a month's briefing in all its languages."""

    briefings: tuple[Briefing, ...]
    is_next: bool = False  # its day has not come

    @property
    def first(self) -> Briefing:
        """The briefing that stands for all: they move together."""
        return self.briefings[0]

    @property
    def is_frozen(self) -> bool:
        """Whether there are PDFs."""
        return all(briefing.frozen_at for briefing in self.briefings)

    @property
    def is_draft(self) -> bool:
        """Whether the lead may still write in it before its day."""
        return self.is_next and not self.is_frozen and self.first.revision == 1

    @property
    def is_missed(self) -> bool:
        """Whether it was planned only because its month had passed."""
        return (
            not self.is_frozen
            and self.first.state is BriefingState.HELD
            and all(briefing.revision == 1 for briefing in self.briefings)
            and self.first.planned_at.strftime("%Y-%m") > self.first.period
        )

    @property
    def heading(self) -> str:
        """The month, and the revision when there is more than one."""
        month = format_period(self.first.period)
        month = month[:1].upper() + month[1:]
        if self.first.revision == 1:
            return month
        return _("%(month)s, revision %(number)s", month=month, number=self.first.revision)

    @property
    def state_word(self) -> str:
        """Where it is, in a few words."""
        if self.is_draft and self.first.state is BriefingState.PLANNED:
            return _("Draft, approved") if self.first.approved_at else _("Draft")
        return {
            BriefingState.PLANNED: _("Being made"),
            BriefingState.FROZEN: _("Ready, not sent"),
            BriefingState.HELD: _("Held back"),
            BriefingState.SENT: _("Sent"),
        }[self.first.state]


def issues(briefings: Iterable[Briefing], *, after: str | None = None) -> list[Issue]:
    """Return briefings as issues, in the order given (the newest first); of `after` on, their day has not come."""
    grouped = groupby(briefings, key=lambda briefing: (briefing.period, briefing.revision))
    return [Issue(tuple(group), after is not None and period >= after) for (period, _revision), group in grouped]


def missed_words(missed: Sequence[Issue]) -> str:
    """Return which months were missed, from the first to the last."""
    first, last = (format_period(issue.first.period) for issue in (missed[-1], missed[0]))
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def missed_reason() -> str:
    """Return why a missed month has no briefing."""
    return problem_sentence(Problem.MISSED)
