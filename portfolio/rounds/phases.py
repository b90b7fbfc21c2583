"""The two private rounds of an evaluation, with an anonymous reveal and a talk between them (method: scoring, 5)."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.rounds.panel import ADVISED_PANEL, SMALLEST_PANEL, Answer, AnswersRefusedError, Progress

ROUNDS = (1, 2)  # how many an evaluation may have; it never has a third
FAR = 1  # levels from the panel's median; further away an answer is a minority's and needs a reason
MOST_TALKED_OF = 3  # criteria: the talk is about the widest only
WIDE = 1.0  # levels between the quartiles; at less there is nothing to talk about


class Phase(StrEnum):
    """Where an open evaluation is among its rounds."""

    ONLY_ROUND = "only_round"
    FIRST_ROUND = "first_round"
    TALK = "talk"
    SECOND_ROUND = "second_round"


def phase_of(*, rounds: int, round_now: int, is_revealed: bool) -> Phase:
    """Return where an evaluation of one or two rounds is."""
    if rounds == 1:
        return Phase.ONLY_ROUND
    if round_now == 2:
        return Phase.SECOND_ROUND
    return Phase.TALK if is_revealed else Phase.FIRST_ROUND


def check_rounds(rounds: int, *, panel: int) -> None:
    """Raise RuleBrokenError unless a panel of a size may have that many rounds."""
    if rounds not in ROUNDS:
        raise RuleBrokenError(_("An evaluation has one or two rounds."), field="rounds")
    if rounds > 1 and panel < ADVISED_PANEL:
        raise RuleBrokenError(
            _("Two rounds need three evaluators at least: of two, each can work out what the other answered."),
            field="evaluators",
        )


def check_takes_answers(phase: Phase, *, answered_in: int, round_now: int) -> None:
    """Raise RuleBrokenError unless answers of a round may still change."""
    if phase is Phase.TALK or answered_in != round_now:
        raise RuleBrokenError(_("The first round is over. Its answers are kept, and can no longer change."))


def check_revealing(phase: Phase, progress: Progress, *, past_last_day: bool, missing_accepted: int = 0) -> None:
    """Raise RuleBrokenError unless the first round may be shown to its panel."""
    if phase is Phase.ONLY_ROUND:
        raise RuleBrokenError(_("This evaluation has one round. Close it when it is done."))
    if phase is not Phase.FIRST_ROUND:
        raise RuleBrokenError(_("The first round is already revealed."))
    if progress.handed_in < SMALLEST_PANEL:
        raise RuleBrokenError(
            _("The first round is revealed when at least two evaluators have handed in. Wait, or cancel.")
        )
    if progress.missing > missing_accepted and not past_last_day:
        raise RuleBrokenError(
            ngettext(
                "%(num)s evaluator has not handed in. Confirm that you go on without that answer.",
                "%(num)s evaluators have not handed in. Confirm that you go on without their answers.",
                progress.missing,
            ),
            field="missing_accepted",
        )


def check_talking(phase: Phase) -> None:
    """Raise RuleBrokenError unless the panel talks now, between its rounds."""
    if phase is Phase.SECOND_ROUND:
        raise RuleBrokenError(_("The second round has begun; the talk is over."))
    if phase is not Phase.TALK:
        raise RuleBrokenError(_("Reveal the first round before you talk about it."))


def check_second_panel(panel: int) -> None:
    """Raise RuleBrokenError unless enough of those who handed in can answer once more."""
    if panel < SMALLEST_PANEL:
        raise RuleBrokenError(
            _("Fewer than two of those who handed in are still evaluators. Cancel, and open an evaluation anew.")
        )


def check_may_invite(phase: Phase) -> None:
    """Raise RuleBrokenError once the first round was revealed: whoever came then would not answer blind."""
    if phase in (Phase.TALK, Phase.SECOND_ROUND):
        raise RuleBrokenError(
            _("The first round is revealed, so nobody who joins now would answer blind."), field="evaluators"
        )


def check_may_move_last_day(phase: Phase) -> None:
    """Raise RuleBrokenError during the talk, which has no last day."""
    if phase is Phase.TALK:
        raise RuleBrokenError(_("The last day is set when the second round starts."), field="closes_on")


def check_may_close(phase: Phase) -> None:
    """Raise RuleBrokenError unless the round now is the last."""
    if phase is Phase.FIRST_ROUND:
        raise RuleBrokenError(_("Reveal the first round, talk, and let the panel answer once more before you close."))
    if phase is Phase.TALK:
        raise RuleBrokenError(_("Start the second round before you close; the result comes from it."))


def check_notes(lowest: str, highest: str, other: str) -> None:
    """Raise RuleBrokenError unless the lowest and the highest reasoning were asked for before anything else."""
    if other and not lowest:
        raise RuleBrokenError(_("Ask first what speaks for the lowest level."), field="lowest")
    if other and not highest:
        raise RuleBrokenError(_("Ask first what speaks for the highest level."), field="highest")


def is_minority(level: int | None, median: float | None) -> bool:
    """Tell whether a level lies further from the panel's median than consensus allows."""
    return level is not None and median is not None and abs(level - median) > FAR


def check_minorities(answers: Mapping[str, Answer], medians: Mapping[str, float | None]) -> None:
    """Raise AnswersRefusedError unless everyone far from the first round's median says why, in writing."""
    problems = {
        f"{criterion}-reason": _("Your level is more than one from the first round’s median. Write what you saw.")
        for criterion, answer in answers.items()
        if is_minority(answer.level, medians.get(criterion)) and not answer.reason
    }
    if problems:
        raise AnswersRefusedError(problems)


def widest(spreads: Mapping[str, tuple[float, int]]) -> list[str]:
    """Return the two or three criteria to talk about: the widest, by middle half and then by range, widest first.

    `spreads` holds, by criterion, levels between the quartiles and levels from the lowest to the highest answer.
    Fewer are named when the rest lie close together.
    """
    worth = [criterion for criterion, (iqr, span) in spreads.items() if iqr >= WIDE or span > FAR]
    order = list(spreads)
    return sorted(worth, key=lambda criterion: (*(-part for part in spreads[criterion]), order.index(criterion)))[
        :MOST_TALKED_OF
    ]


def is_from_outside(organisation: str, near: Collection[str]) -> bool:
    """Tell whether an evaluator's organisation is known, and neither the house nor a partner of the project."""
    own = organisation.strip().casefold()
    return bool(own) and own not in {name.strip().casefold() for name in near}
