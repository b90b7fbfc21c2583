"""What a project's page says of its scores over time: a picture, and a sentence for each step."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.language import format_date, format_number
from portfolio.language import gettext as _
from portfolio.reference.rubric import Axis
from portfolio.scoring.change import Change, Verdict
from portfolio.scoring.history import Moment
from portfolio.words import axis_word
from web.pictures import Picture, score_history_picture

History = dict[Axis, list[Moment]]


@dataclass(frozen=True)
class ScoreHistory:
    """The section on a project's page; there is none before the second closed evaluation."""

    finding: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    picture: Picture


def score_history_of(history: History) -> ScoreHistory | None:
    """Return the section, the newest step first."""
    moments = list(next(iter(history.values()), []))
    if len(moments) < 2:
        return None
    days = [format_date(moment.day) for moment in moments]
    steps = [
        (days[place], tuple(_step(moments_of[place]) for moments_of in history.values()))
        for place in range(len(moments) - 1, 0, -1)
    ]
    finding = _finding([moments_of[-1] for moments_of in history.values()])
    return ScoreHistory(finding, tuple(steps), score_history_picture(history, finding))


def _finding(newest: Sequence[Moment]) -> str:
    changed = [moment.change for moment in newest if moment.change and moment.change.verdict is Verdict.CHANGED]
    if not changed:
        return _("No clear change since last time.")
    moves = "; ".join(f"{axis_word(change.axis)} {_move(change)}" for change in changed)
    return _("Changed since last time, beyond what chance explains: %(moves)s.", moves=moves)


def _step(moment: Moment) -> str:
    change = moment.change
    if change is None:
        return ""
    return f"{axis_word(change.axis)} {_move(change)}: {change_reason(change)}"


def _move(change: Change) -> str:
    before, after = ("–" if value is None else format_number(value) for value in (change.before, change.after))
    return f"{before} → {after}"


def change_reason(change: Change) -> str:
    """Return in words what may be said of two scores."""
    return {
        "beyond_noise": _("changed, beyond what chance explains."),
        "within_noise": _(
            "no clear change; it takes more than %(points)s points.", points=format_number(change.threshold)
        ),
        "another_panel": _("no clear change; another panel scored."),
        "another_rubric": _("not comparable; the rubric is another."),
        "too_little_assessed": _("not comparable; too little could be assessed."),
    }[change.reason.value]
