"""What the pages of technology signals show: the radar, what a signal moves, and what becomes of projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portfolio.charts.radar import RadarSignal
from portfolio.language import current_language, format_number, ngettext
from portfolio.language import gettext as _
from portfolio.models import Signal, SignalRun, SignalState
from portfolio.queries.projects import ProjectSheet
from portfolio.queries.signal_preview import Preview
from portfolio.queries.signals import TouchedProject
from portfolio.reference.occupations import find_occupations, occupation_groups, occupations, unit_group_code
from portfolio.resilience.bands import resilience_band
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.parameters import parameter
from portfolio.resilience.signals import moved_value
from portfolio.words import band_word
from web.forms.signals import SignalForm
from web.occupation_page import switched_off
from web.pictures import Picture, radar_picture

MOST_MATCHES = 10
MOST_GROUPS = 5


@dataclass(frozen=True)
class Match:
    """An occupation or a group that fits what was typed."""

    code: str
    title: str


@dataclass(frozen=True)
class TouchedRow:
    """A project in the table of what a signal does; shares are per cent, written out."""

    project: Any
    share: str
    before: str
    after: str
    turns: bool
    watch: str
    words: str


@dataclass(frozen=True)
class PreviewPage:
    """What a signal would do: a sentence, and the projects it would touch."""

    sentence: str
    rows: list[TouchedRow]


def preview_page(found: Sequence[Preview]) -> PreviewPage:
    """Return what a signal that is not registered yet would do to the projects."""
    touched = ngettext("It would touch %(num)s project.", "It would touch %(num)s projects.", len(found))
    turning = sum(one.turns for one in found)
    turned = ngettext(
        "The cautious estimate of %(num)s would change its band, which raises a re-evaluation.",
        "The cautious estimates of %(num)s would change their bands, which raises re-evaluations.",
        turning,
    )
    if not found:
        touched = _("It would touch no project.")
    elif not turning:
        turned = _("None would change its band.")
    return PreviewPage(f"{touched} {turned}" if found else touched, [_previewed(one) for one in found])


def work_title(code: str) -> str:
    """Return what an occupation or group is called, with its code."""
    found = occupations().get(code) or occupation_groups().get(code)
    return f"{code} {found.title_in(current_language())}" if found else _("Unknown occupation %(code)s", code=code[:20])


def numbered(signals: Sequence[Signal]) -> dict[Any, int]:
    """Return the number that the radar and the list give each signal in force."""
    in_force = [signal for signal in signals if signal.state is SignalState.IN_FORCE]
    return {signal.id: number for number, signal in enumerate(in_force, start=1)}


def radar(signals: Sequence[Signal]) -> Picture | None:
    """Return the radar of the signals in force, or None without any."""
    numbers = numbered(signals)
    points = tuple(
        RadarSignal(
            number=numbers[signal.id],
            title=signal.title,
            sectors=tuple(sorted({code[0] for code in signal.occupations})),
            strength=signal.strength,
            direction=signal.direction,
            href=url_for("signals.show", signal_id=signal.id),
        )
        for signal in signals
        if signal.id in numbers
    )
    return radar_picture(points) if points else None


def move_words(signal: Signal) -> str:
    """Say which parameter a signal moves, and how far by itself."""
    if not signal.parameter:
        return ""
    item = parameter(signal.parameter)
    value = house_parameters(switched_off())[item.name]
    moved = moved_value(item, value, signal.effect.step)
    return _(
        "%(name)s: from %(before)s to %(after)s (80 %% range %(low)s–%(high)s), for this work alone.",
        name=str(item.label),
        before=_written(value, item.unit),
        after=_written(moved, item.unit),
        low=_written(item.low, item.unit),
        high=_written(item.high, item.unit),
    )


def touched_rows(found: Sequence[TouchedProject]) -> list[TouchedRow]:
    """Return what a signal's projects come to, before and after."""
    return [_row(one) for one in found]


