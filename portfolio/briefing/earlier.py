"""What the board decided at earlier meetings: what is still open, and what was closed since last time."""

from collections.abc import Sequence
from datetime import date

from portfolio.briefing.figures import UNKNOWN
from portfolio.briefing.parts import Column, Data, Section, Table
from portfolio.briefing.words import counted, sentence
from portfolio.language import format_date, format_date_short
from portfolio.language import gettext as _
from portfolio.models import BoardDecision, Outcome
from portfolio.words import outcome_word


def earlier_section(decisions: Sequence[BoardDecision], *, since: date | None, today: date) -> Section | None:
    """Return the section, or None when nothing is open and nothing was decided or closed since a day."""
    told = [decision for decision in decisions if decision.is_open or _is_news(decision, since)]
    if not told:
        return None
    still_open = [decision for decision in told if decision.is_open]
    return Section(
        key="earlier",
        heading=_("Decisions from earlier meetings"),
        sentences=(_count(len(still_open)), *_overdue(still_open, today)),
        table=Table(
            caption=_("Decisions from earlier meetings"),
            columns=(Column(_("Decision")), Column(_("Who, by when")), Column(_("Where it is"))),
            rows=tuple(_row(decision, today) for decision in told),
        ),
        data=Data(
            columns=("period", "decided_on", "decision", "outcome", "owner", "due_on", "done_on"),
            rows=tuple(_exact(decision) for decision in told),
        ),
    )


def _is_news(decision: BoardDecision, since: date | None) -> bool:
    return since is None or decision.decided_on >= since or (decision.done_on is not None and decision.done_on >= since)


def _count(count: int) -> str:
    if not count:
        return _("Nothing is open from earlier meetings.")
    return sentence(counted("One decision is still open.", "%(count)s decisions are still open.", count))


def _overdue(still_open: Sequence[BoardDecision], today: date) -> list[str]:
    count = sum(decision.due_on is not None and decision.due_on < today for decision in still_open)
    if not count:
        return []
    return [sentence(counted("One is overdue.", "%(count)s are overdue.", count))]


def _row(decision: BoardDecision, today: date) -> tuple[str, str, str]:
    words = [_("%(day)s: %(text)s", day=format_date(decision.decided_on), text=sentence(decision.text))]
    if decision.dissent:
        words.append(sentence(_("Dissent: %(dissent)s", dissent=decision.dissent)))
    terms = [decision.owner, format_date_short(decision.due_on) if decision.due_on else ""]
    return " ".join(words), ", ".join(term for term in terms if term) or UNKNOWN, _state(decision, today)


def _state(decision: BoardDecision, today: date) -> str:
    if decision.done_on is not None:
        return sentence(_("Done %(day)s: %(note)s", day=format_date(decision.done_on), note=decision.done_note))
    if decision.outcome is Outcome.REJECTED:
        return outcome_word(decision.outcome)
    if decision.due_on is not None and decision.due_on < today:
        return _("%(outcome)s, overdue", outcome=outcome_word(decision.outcome))
    return _("%(outcome)s, open", outcome=outcome_word(decision.outcome))


def _exact(decision: BoardDecision) -> tuple[str, ...]:
    days = (decision.due_on, decision.done_on)
    due_on, done_on = (day.isoformat() if day else "" for day in days)
    decided_on = decision.decided_on.isoformat()
    return decision.period, decided_on, decision.text, str(decision.outcome), decision.owner, due_on, done_on
