"""Placing labels beside marks so that they do not cover marks or each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import hypot

GAP = 4.0  # pixels between a mark and its label
LEADER = 8.0  # pixels of label crossed by a line that a leader is worth, and as much again for its length:
LEADER_LENGTH = 0.5  # for each pixel
LINE = 2.0  # pixels: how thick thin marks are taken to be
WAYS = ((0.87, 0.5), (0.5, 0.87))  # of leaders, in each quarter; along the axes lie the mark's own whiskers
REACHES = (1.2, 2.2, 3.4, 4.8, 6.4, 8.2)  # lengths of leaders, in lines of type


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the shared area in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    def meets(self, other: "Box") -> bool:
        """Tell whether there is any shared area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Tell whether another rectangle lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def wider(self, by: float) -> "Box":
        """Return it with as much room on its left and on its right."""
        return Box(self.left - by, self.top, self.right + by, self.bottom)


@dataclass(frozen=True)
class Anchor:
    """A mark that wants a label of a size: its middle and radius, in pixels."""

    x: float
    y: float
    radius: float
    width: float
    height: float

    def box(self) -> Box:
        """Return the rectangle round the mark."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Leader:
    """A line from a mark's edge to its label, in pixels."""

    x: float
    y: float
    x2: float
    y2: float

    @property
    def length(self) -> float:
        """Its length."""
        return hypot(self.x2 - self.x, self.y2 - self.y)

    def boxes(self) -> Iterator[Box]:
        """Yield small rectangles that cover the line."""
        steps = max(1, round(self.length / LINE))
        for step in range(steps + 1):
            x = self.x + (self.x2 - self.x) * step / steps
            y = self.y + (self.y2 - self.y) * step / steps
            yield Box(x - LINE / 2, y - LINE / 2, x + LINE / 2, y + LINE / 2)


@dataclass(frozen=True, slots=True)
class Label:
    """Where a label stands, the line that leads there from a mark that is not right beside it, and what that costs.

    The cost is in pixels of lines that cross the label.
    """

    box: Box
    leader: Leader | None = None
    cost: float = 0.0

    def crossing(self, lines: Sequence[Box]) -> "Label":
        """Return it with its cost among some lines."""
        cost = LEADER + LEADER_LENGTH * self.leader.length if self.leader else 0.0
        return Label(self.box, self.leader, cost + sum(self.box.overlap(line) for line in lines) / LINE)


def place(
    anchors: Sequence[Anchor],
    *,
    frame: Box,
    thin: Sequence[Box] = (),
    solid: Sequence[Box] = (),
    crowded: bool = False,
) -> list[Label | None]:
    """Return a free place for each label, the first anchors first; None where every place is taken.

    `thin` are lines, such as whiskers, that a label may cross when nothing better is free, the thinner the rather;
    `solid` is what none may touch. In a crowded picture labels stand right beside their marks and are left out sooner
    than led away or crossed by more than a hairline.
    """
    marks = list(dict.fromkeys(anchor.box() for anchor in anchors))  # several may stand in one place
    ground = Ground(frame, marks, list(dict.fromkeys(thin)), list(solid))
    given = _in_order(anchors, range(len(anchors)), ground, crowded=crowded)
    if crowded or all(given):
        return given
    return min([given, *(_in_order(anchors, order, ground) for order in _other_orders(anchors))], key=_worth)


@dataclass(frozen=True)
class Ground:
    """What labels are placed on: the room there is, the marks, the lines, and what none may touch."""

    frame: Box
    marks: list[Box]
    thin: list[Box]
    solid: list[Box]


def _other_orders(anchors: Sequence[Anchor]) -> Iterator[Sequence[int]]:
    """Yield orders in which labels may find their places: where one is tight, another often has room for all."""
    given = range(len(anchors))
    yield sorted(given, key=lambda index: -anchors[index].x)
    yield sorted(given, key=lambda index: anchors[index].x)
    yield sorted(given, key=lambda index: -anchors[index].width)


def _worth(labels: Sequence[Label | None]) -> tuple[int, float]:
    """Return what is lost where there is no place, most for the first, and what the others cost; the least is best."""
    lost = sum(len(labels) - place for place, label in enumerate(labels) if label is None)
    return lost, sum(label.cost for label in labels if label)


