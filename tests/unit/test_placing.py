"""Labels are placed by looking at what is near, and stand where looking at everything would put them."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts.placing import Anchor, Box, _candidates, place

FRAME = Box(0, 0, 120, 90)
PLACES = st.sampled_from(range(5, 116, 5))
ANCHORS = st.builds(Anchor, PLACES, PLACES, st.sampled_from([3, 6]), st.sampled_from([15, 40]), st.just(8))
LINES = st.builds(lambda x, y, length: Box(x, y - 1, x + length, y + 1), PLACES, PLACES, st.sampled_from([10, 60]))


def place_looking_at_everything(anchors, soft):
    marks, placed = [anchor.box() for anchor in anchors], []
    for anchor in anchors:
        others = [*marks, *filter(None, placed)]
        free = [
            box for box in _candidates(anchor) if FRAME.holds(box) and not any(box.meets(other) for other in others)
        ]
        placed.append(min(free, key=lambda box: sum(box.overlap(line) for line in soft), default=None))
    return placed


@given(st.lists(ANCHORS, max_size=14), st.lists(LINES, max_size=8))
def test_labels_stand_where_looking_at_everything_puts_them(anchors, soft):
    assert place(anchors, frame=FRAME, soft=soft) == place_looking_at_everything(anchors, soft)