def signals_of(sheet: ProjectSheet) -> dict[str, object]:
    """Return what a project's page says of the signals that touch it: a sentence, and the signals to link to."""
    standing = sheet.under_signals
    if standing is None:
        return {"under_signals": "", "touching": []}
    run = standing.run
    sentence = _(
        "Under the signals it is %(after)s per cent (%(low)s–%(high)s) instead of %(before)s, watch year %(watch)s:",
        after=round(run.p50 * 100),
        low=round(run.p10 * 100),
        high=round(run.p90 * 100),
        before=round(run.base_p50 * 100),
        watch=_watch(run),
    )
    return {"under_signals": sentence, "touching": standing.signals}


def answer_button(form: SignalForm, button: str) -> bool:
    """Do what a button asks, as `pick:8344`; return False when the form is to be saved."""
    verb, _colon, rest = button.partition(":")
    if verb == "find" or (verb == "enter" and (form.occupation_words.data or "").strip()):
        return True
    if verb == "pick":
        code = unit_group_code(rest)
        if code in occupations() or code in occupation_groups():
            if code not in [row["code"] for row in form.occupations.data]:
                form.occupations.add({"code": code})
            form.occupation_words.data = ""
        return True
    if verb == "remove" and rest.isascii() and rest.isdecimal():
        form.occupations.remove(int(rest))
        return True
    return False


def chosen_work(form: SignalForm) -> dict[str, object]:
    """Return what the form shows of occupations: those chosen, and what a search found."""
    chosen = [Match(row["code"], work_title(row["code"])) for row in form.occupations.filled("code")]
    words = (form.occupation_words.data or "").strip()
    taken = {match.code for match in chosen}
    return {"chosen": chosen, "searched": words, "matches": [one for one in _matches(words) if one.code not in taken]}


def _matches(words: str) -> list[Match]:
    if not words:
        return []
    language = current_language()
    folded = words.casefold()
    groups = [
        Match(code, _("%(group)s (the whole group)", group=work_title(code)))
        for code, group in occupation_groups().items()
        if code == folded or (len(folded) > 2 and folded in group.title_in(language).casefold())
    ]
    found = [
        Match(one.code, work_title(one.code)) for one in find_occupations(words, language=language, limit=MOST_MATCHES)
    ]
    return found + groups[:MOST_GROUPS]


def _row(one: TouchedProject) -> TouchedRow:
    run = one.run
    share = format_number(one.share * 100) + " %"
    if run is None:
        return TouchedRow(one.project, share, "—", "—", False, "—", _("no horizon, or not run yet"))
    base, now = resilience_band(run.base_p10), resilience_band(run.p10)
    words = _bands(base, now)
    return TouchedRow(one.project, share, _whole(run.base_p10), _whole(run.p10), base != now, _watch(run), words)


def _previewed(one: Preview) -> TouchedRow:
    share = format_number(one.share * 100) + " %"
    before, after = one.before, one.after
    if before is None or after is None:
        return TouchedRow(one.project, share, "—", "—", False, "—", _("no horizon, or not run yet"))
    words = _bands(before.band, after.band)
    watch = _years(before.watch_year, after.watch_year)
    return TouchedRow(one.project, share, _whole(before.p10), _whole(after.p10), one.turns, watch, words)


def _bands(before: str, after: str) -> str:
    if before == after:
        return band_word(after)
    return _("from %(before)s to %(after)s", before=band_word(before), after=band_word(after))


def _whole(share: float) -> str:
    return str(round(share * 100))


def _watch(run: SignalRun) -> str:
    return _years(run.base_watch_year, run.watch_year)


def _years(before: int | None, after: int | None) -> str:
    if after is None:
        return "—"
    return str(after) if before == after else f"{before or '—'} → {after}"


def _written(value: float, unit: str) -> str:
    if unit.startswith("share"):
        return format_number(value * 100, 1) + " %"
    years = _("%(count)s years", count=format_number(value, 1))
    return years if unit == "years" else format_number(value, 1)
