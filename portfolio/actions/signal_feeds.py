"""The news feeds a house follows, and what their entries become: signals that are suggested, never more."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from portfolio.actions.history import record
from portfolio.actions.signals import check_lead, check_source
from portfolio.clock import day_at
from portfolio.errors import RuleBrokenError
from portfolio.frames.feeds import Feed, FeedEntry
from portfolio.language import gettext as _
from portfolio.models import House, Signal, SignalFeed, SignalOrigin, SignalState
from portfolio.rounds.visibility import Viewer
from portfolio.text import clean_line

MOST_FEEDS = 20  # of a house
MOST_WAITING = 300  # suggestions of a house that nobody has decided on; beyond them a feed is not read on


def add_feed(session: Session, viewer: Viewer, house: House, *, url: str, name: str, at: datetime) -> SignalFeed:
    """Follow a feed; only a lead may. It is first read by the next job, never by the page."""
    check_lead(viewer, house.id)
    try:
        address = check_source(url)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="url") from error
    if not address:
        raise RuleBrokenError(_("Write the address of the feed."), field="url")
    followed = session.exec(select(SignalFeed.url).where(SignalFeed.house_id == house.id)).all()
    if address in followed:
        raise RuleBrokenError(_("The house follows this feed already."), field="url")
    if len(followed) >= MOST_FEEDS:
        raise RuleBrokenError(_("A house follows at most %(most)s feeds.", most=MOST_FEEDS), field="url")
    feed = SignalFeed(
        house_id=house.id, url=address, name=clean_line(name, field="name") or _host(address), added_at=at
    )
    session.add(feed)
    session.flush()
    _note(session, viewer, feed, "followed", at)
    return feed


def remove_feed(session: Session, viewer: Viewer, house: House, feed_id: UUID, *, at: datetime) -> None:
    """Follow a feed no longer; what it suggested stays."""
    check_lead(viewer, house.id)
    feed = session.exec(select(SignalFeed).where(SignalFeed.id == feed_id, SignalFeed.house_id == house.id)).first()
    if feed is None:
        return  # somebody else was first
    _note(session, viewer, feed, "unfollowed", at)
    session.exec(delete(SignalFeed).where(col(SignalFeed.id) == feed.id))


def keep_entries(session: Session, feed_id: UUID, found: Feed, *, at: datetime) -> int:
    """Suggest the entries of a feed that the house has not seen; return how many. Meant for jobs."""
    feed = session.exec(select(SignalFeed).where(SignalFeed.id == feed_id).with_for_update()).first()
    if feed is None:
        return 0
    feed.tried_at, feed.read_at, feed.problem = at, at, ""
    session.add(feed)
    house = session.get_one(House, feed.house_id)
    new = _unseen(session, feed, found.entries)
    today = day_at(at, house.zone)
    for key, entry in new:
        signal = Signal(
            house_id=feed.house_id,
            source_key=key,
            title=entry.title,
            note=entry.text,
            source_url=entry.url,
            noticed_on=min(entry.day or today, today),
            state=SignalState.SUGGESTED,
            origin=SignalOrigin.FEED,
            added_at=at,
        )
        session.add(signal)
    session.flush()
    return len(new)


def note_feed_problem(session: Session, feed_id: UUID, problem: str, *, at: datetime) -> None:
    """Keep why a feed could not be read; what it gave before stays. Meant for jobs."""
    feed = session.exec(select(SignalFeed).where(SignalFeed.id == feed_id).with_for_update()).first()
    if feed is not None:
        feed.tried_at, feed.problem = at, problem
        session.add(feed)
        session.flush()


def _unseen(session: Session, feed: SignalFeed, entries: Sequence[FeedEntry]) -> list[tuple[str, FeedEntry]]:
    """Return the entries that the house has not seen, as many as there is room for, each once."""
    by_key = {hashlib.sha256(f"{feed.url}\n{entry.key}".encode()).hexdigest(): entry for entry in reversed(entries)}
    known = set(
        session.exec(
            select(Signal.source_key).where(Signal.house_id == feed.house_id, col(Signal.source_key).in_(by_key))
        )
    )
    waiting = session.exec(
        select(func.count()).where(Signal.house_id == feed.house_id, Signal.state == SignalState.SUGGESTED)
    ).one()
    new = [(key, entry) for key, entry in by_key.items() if key not in known]
    return new[: max(0, MOST_WAITING - waiting)]


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0][:300]


def _note(session: Session, viewer: Viewer, feed: SignalFeed, verb: str, at: datetime) -> None:
    record(
        session,
        house_id=feed.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"feed.{verb}",
        subject_id=feed.id,
        detail={"url": feed.url},
    )
