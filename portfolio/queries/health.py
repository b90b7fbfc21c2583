"""Figures about the whole installation; no house's data is in them."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.models import Briefing, BriefingState, House
from portfolio.rounds.calendar import periods_due

GRACE = timedelta(hours=1)  # that a briefing may take to be made


def count_overdue_briefings(session: Session, *, now: datetime) -> int:
    """Return for how many houses and months a briefing should have been made over an hour ago and is not."""
    made: dict[UUID, set[str]] = defaultdict(set)
    for house_id, period in session.exec(
        select(Briefing.house_id, Briefing.period).where(col(Briefing.state) != BriefingState.PLANNED).distinct()
    ):
        made[house_id].add(period)
    return sum(
        len(
            set(
                periods_due(
                    since=house.created_at,
                    now=now - GRACE,
                    day=house.briefing_day,
                    hour=house.briefing_hour,
                    zone=house.zone,
                )
            )
            - made[house.id]
        )
        for house in session.exec(select(House))
    )
