"""Where the portfolio stands, how sure that is, what was learned and what comes next, each in a few sentences."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from portfolio.briefing.changes import Changes
from portfolio.briefing.figures import is_radical
from portfolio.briefing.words import counted, in_figures, in_words, listed, named, sentence, short_name
from portfolio.language import format_date, format_money_short, format_percent, ngettext
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES, Stage

COMING = 3  # re-evaluations told on the board page


def active(sheets: Sequence[ProjectSheet]) -> list[ProjectSheet]:
    """Return the projects that are in the portfolio now."""
    return [sheet for sheet in sheets if sheet.project.stage in ACTIVE_STAGES]


def total_money(sheets: Sequence[ProjectSheet]) -> str:
    """Return the money of projects, one amount a currency, or an empty text when none is known."""
    sums: dict[str, int] = {}
    for sheet in sheets:
        if sheet.project.budget_minor is not None:
            sums[sheet.project.currency] = sums.get(sheet.project.currency, 0) + sheet.project.budget_minor
    return listed([format_money_short(minor, currency) for currency, minor in sorted(sums.items())]) if sums else ""


def say_standing(sheets: Sequence[ProjectSheet]) -> str:
    """Return where the portfolio stands, in one to three sentences."""
    now = active(sheets)
    if not now:
        return _("The house has no projects in its portfolio.")
    scored = [sheet for sheet in now if sheet.scores]
    if not scored:
        return counted(
            "Its one project has not been evaluated yet, so there is no picture to show.",
            "None of the %(count)s projects has been evaluated yet, so there is no picture to show.",
            len(now),
        )
    drawn = sum(sheet.matrix_point() is not None for sheet in scored)
    sentences = [_say_radical(scored), _say_unscored(len(now) - len(scored))]
    if missing := len(scored) - drawn:
        sentences.append(
            counted(
                "One evaluated project is not in the picture, because a score or its resilience is missing.",
                "%(count)s evaluated projects are not in the picture, because a score or their resilience is missing.",
                missing,
            )
        )
    return " ".join(sentence(text) for text in sentences if text)


def _say_radical(scored: Sequence[ProjectSheet]) -> str:
    radical = [sheet for sheet in scored if is_radical(sheet)]
    if not radical:
        return counted(
            "The one evaluated project is not radical.",
            "None of the %(count)s evaluated projects is radical.",
            len(scored),
        )
    if len(scored) == 1:
        return _("The one evaluated project is radical.")
    return ngettext(
        "Of the %(total)s evaluated projects one is radical%(share)s.",
        "Of the %(total)s evaluated projects %(radical)s are radical%(share)s.",
        len(radical),
        radical=in_figures(len(radical), len(scored)),
        total=in_words(len(scored)),
        share=_share_of_money(radical, scored),
    )


def _share_of_money(part: Sequence[ProjectSheet], whole: Sequence[ProjectSheet]) -> str:
    currencies = {sheet.project.currency for sheet in whole if sheet.project.budget_minor}
    total = sum(sheet.project.budget_minor or 0 for sheet in whole)
    if len(currencies) != 1 or not total:
        return ""
    share = sum(sheet.project.budget_minor or 0 for sheet in part) / total
    return ngettext(
        "; it has %(share)s of the money", "; they have %(share)s of the money", len(part), share=format_percent(share)
    )


def _say_unscored(count: int) -> str:
    if not count:
        return ""
    return counted("One has not been evaluated yet.", "%(count)s have not been evaluated yet.", count)


def say_learned(sheets: Sequence[ProjectSheet], changes: Changes, *, since: date | None) -> tuple[str, ...]:
    """Return what was stopped, handed over or shelved, and which stop criteria were met since a day."""
    sentences = []
    for stage, words in (
        (Stage.STOPPED, _("Stopped: %(names)s.")),
        (Stage.HANDED_OVER, _("Handed over to operations: %(names)s.")),
        (Stage.SHELVED, _("Put on the shelf: %(names)s.")),
    ):
        if names := [sheet.project.name for sheet in changes.left if sheet.project.stage is stage]:
            sentences.append(words % {"names": named(names)})
    sentences += [
        _met(sheet.project.name, criterion.text)
        for sheet in sheets
        for criterion in sheet.stop_criteria
        if criterion.met_on and (since is None or criterion.met_on >= since)
    ]
    return tuple(sentences) or (_("No project was stopped, and no stop criterion was met."),)


def _met(project: str, criterion: str) -> str:
    values = {"project": short_name(project), "criterion": short_name(criterion, 90)}
    return sentence(_("Stop criterion met in %(project)s: %(criterion)s", **values))


def say_coming(sheets: Sequence[ProjectSheet], *, next_briefing: str) -> tuple[str, ...]:
    """Return which evaluations are under way, the next re-evaluations, and when the next briefing comes."""
    sentences = []
    under_way = [sheet for sheet in active(sheets) if sheet.open_evaluation]
    if under_way:
        names = named([sheet.project.name for sheet in under_way])
        sentences.append(_("Being evaluated: %(names)s.", names=names))
    planned = sorted(
        (sheet.due.on, sheet.project.name)
        for sheet in active(sheets)
        if sheet.due.on and sheet.due.state in (DueState.DUE_SOON, DueState.SCHEDULED)
    )
    if planned:
        days = [
            _(
                "%(projects)s %(day)s",
                projects=listed([short_name(name, 32) for _day, name in same]),
                day=format_date(day),
            )
            for day, same in groupby(planned[:COMING], key=itemgetter(0))
        ]
        shown = min(len(planned), COMING)
        told = ngettext("Next re-evaluation: %(days)s.", "Next re-evaluations: %(days)s.", shown, days="; ".join(days))
        sentences.append(told)
    return (*sentences, _("Next briefing: %(day)s.", day=next_briefing))
