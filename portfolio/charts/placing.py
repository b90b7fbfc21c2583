"""Placing labels beside marks so that they do not cover marks or each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

GAP = 4.0  # pixels between a mark and its label


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


def place(anchors: Sequence[Anchor], *, frame: Box, soft: Sequence[Box] = ()) -> list[Box | None]:
    """Return a free rectangle for each label, the first anchors first; None where every place is taken.

    `soft` are thin marks, such as whiskers, that a label may cross when nothing better is free.
    """
    marks = list(dict.fromkeys(anchor.box() for anchor in anchors))  # several may stand in one place
    taken: list[Box] = []
    placed: list[Box | None] = []
    for anchor in anchors:
        candidates = [box for box in _candidates(anchor) if frame.holds(box)]
        around = _near(candidates, chain(marks, taken))
        free = [box for box in candidates if not any(box.meets(other) for other in around)]
        lines = _near(free, soft)
        best = min(free, key=lambda box: sum(box.overlap(line) for line in lines), default=None)
        if best:
            taken.append(best)
        placed.append(best)
    return placed


def _near(boxes: Sequence[Box], others: Iterable[Box]) -> list[Box]:
    """Return those of others that meet the rectangle round some boxes: no other can meet one of them."""
    if not boxes:
        return []
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


def _candidates(anchor: Anchor) -> Iterator[Box]:
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


def _at(anchor: Anchor, left: float, top: float) -> Box:
    return Box(left, top, left + anchor.width, top + anchor.height)
