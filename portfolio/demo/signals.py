"""The demo house's technology signals: invented, registered as a lead would, and two that a feed suggests."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from portfolio.actions.signal_feeds import add_feed, keep_entries
from portfolio.actions.signals import SignalInput, add_signal
from portfolio.clock import day_at
from portfolio.frames.feeds import Feed, FeedEntry
from portfolio.models import House
from portfolio.rounds.visibility import Viewer

SOURCE = Path(__file__).with_name("signals.yaml")
FEED = "https://nyt.fjordhuset.example/opdigtet.xml"  # a name that never exists: the demo asks nobody outside


def signal_events(at: datetime, tell: Callable[..., None]) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Yield each signal of the story with its moment; `tell` is called with it and the moment."""
    story = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    for number, told in enumerate(story["signals"]):
        yield at - timedelta(days=told["days_ago"], minutes=number), partial(tell, told)
    yield at - timedelta(days=1), partial(tell, story["suggested"])


def tell_signal(session: Session, viewer: Viewer, house: House, told: Any, *, at: datetime) -> None:
    """Register one signal of the story, or suggest the entries of its feed."""
    day = day_at(at, house.zone)
    if isinstance(told, dict):
        facts = {name: value for name, value in told.items() if name != "days_ago"}
        add_signal(session, viewer, house, SignalInput(noticed_on=day, **facts), at=at)
        return
    feed = add_feed(session, viewer, house, url=FEED, name="Opdigtet nyt", at=at)
    entries = [
        FeedEntry(one["url"], one["title"], one["note"], one["url"], day - timedelta(days=one["days_ago"]))
        for one in told
    ]
    keep_entries(session, feed.id, Feed("Opdigtet nyt", tuple(entries)), at=at)
