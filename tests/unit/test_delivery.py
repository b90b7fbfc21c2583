"""When a mail is tried again, and what is said about it."""

from datetime import timedelta
from itertools import count, takewhile

import pytest

from portfolio.language import speaking
from portfolio.rounds.delivery import SENTENCES, Obstacle, delay_after, explain, note

MINUTE = timedelta(minutes=1)


def test_a_mail_is_tried_again_after_a_minute_and_then_ever_more_rarely_up_to_an_hour() -> None:
    delays = [delay_after(attempt) for attempt in range(1, 9)]

    assert delays == [n * MINUTE for n in (1, 2, 4, 8, 16, 32, 60, 60)]


def test_a_mail_is_tried_for_five_days() -> None:
    delays = takewhile(lambda delay: delay is not None, map(delay_after, count(1)))

    total = sum((delay for delay in delays if delay), timedelta())

    assert timedelta(days=5) <= total < timedelta(days=5, hours=1)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_a_sentence(obstacle: Obstacle) -> None:
    with speaking("en"):
        assert explain(note(obstacle)) == SENTENCES[obstacle]()


def test_the_servers_own_words_come_after_the_sentence() -> None:
    with speaking("en"):
        said = explain(note(Obstacle.RECIPIENT_REFUSED, "550 No such user"))

    assert said == "The mail server refused the recipient's address. The server said: “550 No such user”"


def test_nothing_kept_is_nothing_said() -> None:
    assert explain("") == ""
