"""What the board should keep an eye on: at most three lines, the gravest first, the weakest point by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.briefing.content import Attention as Line
from portfolio.briefing.words import counted, named, sentence, short_name
from portfolio.language import gettext as _
from portfolio.queries.attention_items import Attention, AttentionKind
from portfolio.words import zone_word

MOST = 3  # lines
ZONES = frozenset({AttentionKind.IMMUNE_SYSTEM_RISK, AttentionKind.ISLAND_RISK})
# What several projects often share, so that one line says it of all of them.
SHARED = frozenset(
    {
        AttentionKind.PAST_CLOSING,
        AttentionKind.OVERDUE,
        AttentionKind.NEVER_EVALUATED,
        AttentionKind.NOTHING_TO_COMPUTE,
    }
)


@dataclass(frozen=True)
class Eye:
    """The lines shown, and a sentence on the projects they leave out (empty when none)."""

    lines: tuple[Line, ...]
    more: str


def keep_an_eye(attention: Sequence[Attention]) -> Eye:
    """Return what the board should look at; a project stands under its gravest reason only."""
    gravest: dict[object, Attention] = {}
    for item in attention:
        gravest.setdefault(item.project.id, item)
    groups: dict[object, list[Attention]] = {}
    for item in gravest.values():
        key = item.kind if item.kind in SHARED else item.project.id
        groups.setdefault(key, []).append(item)
    shown, hidden = list(groups.values())[:MOST], list(groups.values())[MOST:]
    rest = sum(len(group) for group in hidden)
    return Eye(
        lines=tuple(_line(group) for group in shown),
        more=_more(rest),
    )


def _more(rest: int) -> str:
    if not rest:
        return ""
    return sentence(counted("One more project needs attention.", "%(count)s more projects need attention.", rest))


def attention_word(item: Attention) -> str:
    """Return the heading of a reason, as two or three words."""
    if item.kind in ZONES:
        return zone_word(item.kind)
    return {
        AttentionKind.TOO_LATE: _("Too late to change course"),
        AttentionKind.SIGNAL: _("A technology signal"),
        AttentionKind.BARELY_IN_TIME: _("Little time to change course"),
        AttentionKind.EXPOSED_WORK: _("Exposed work"),
        AttentionKind.FRAGILE_WORK: _("Fragile work"),
        AttentionKind.PAST_CLOSING: _("Evaluation not closed"),
        AttentionKind.PAYMENT_OVERDUE: _("Payment overdue"),
        AttentionKind.PAYMENT_DUE: _("Payment due soon"),
        AttentionKind.RESULTS_WAITING: _("Results not verified"),
        AttentionKind.NEW_FIGURES: _("New occupation figures"),
        AttentionKind.SURPRISED: _("An unexpected outcome"),
        AttentionKind.OVERDUE: _("Re-evaluation overdue"),
        AttentionKind.NEVER_EVALUATED: _("Not evaluated"),
        AttentionKind.NOTHING_TO_COMPUTE: _("Resilience unknown"),
    }[item.kind]


def reason_sentence(item: Attention) -> str:
    """Return a reason as a sentence of its own."""
    if item.kind is AttentionKind.NEVER_EVALUATED:
        return _("It has never been evaluated.")
    if item.kind is AttentionKind.NOTHING_TO_COMPUTE:
        return _("It lacks a horizon or occupations, so its resilience is unknown.")
    return sentence(item.reason)


def _line(group: list[Attention]) -> Line:
    first = group[0]
    mark = str(first.kind) if first.kind in ZONES else ""
    if len(group) == 1:
        record = f"projects/{first.project.id}"
        return Line(mark, attention_word(first), short_name(first.project.name), reason_sentence(first), record)
    names = named([item.project.name for item in group])
    return Line(mark, attention_word(first), names, _of_several(first.kind))


def _of_several(kind: AttentionKind) -> str:
    return {
        AttentionKind.PAST_CLOSING: _("The last day of their evaluations has passed."),
        AttentionKind.OVERDUE: _("The dates of their re-evaluations have passed."),
        AttentionKind.NEVER_EVALUATED: _("They have never been evaluated."),
        AttentionKind.NOTHING_TO_COMPUTE: _("They lack a horizon or occupations, so their resilience is unknown."),
    }[kind]
