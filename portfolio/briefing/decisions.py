"""What the board is asked to decide, derived from what needs attention; at most three, the gravest first."""

from collections.abc import Callable, Sequence

from portfolio.briefing.content import Decision
from portfolio.briefing.words import counted, named
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.queries.attention_items import Attention, AttentionKind
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.scoring.zones import Zone

MOST = 3  # decisions; a meeting cannot take more from one page

Wording = Callable[[list[str]], tuple[str, str]]  # project names → what to decide, what follows otherwise


def find_decisions(
    attention: Sequence[Attention], sheets: Sequence[ProjectSheet], *, house_lead: str, by: str
) -> tuple[Decision, ...]:
    """Return the decisions asked for; `house_lead` acts where several projects are meant, `by` is a day in words."""
    leads = {sheet.project.id: sheet.lead.name for sheet in sheets if sheet.lead}
    asked: list[Decision] = []
    for kind, wording in _WORDINGS.items():
        projects = [item.project for item in attention if item.kind is kind]
        if projects:
            owner = leads.get(projects[0].id, house_lead) if len(projects) == 1 else house_lead
            asked.append(_decision(wording, [project.name for project in projects], owner, by))
    sheltered = [
        sheet.project.name
        for sheet in sheets
        if sheet.scores and sheet.scores.zone == Zone.OVER_PROTECTED and sheet.project.stage in ACTIVE_STAGES
    ]
    if sheltered:
        asked.append(_decision(_over_protected, sheltered, house_lead, by))
    return tuple(asked[:MOST])


def _decision(wording: Wording, names: list[str], owner: str, by: str) -> Decision:
    text, consequence = wording(names)
    return Decision(text=text, consequence=consequence, terms=_("%(owner)s, by %(day)s", owner=owner, day=by))


def _too_late(names: list[str]) -> tuple[str, str]:
    count, values = len(names), {"names": named(names)}
    return (
        ngettext(
            "decide whether %(names)s is to prepare people for other work, or to stop.",
            "decide whether %(names)s are to prepare people for other work, or to stop.",
            count,
            **values,
        ),
        ngettext(
            "Otherwise its work turns fragile before it can change course.",
            "Otherwise their work turns fragile before they can change course.",
            count,
        ),
    )


def _signal(names: list[str]) -> tuple[str, str]:
    return (
        counted(
            "have %(names)s re-evaluated, because a technology signal weakens its work.",
            "have %(count)s projects re-evaluated, because technology signals weaken their work: %(names)s.",
            len(names),
            names=named(names),
        ),
        ngettext(
            "Otherwise it goes on preparing people for work that may not last.",
            "Otherwise they go on preparing people for work that may not last.",
            len(names),
        ),
    )


def _immune_system(names: list[str]) -> tuple[str, str]:
    count, values = len(names), {"names": named(names)}
    return (
        ngettext(
            "decide how %(names)s is to be shielded from operations, or stop it.",
            "decide how %(names)s are to be shielded from operations, or stop them.",
            count,
            **values,
        ),
        ngettext(
            "Otherwise it is likely to be pulled back to today’s practice.",
            "Otherwise they are likely to be pulled back to today’s practice.",
            count,
        ),
    )


def _island(names: list[str]) -> tuple[str, str]:
    count, values = len(names), {"names": named(names)}
    return (
        ngettext(
            "decide who is to receive the results of %(names)s.",
            "decide who is to receive the results of each: %(names)s.",
            count,
            **values,
        ),
        ngettext(
            "Otherwise it stays protected, but lands nowhere.",
            "Otherwise they stay protected, but land nowhere.",
            count,
        ),
    )


def _exposed_work(names: list[str]) -> tuple[str, str]:
    return (
        _("ask for other work that %(names)s can prepare people for.", names=named(names)),
        _("Otherwise less than half of today’s tasks are left to people at the horizon."),
    )


def _never_evaluated(names: list[str]) -> tuple[str, str]:
    return (
        counted(
            "have %(names)s evaluated before the next briefing.",
            "have %(count)s projects evaluated for the first time: %(names)s.",
            len(names),
            names=named(names),
        ),
        ngettext(
            "Otherwise the board decides about it without scores.",
            "Otherwise the board decides about them without scores.",
            len(names),
        ),
    )


def _overdue(names: list[str]) -> tuple[str, str]:
    return (
        counted(
            "have %(names)s re-evaluated; the date has passed.",
            "have %(count)s projects whose date has passed re-evaluated: %(names)s.",
            len(names),
            names=named(names),
        ),
        ngettext(
            "Otherwise decisions about it rest on old scores.",
            "Otherwise decisions about them rest on old scores.",
            len(names),
        ),
    )


def _over_protected(names: list[str]) -> tuple[str, str]:
    return (
        _("have it examined whether operations can take over %(names)s.", names=named(names)),
        _("Otherwise the house spends its shelter on small steps."),
    )


_WORDINGS: dict[AttentionKind, Wording] = {  # in the order of gravity
    AttentionKind.TOO_LATE: _too_late,
    AttentionKind.SIGNAL: _signal,
    AttentionKind.IMMUNE_SYSTEM_RISK: _immune_system,
    AttentionKind.ISLAND_RISK: _island,
    AttentionKind.EXPOSED_WORK: _exposed_work,
    AttentionKind.OVERDUE: _overdue,
    AttentionKind.NEVER_EVALUATED: _never_evaluated,
}
