"""Scoring the calibration cases: when it is due, and what an answer must hold."""

from collections.abc import Collection, Mapping

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.rounds.panel import HIGHEST_LEVEL, LOWEST_LEVEL, AnswersRefusedError


def check_levels(levels: Mapping[str, int | None], *, criteria: Collection[str]) -> None:
    """Raise AnswersRefusedError unless there is a level, or None for “cannot assess”, on every criterion."""
    problems = {
        f"{criterion}-level": _("Choose a level, or “cannot assess”.")
        for criterion in criteria
        if criterion not in levels or not _is_answer(levels[criterion])
    }
    if problems:
        raise AnswersRefusedError(problems)


def check_draft(levels: Mapping[str, int | None], *, criteria: Collection[str]) -> None:
    """Raise AnswersRefusedError unless what is chosen until now are levels, or None, on criteria that there are."""
    problems = {
        f"{criterion}-level": _("Choose a level from 1 to 5, or “cannot assess”.")
        for criterion, level in levels.items()
        if criterion not in criteria or not _is_answer(level)
    }
    if problems:
        raise AnswersRefusedError(problems)


def check_key(key: Mapping[str, int | None], *, criteria: Collection[str]) -> None:
    """Raise AnswersRefusedError unless a key has a level for every criterion."""
    problems = {
        f"{criterion}-level": _("Choose the level agreed for this case.")
        for criterion in criteria
        if key.get(criterion) is None or not _is_answer(key[criterion])
    }
    if problems:
        raise AnswersRefusedError(problems)


def check_first_time(*, is_answered: bool) -> None:
    """Raise RuleBrokenError when a case was already scored this year."""
    if is_answered:
        raise RuleBrokenError(_("You have already scored this case this year."))


def check_calibrated(*, must_calibrate: bool) -> None:
    """Raise RuleBrokenError for a new evaluator who has not scored the cases in a house that asks for it."""
    if must_calibrate:
        raise RuleBrokenError(_("Score the three calibration cases first; then you can score projects."))


def _is_answer(level: int | None) -> bool:
    return level is None or LOWEST_LEVEL <= level <= HIGHEST_LEVEL
