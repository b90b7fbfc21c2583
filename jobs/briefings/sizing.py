"""The sizes of boxes, found once for each style that states all of them in points; runs only in the child processes.

WeasyPrint finds margins, padding, borders, width and height of every box from its style, one by one. They depend on
the box around only where they are percentages, and on the box itself only where a table has merged its borders.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent

from jobs.briefings.quickening import replace_everywhere

SIDES = ("top", "right", "bottom", "left")
LEAST = ("min_width", "min_height")
SIZES = (
    *(f"{part}_{side}" for part in ("margin", "padding") for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)

_resolve = percent.resolve_percentages


def size_quickly() -> None:
    """Let WeasyPrint keep the sizes that a style states, for as long as this process lives."""
    replace_everywhere(_resolve, _size)


def _size(box: Any, containing_block: Any) -> None:
    """Give a box its sizes, as WeasyPrint's function of the same purpose does."""
    style = box.style
    try:
        sizes = style.sizes
    except AttributeError:
        sizes = style.sizes = _sizes(style)
    if sizes is None or isinstance(box, boxes.PageBox):
        _resolve(box, containing_block)
        return
    vars(box).update(sizes)
    collapse = style["border_collapse"] == "collapse"
    for border in BORDERS:
        if not (collapse and hasattr(box, border)):
            setattr(box, border, style[border])
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _sizes(style: Any) -> dict[str, Any] | None:
    """Return the sizes that a style states, None when one of them is a percentage or must be computed."""
    sizes: dict[str, Any] = {}
    for name in SIZES:
        value = style[name]
        if value is None or value == "auto":
            sizes[name] = 0 if value == "auto" and name in LEAST else value
        elif getattr(value, "unit", "%") == "%":
            return None
        else:
            sizes[name] = value.value
    return sizes
