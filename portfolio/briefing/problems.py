"""Why a briefing is held, as a sentence for the lead."""

from collections.abc import Iterable
from enum import StrEnum

from portfolio.language import gettext as _


class Problem(StrEnum):
    """What keeps a briefing from being sent."""

    CLIPPED = "clipped"
    OVERLAPPING = "overlapping"
    BLANK = "blank"
    SHORT = "short"
    OVERFULL = "overfull"
    TOO_LONG = "too_long"
    TOO_SLOW = "too_slow"
    FAILED = "failed"
    MISSED = "missed"
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_LOCKED = "signature_locked"
    SIGNATURE_UNFIT = "signature_unfit"
    SIGNATURE_EXPIRED = "signature_expired"
    SIGNATURE_TOOL = "signature_tool"
    SIGNATURE_FAILED = "signature_failed"


def problem_sentence(problem: Problem) -> str:
    """Return what is wrong and what to do, in the language spoken now."""
    if problem.startswith("signature"):
        return f"{_signature_sentence(problem)} {_unsigned()}"
    return {
        Problem.CLIPPED: _(
            "Some text would be cut off at the edge of a page. Shorten long words and names, and make it again."
        ),
        Problem.OVERLAPPING: _("Some text would lie on top of other text. Make it again; tell the administrator."),
        Problem.BLANK: _("A page would be blank. Make it again; if it stays so, tell the administrator."),
        Problem.SHORT: _("Parts of it are missing. Make it again; if they stay away, tell the administrator."),
        Problem.OVERFULL: _(
            "The board page does not fit on one page. Shorten your word to the board, names and "
            "reasons, and make it again."
        ),
        Problem.TOO_LONG: _("It would have more than 400 pages. Shorten the projects’ texts, and make it again."),
        Problem.TOO_SLOW: _(
            "It could not be laid out in the time allowed. Shorten the projects’ texts, and make it again."
        ),
        Problem.FAILED: _("The PDF could not be made. Make it again; if it fails again, tell the administrator."),
        Problem.MISSED: _("It was not made in its month, and a newer one has gone out. Make it if the board needs it."),
    }[problem]


def _signature_sentence(problem: Problem) -> str:
    return {
        Problem.SIGNATURE_MISSING: _("The certificate for signing, or the file with its password, cannot be read."),
        Problem.SIGNATURE_LOCKED: _(
            "The certificate for signing cannot be opened: it is damaged, or its password is wrong."
        ),
        Problem.SIGNATURE_UNFIT: _(
            "The certificate for signing cannot be used: it needs an RSA key of at least 2,048 bits that may sign."
        ),
        Problem.SIGNATURE_EXPIRED: _("The certificate for signing is not valid at the briefing’s moment."),
        Problem.SIGNATURE_TOOL: _("The program that signs is not installed."),
        Problem.SIGNATURE_FAILED: _("The PDF could not be signed."),
    }[problem]


def _unsigned() -> str:
    return _("It is not sent unsigned. Tell the administrator, and make it again.")


def problem_sentences(problems: Iterable[Problem]) -> str:
    """Return several problems as running text."""
    return " ".join(problem_sentence(problem) for problem in problems)
