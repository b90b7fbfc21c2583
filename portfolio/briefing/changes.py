"""What changed since the last briefing: only what lies beyond noise, with its cause; the rest is a count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portfolio.briefing.content import BriefingContent, ProjectRow
from portfolio.briefing.figures import axis_word
from portfolio.briefing.words import counted, in_words, named, sentence, short_name
from portfolio.language import format_period
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.rubric import Axis
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.scoring.change import Change, Verdict, compare_snapshots
from portfolio.words import band_word, stage_word

MOST = 3  # changes told in full on the board page
BANDS = ("exposed", "fragile", "watch", "robust")  # from low to high


@dataclass(frozen=True)
class Changes:
    """What changed, as sentences: `told` for the board page, `by_project` for each project's own sheet."""

    told: tuple[str, ...]
    by_project: Mapping[UUID, tuple[str, ...]]
    left: tuple[ProjectSheet, ...] = ()  # handed over, stopped or shelved since last time


def find_changes(
    sheets: Sequence[ProjectSheet], *, previous: BriefingContent | None, causes: Mapping[UUID, str]
) -> Changes:
    """Compare projects with the last briefing; without one there is nothing to compare with."""
    if previous is None:
        return Changes((_("This is the first briefing, so there is nothing to compare with."),), {})
    rows = {row.number: row for row in previous.rows}
    since = datetime.fromisoformat(previous.as_of)
    by_project: dict[UUID, list[str]] = {}
    for sheet in sheets:
        row = rows.get(sheet.project.number)
        found = [*_of_scores(sheet, since, causes), *(_of_row(sheet, row) if row else ())]
        if found:
            by_project[sheet.project.id] = found
    told = [text for found in by_project.values() for text in found]
    new = [sheet for sheet in sheets if sheet.project.number not in rows]
    first = [sheet for sheet in sheets if sheet.project.number in rows and _is_first_score(sheet, since)]
    for sheet in first:
        by_project.setdefault(sheet.project.id, []).append(_("Evaluated for the first time."))
    for sheet in new:
        by_project.setdefault(sheet.project.id, []).append(_("Registered since the last briefing."))
    unchanged = sum(
        sheet.scores is not None and sheet.project.id not in by_project and sheet.project.stage in ACTIVE_STAGES
        for sheet in sheets
    )
    return Changes(
        told=_tell(told, new=new, first=first, unchanged=unchanged, month=format_period(previous.period)),
        by_project={project_id: tuple(found) for project_id, found in by_project.items()},
        left=tuple(sheet for sheet in sheets if _has_left(sheet, rows.get(sheet.project.number))),
    )


def _of_scores(sheet: ProjectSheet, since: datetime, causes: Mapping[UUID, str]) -> list[str]:
    if sheet.scores is None or sheet.previous_scores is None or sheet.scores.closed_at <= since:
        return []
    compared = [compare_snapshots(sheet.previous_scores.scores, sheet.scores.scores, axis) for axis in Axis]
    changes = [change for change in compared if change.verdict is Verdict.CHANGED]
    return [_score_sentence(sheet, changes, causes.get(sheet.project.id, ""))] if changes else []


def _score_sentence(sheet: ProjectSheet, changes: Sequence[Change], cause: str) -> str:
    moves = [
        _(
            "%(axis)s %(before)s → %(after)s",
            axis=axis_word(change.axis).lower(),
            before=round(change.before or 0),
            after=round(change.after or 0),
        )
        for change in changes
    ]
    text = _(
        "%(project)s: %(moves)s (%(evaluators)s evaluators, the same panel, beyond the measurement uncertainty of "
        "%(noise)s).",
        project=short_name(sheet.project.name),
        moves=", ".join(moves),
        evaluators=in_words(sheet.scores.evaluators if sheet.scores else 0),
        noise=round(max(change.threshold for change in changes)),
    )
    return text + (" " + sentence(_("Cause: %(cause)s", cause=short_name(cause, 90))) if cause else "")


def _of_row(sheet: ProjectSheet, row: ProjectRow) -> list[str]:
    name, found = short_name(sheet.project.name), []
    if row.stage != sheet.project.stage:
        found.append(_("%(project)s: now %(stage)s.", project=name, stage=stage_word(sheet.project.stage).lower()))
    band = sheet.resilience_band
    if band and row.band and band != row.band:
        values = {"project": name, "before": band_word(row.band), "after": band_word(band)}
        better = BANDS.index(band) > BANDS.index(row.band)
        found.append(
            _("%(project)s: resilience rose from %(before)s to %(after)s.", **values)
            if better
            else _("%(project)s: resilience fell from %(before)s to %(after)s.", **values)
        )
    return found


def _is_first_score(sheet: ProjectSheet, since: datetime) -> bool:
    return sheet.scores is not None and sheet.previous_scores is None and sheet.scores.closed_at > since


def _has_left(sheet: ProjectSheet, row: ProjectRow | None) -> bool:
    return row is not None and sheet.project.stage not in ACTIVE_STAGES and row.stage != sheet.project.stage


def _tell(
    told: list[str], *, new: list[ProjectSheet], first: list[ProjectSheet], unchanged: int, month: str
) -> tuple[str, ...]:
    sentences = told[:MOST]
    if hidden := len(told) - len(sentences):
        sentences.append(counted("One more change: see the sheet.", "%(count)s more changes: see the sheets.", hidden))
    if first:
        names = named([sheet.project.name for sheet in first])
        sentences.append(_("Evaluated for the first time: %(names)s.", names=names))
    if new:
        names = named([sheet.project.name for sheet in new])
        sentences.append(
            counted("One new project: %(names)s.", "%(count)s new projects: %(names)s.", len(new), names=names)
        )
    if not sentences:
        return (_("No clear change since the briefing of %(month)s.", month=month),)
    if unchanged:
        sentences.append(_rest(unchanged))
    return tuple(sentence(text) for text in sentences)


def _rest(unchanged: int) -> str:
    return counted(
        "The one other evaluated project: no clear change.",
        "The other %(count)s evaluated projects: no clear change.",
        unchanged,
    )
