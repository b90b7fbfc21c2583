"""What a draft still lacks, as sentences for the lead, the most important first."""

from collections.abc import Iterator, Sequence

from portfolio.actions.briefings import no_board
from portfolio.briefing.making import Material
from portfolio.briefing.standing import active
from portfolio.briefing.words import counted, named, sentence
from portfolio.clock import day_at
from portfolio.language import gettext as _
from portfolio.models import Briefing
from portfolio.queries.attention_items import AttentionKind


def find_missing(read: Material, drafts: Sequence[Briefing], *, has_board: bool) -> tuple[str, ...]:
    """Return what is missing before the board gets the draft, in the language spoken now; nothing when it is ready."""
    return tuple(sentence(text) for text in (*_of_house(read, drafts, has_board=has_board), *_of_projects(read)))


def _of_house(read: Material, drafts: Sequence[Briefing], *, has_board: bool) -> Iterator[str]:
    if not has_board:
        yield no_board()
    unwritten = [draft.language for draft in drafts if not draft.leads_word]
    if unwritten:
        names = {"da": _("in Danish"), "en": _("in English")}
        yield _(
            "Your word to the board is not written %(languages)s.", languages=named([names[one] for one in unwritten])
        )
    if not read.house.solutions_in_five_years or not read.house.people_in_five_years:
        yield _("The house has not answered both five-year questions (in the settings).")
    if read.house.corridor is None:
        yield _("The board has not set a corridor for the money (in the settings).")
    today = day_at(read.at, read.house.zone)
    late = sum(one.is_open and one.due_on is not None and one.due_on < today for one in read.decisions)
    if late:
        yield counted("One earlier decision is overdue.", "%(count)s earlier decisions are overdue.", late)


def _of_projects(read: Material) -> Iterator[str]:
    told = {
        AttentionKind.PAST_CLOSING: _("To be closed, because the last day has passed: %(names)s."),
        AttentionKind.OVERDUE: _("To be re-evaluated, because the date has passed: %(names)s."),
        AttentionKind.NEVER_EVALUATED: _("Never evaluated: %(names)s."),
        AttentionKind.NOTHING_TO_COMPUTE: _("Without a horizon or occupations: %(names)s."),
    }
    for kind, words in told.items():
        if names := [item.project.name for item in read.attention if item.kind is kind]:
            yield words % {"names": named(names)}
    silent = [
        sheet.project.name
        for sheet in active(read.sheets)
        if not sheet.project.solutions_in_five_years or not sheet.project.people_in_five_years
    ]
    if silent:
        yield _("The two five-year questions are not answered for %(names)s.", names=named(silent))
