"""Reading the news feeds that houses follow: each entry becomes a suggested signal once."""

from datetime import datetime

from jobs.context import Context
from jobs.feeds.fetching import FetchingError, fetch
from portfolio.actions.signal_feeds import keep_entries, note_feed_problem
from portfolio.frames.feeds import Feed, NotAFeedError, read_feed
from portfolio.language import as_language, speaking
from portfolio.queries.signals import list_all_feeds


def read_feeds(context: Context, due_at: datetime) -> None:
    """Fetch every feed, one after the other; one that fails keeps its old entries and tells why on its page."""
    del due_at  # the newest entries are those of now
    with context.reading() as session:
        feeds = [(feed.id, feed.url, house.language) for feed, house in list_all_feeds(session)]
    for feed_id, url, language in feeds:
        if context.stopping.is_set():
            return
        found = _fetched(context, url)
        with context.writing() as session, speaking(as_language(language)):
            if isinstance(found, Feed):
                keep_entries(session, feed_id, found, at=context.now())
            else:
                note_feed_problem(session, feed_id, found, at=context.now())


def _fetched(context: Context, url: str) -> Feed | str:
    try:
        return read_feed(fetch(url, allow_private=context.settings.feeds_allow_private))
    except (FetchingError, NotAFeedError) as error:
        return error.problem
