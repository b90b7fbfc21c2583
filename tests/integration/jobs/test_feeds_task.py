"""Reading feeds as a job: entries become suggestions, a feed that fails tells why, and the others are still read."""

from dataclasses import replace

import pytest
from sqlmodel import select

from jobs.tasks.feeds import read_feeds
from portfolio.actions.signal_feeds import add_feed
from portfolio.models import Signal, SignalFeed, SignalState
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member
from tests.unit.test_feeds import OK, RSS, Server


@pytest.fixture
def servers():
    running = [Server(OK, RSS), Server(OK, b"<html>no feed")]
    yield running
    for server in running:
        server.close()


def follow(session, servers):
    house = a_house(session)
    lead = a_member(session, house, Role.LEAD)[1]
    for server in reversed(servers):  # the one that fails comes first
        add_feed(session, lead, house, url=server.url, name="", at=NOON)
    session.commit()


def test_entries_are_suggested_once_and_a_feed_that_fails_tells_why(context, session, servers):
    follow(session, servers)
    allowed = replace(context, settings=context.settings.model_copy(update={"feeds_allow_private": True}))

    read_feeds(allowed, NOON)
    read_feeds(allowed, NOON)

    signals = session.exec(select(Signal).order_by(Signal.title)).all()
    feeds = {feed.url: feed for feed in session.exec(select(SignalFeed))}
    assert [signal.title for signal in signals] == ["Forklift & robot", "No link"]
    assert {signal.state for signal in signals} == {SignalState.SUGGESTED}
    assert feeds[servers[0].url].problem == ""
    assert feeds[servers[1].url].problem == "not_xml"


def test_the_own_network_is_not_read_from_unless_the_installation_allows_it(context, session, servers):
    follow(session, servers)

    read_feeds(context, NOON)

    assert session.exec(select(Signal)).all() == []
    assert {feed.problem for feed in session.exec(select(SignalFeed))} == {"refused_address"}
