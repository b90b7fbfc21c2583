"""What the demo house's board has agreed to weigh: an order for radicality, weights for connection (invented)."""

from datetime import datetime

from sqlmodel import Session

from portfolio.actions.weights import agree_weights
from portfolio.clock import day_at
from portfolio.models import House
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.agreed import WeightKind

ORDER = ("R6", "R3", "R4", "R1", "R2", "R7", "R5")  # the rules of the system first, as an invented board saw it
WEIGHTS = {"C1": 40.0, "C2": 60.0}
REASON = "Bestyrelsen, referatets punkt 4 (opdigtet)"


def tell_weights(session: Session, lead: Viewer, house: House, *, at: datetime) -> None:
    """Write down what the board agreed at a meeting."""
    places = {criterion: float(place) for place, criterion in enumerate(ORDER, start=1)}
    day = day_at(at, house.zone)
    for axis, kind, given in (
        (Axis.RADICALITY, WeightKind.ORDER, places),
        (Axis.CONNECTION, WeightKind.WEIGHTS, WEIGHTS),
    ):
        agree_weights(session, lead, house, axis, kind, given, decided_on=day, reason=REASON, at=at)