def _in_order(
    anchors: Sequence[Anchor], order: Sequence[int], ground: Ground, *, crowded: bool = False
) -> list[Label | None]:
    taken = list(ground.solid)
    placed: list[Label | None] = [None] * len(anchors)
    for index in order:
        anchor = anchors[index]
        best = _best([Label(box) for box in _beside(anchor)], anchor, ground, taken)
        if crowded and best and best.cost > anchor.height / 2:
            best = None
        elif not crowded and (best is None or best.cost):
            best = _best([*([best] if best else []), *_led(anchor)], anchor, ground, taken)
        if best:
            taken += [best.box.wider(GAP), *(best.leader.boxes() if best.leader else ())]
        placed[index] = best
    return placed


def _best(labels: Iterable[Label], anchor: Anchor, ground: Ground, taken: Sequence[Box]) -> Label | None:
    """Return the cheapest place that is free, the first of equals, with its cost."""
    inside = [label for label in labels if ground.frame.holds(label.box)]
    around = _near(inside, anchor, chain(ground.marks, taken))
    free = [label for label in inside if _is_free(label, anchor.box(), around)]
    lines = _near(free, anchor, ground.thin)
    return min((label.crossing(lines) for label in free), key=lambda label: label.cost, default=None)


def _is_free(label: Label, own: Box, others: Sequence[Box]) -> bool:
    if any(label.box.meets(other) for other in others):
        return False
    if label.leader is None:
        return True
    strangers = [other for other in others if other != own]
    return not any(box.meets(other) for box in label.leader.boxes() for other in strangers)


def _near(labels: Sequence[Label], anchor: Anchor, others: Iterable[Box]) -> list[Box]:
    """Return those of others that meet the rectangle round a mark and some labels: no other can meet one of them."""
    if not labels:
        return []
    boxes = [anchor.box(), *(label.box for label in labels)]
    whole = Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    return [other for other in others if whole.meets(other)]


def spread(wanted: Sequence[float], *, height: float, top: float, bottom: float) -> list[float]:
    """Return middles as near the wanted ones as lines of a height allow, in the same order from top to bottom."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    middles = [0.0] * len(wanted)
    edge = top
    for index in order:
        middles[index] = max(wanted[index], edge + height / 2)
        edge = middles[index] + height / 2
    limit = bottom
    for index in reversed(order):
        middles[index] = min(middles[index], limit - height / 2)
        limit = middles[index] - height / 2
    return middles


def _beside(anchor: Anchor) -> Iterator[Box]:
    """Yield places, the best first: obliquely beside the mark, clear of its own whiskers, then straight."""
    near = anchor.radius * 0.7 + GAP
    for down, right in ((False, True), (True, True), (False, False), (True, False)):
        left = anchor.x + near if right else anchor.x - near - anchor.width
        top = anchor.y + near / 2 if down else anchor.y - near / 2 - anchor.height
        yield _at(anchor, left, top)
    reach = anchor.radius + GAP
    yield _at(anchor, anchor.x + reach, anchor.y - anchor.height / 2)
    yield _at(anchor, anchor.x - reach - anchor.width, anchor.y - anchor.height / 2)
    yield _at(anchor, anchor.x - anchor.width / 2, anchor.y - reach - anchor.height)
    yield _at(anchor, anchor.x - anchor.width / 2, anchor.y + reach)


def _led(anchor: Anchor) -> Iterator[Label]:
    """Yield places farther away, each with the line that leads there, the nearest first."""
    for reach in REACHES:
        for down in (-1, 1):
            for right in (1, -1):
                for across, along in WAYS:
                    yield _at_the_end(anchor, across * right, along * down, reach * anchor.height)


def _at_the_end(anchor: Anchor, across: float, down: float, length: float) -> Label:
    start, end = anchor.radius + 1, anchor.radius + 1 + length
    leader = Leader(anchor.x + across * start, anchor.y + down * start, anchor.x + across * end, anchor.y + down * end)
    left = leader.x2 + LINE if across > 0 else leader.x2 - LINE - anchor.width
    return Label(_at(anchor, left, leader.y2 - anchor.height / 2), leader)


def _at(anchor: Anchor, left: float, top: float) -> Box:
    return Box(left, top, left + anchor.width, top + anchor.height)
