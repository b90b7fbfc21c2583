"""The demo house's evaluations of two rounds: the reveal, the talk in the facilitator's words, and the second round."""

from datetime import date, datetime

from sqlmodel import Session

from portfolio.actions.evaluation_rounds import reveal_first_round, start_second_round, write_talk_note
from portfolio.models import Evaluation, House
from portfolio.queries.evaluation_rounds import find_first_round
from portfolio.rounds.visibility import Viewer

# What was said, in words that fit any criterion: for the lowest level and for the highest.
SAID = (
    ("Det står kun i planen, og ingen har set det endnu.", "Det er set på besøg, og papirerne er underskrevet."),
    ("Dele af to niveauer passer, og så gælder det laveste.", "Det laveste passer kun på starten, ikke på i dag."),
    ("Aftalen kan siges op uden varsel.", "Den har nu holdt gennem et budgetår."),
)
OTHER = "Vi er enige om at se på det, der er dokumenteret, og ikke på planen."


def reveal(
    session: Session, viewer: Viewer, house: House, evaluation: Evaluation, *, at: datetime, base_url: str
) -> None:
    """Show the first round to its panel, and note the talk about the widest criteria."""
    reveal_first_round(session, viewer, house, evaluation, missing_accepted=5, at=at, base_url=base_url)
    first = find_first_round(session, viewer, evaluation)
    for place, (criterion, (lowest, highest)) in enumerate(zip(first.widest if first else (), SAID, strict=False)):
        other = OTHER if place == 0 else ""
        write_talk_note(session, viewer, evaluation, criterion, lowest=lowest, highest=highest, other=other, at=at)


def ask_again(
    session: Session,
    viewer: Viewer,
    house: House,
    evaluation: Evaluation,
    *,
    closes_on: date,
    at: datetime,
    base_url: str,
) -> None:
    """Start the second round."""
    start_second_round(session, viewer, house, evaluation, closes_on=closes_on, at=at, base_url=base_url)
