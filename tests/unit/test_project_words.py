from datetime import date, timedelta

import pytest

from portfolio.language import speaking
from web.project_words import distance

TODAY = date(2027, 3, 3)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (14, "in 14 days"),
        (15, "18 March 2027"),
        (-1, "yesterday"),
        (-2, "2 days ago"),
    ],
)
def test_a_day_is_told_as_people_do(days, words):
    with speaking("en"):
        assert distance(TODAY + timedelta(days=days), TODAY) == words
