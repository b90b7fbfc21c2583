"""Labels stand beside their marks or are led to from them, and cover nothing that another label or mark needs."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts.placing import Anchor, Box, Label, _beside, _led, place

FRAME = Box(0, 0, 200, 150)
PLACES = st.sampled_from(range(5, 146, 5))
ANCHORS = st.builds(Anchor, PLACES, PLACES, st.sampled_from([3, 6]), st.sampled_from([15, 40]), st.just(8))
LINES = st.builds(lambda x, y, length: Box(x, y - 1, x + length, y + 1), PLACES, PLACES, st.sampled_from([10, 60]))


def place_looking_at_everything(anchors, lines):
    """Return places in a crowded picture, without any short cut."""
    marks, placed = [anchor.box() for anchor in anchors], []
    for anchor in anchors:
        others = [*marks, *(label.box.wider(4) for label in placed if label)]
        boxes = [box for box in _beside(anchor) if FRAME.holds(box)]
        free = [Label(box).crossing(lines) for box in boxes if not any(box.meets(other) for other in others)]
        best = min(free, key=lambda label: label.cost, default=None)
        placed.append(best if best and best.cost <= anchor.height / 2 else None)
    return placed


@given(st.lists(ANCHORS, max_size=14), st.lists(LINES, max_size=8, unique=True))
def test_labels_of_a_crowd_stand_where_looking_at_everything_puts_them(anchors, lines):
    assert place(anchors, frame=FRAME, thin=lines, crowded=True) == place_looking_at_everything(anchors, lines)


@given(st.lists(ANCHORS, max_size=8), st.lists(LINES, max_size=4), st.lists(LINES, max_size=2))
def test_labels_cover_no_mark_and_no_label_and_leaders_cross_neither(anchors, lines, solid):
    marks = [anchor.box() for anchor in anchors]

    labels = place(anchors, frame=FRAME, thin=lines, solid=solid)

    boxes = [label.box for label in labels if label]
    assert all(FRAME.holds(box) for box in boxes)
    assert not any(box.meets(other) for box in boxes for other in [*marks, *solid])
    assert not any(box.meets(other) for place, box in enumerate(boxes) for other in boxes[:place])
    for anchor, label in zip(anchors, labels, strict=True):
        if label and label.leader:
            others = [box for box in [*marks, *solid, *boxes] if box not in (anchor.box(), label.box)]
            assert not any(piece.meets(other) for piece in label.leader.boxes() for other in others)


def test_a_label_without_room_beside_its_mark_is_led_away_unless_the_picture_is_crowded():
    hemmed_in = Anchor(100, 75, 6, 40, 8)
    walls = [Box(50, 60, 90, 90), Box(110, 60, 150, 90), Box(98, 55, 102, 65), Box(98, 85, 102, 95)]

    (led,) = place([hemmed_in], frame=FRAME, solid=walls)

    assert led is not None
    assert led.leader is not None
    assert place([hemmed_in], frame=FRAME, solid=walls, crowded=True) == [None]


def test_a_label_is_led_away_rather_than_struck_through_and_crossed_rather_than_lost():
    anchor = Anchor(100, 75, 6, 40, 8)
    struck = [Box(0, y - 1, 200, y + 1) for y in range(55, 100, 3)]
    everywhere = [Box(0, y - 1, 200, y + 1) for y in range(0, 150, 3)]

    (led,), (crossed,) = (place([anchor], frame=FRAME, thin=lines) for lines in (struck, everywhere))

    assert led is not None
    assert led.leader is not None
    assert not any(led.box.meets(line) for line in struck)
    assert crossed is not None
    assert crossed.leader is None


def test_the_first_keep_their_names_where_not_all_can():
    anchors = [Anchor(100, 75, 6, 40, 8)] * 60

    labels = place(anchors, frame=Box(40, 40, 160, 110))

    named = [place for place, label in enumerate(labels) if label]
    assert 0 < len(named) < 60
    assert named[0] == 0


def test_places_farther_away_touch_the_end_of_their_leader():
    anchor = Anchor(100, 75, 6, 40, 8)

    for label in _led(anchor):
        assert label.leader is not None
        assert label.box.top < label.leader.y2 < label.box.bottom
        assert min(abs(label.box.left - label.leader.x2), abs(label.box.right - label.leader.x2)) == 2
