"""Whether a laid-out briefing can be sent: nothing cut off, nothing blank, the board page on one page."""

from collections.abc import Iterable, Iterator
from typing import Any

from portfolio.briefing.problems import Problem

BOARD_PAGE = "page-one"  # id in the template
SHEET = "article"  # the tag of a project's sheet in the template
OVERLAP = 3.0  # CSS pixels by which line boxes may touch
TOLERANCE = 1.0  # CSS pixels that rounding may take a box over the edge


def find_problems(pages: Iterable[Any], *, sheets: int, board_page: bool) -> tuple[Problem, ...]:
    """Return what keeps pages laid out together from being sent, each once; so many sheets must be there."""
    pages = list(pages)
    found: list[Problem] = []
    for number, page in enumerate(pages):
        box = page._page_box  # WeasyPrint shows its boxes nowhere else
        texts = list(_texts(_body(box)))
        if not texts:
            found.append(Problem.BLANK)
        if any(_is_outside(text, box) for text in texts):
            found.append(Problem.CLIPPED)
        if _overlap(texts):
            found.append(Problem.OVERLAPPING)
        if number > 0 and any(
            part.element is not None and part.element.get("id") == BOARD_PAGE for part in _parts(box)
        ):
            found.append(Problem.OVERFULL)
    if _is_short(pages, sheets=sheets, board_page=board_page):
        found.append(Problem.SHORT)
    return tuple(dict.fromkeys(found))


def _is_short(pages: list[Any], *, sheets: int, board_page: bool) -> bool:
    elements = [part.element for page in pages for part in _parts(page._page_box) if part.element is not None]
    there = {id(element) for element in elements if element.tag == SHEET}
    has_board_page = any(element.get("id") == BOARD_PAGE for element in elements)
    return len(there) < sheets or (board_page and not has_board_page)


def _body(page_box: Any) -> Any:
    return page_box.children[0]  # the others are margin boxes


def _parts(box: Any) -> Iterator[Any]:
    waiting = [box]
    while waiting:
        part = waiting.pop()
        part = getattr(part, "_box", part)  # a placeholder holds what is positioned elsewhere
        yield part
        waiting += reversed(getattr(part, "children", ()))


def _texts(box: Any) -> Iterator[Any]:
    return (part for part in _parts(box) if getattr(part, "text", "").strip())


def _is_outside(text: Any, page: Any) -> bool:
    left, top = page.content_box_x(), page.content_box_y()
    return bool(
        text.position_x < left - TOLERANCE
        or text.position_x + text.width > left + page.width + TOLERANCE
        or text.position_y < top - TOLERANCE
        or text.position_y + text.height > top + page.height + TOLERANCE
    )


def _overlap(texts: list[Any]) -> bool:
    """Tell whether a text lies on top of another; line boxes may touch."""
    above: list[Any] = []
    for text in sorted(texts, key=lambda text: float(text.position_y)):
        above = [other for other in above if other.position_y + other.height - OVERLAP > text.position_y]
        if any(
            other.position_x + other.width - OVERLAP > text.position_x
            and text.position_x + text.width - OVERLAP > other.position_x
            for other in above
        ):
            return True
        above.append(text)
    return False
