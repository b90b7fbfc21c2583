"""What makes WeasyPrint draw our many small documents quickly; none of it changes a byte of what is drawn.

It computes things again although they are known: the styles of elements, which are those of the sheet before; the
shape of every text, once to lay it out and once to draw it, and again where another sheet says the same; whether a box
stands in the flow, at every turn; and sixteen boxes in the margins of pages that have none. And it styles five notes
and markers of every element, which only list items have here. Runs only in the child processes.
"""

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from weasyprint import CSS
from weasyprint.css import StyleFor
from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.page import make_margin_boxes
from weasyprint.text import line_break
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

MOST_STYLES = 2_000  # kept before all are forgotten; our documents have some hundred between them
MOST_LINES = 4_000  # kept before all are forgotten; each is some kilobytes of Pango's
IN_MARGINS = tuple(
    f"@{side}"
    for side in (
        "top-left-corner",
        "top-left",
        "top-center",
        "top-right",
        "top-right-corner",
        "right-top",
        "right-middle",
        "right-bottom",
        "bottom-right-corner",
        "bottom-right",
        "bottom-center",
        "bottom-left",
        "bottom-left-corner",
        "left-bottom",
        "left-middle",
        "left-top",
    )
)
CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE, NOTHING = (0, 0), (0, "px")
EMPTY = ("normal", "inhibit", "none")  # contents of a margin that stays empty
PARAGRAPH_ENDS = frozenset("\n\r\u2029")

_compute_style, _write_text, _shape_again = StyleFor.set_computed_styles, Layout.set_text, Layout.reactivate
_split_line, _strut, _is_in_flow = line_break.split_first_line, line_break.strut, Box.is_in_normal_flow
_establishes_context, _make_margin_boxes = Box.establishes_formatting_context, make_margin_boxes
_find_backgrounds = layout_box_backgrounds
_kept: dict[Any, tuple[Any, Any]] = {}  # the parent's style and what was declared → style, and the parent's again
_lines: dict[Any, tuple[Any, Any]] = {}  # a text and its style → its first line, and the style again


def quicken() -> None:
    """Let WeasyPrint keep styles and shaped texts, for as long as this process lives."""
    StyleFor.set_computed_styles = _set_style
    Layout.set_text = _set_text
    Layout.deactivate = lambda _layout: None
    Layout.reactivate = _go_on
    Box.is_in_normal_flow = _stands_in_flow
    Box.establishes_formatting_context = _has_own_flow
    ParentBox.page_values = Box.page_values  # only elements beside each other have kinds of page here
    replace_everywhere(_make_margin_boxes, _boxes_in_margins)
    replace_everywhere(_find_backgrounds, _backgrounds)
    replace_everywhere(_split_line, _first_line)
    replace_everywhere(_strut, _strut_of)


def replace_everywhere(known: Callable[..., Any], quicker: Callable[..., Any]) -> None:
    """Put a function in the place of one of WeasyPrint's, in every module that has a name of its own for it."""
    for module in [module for name, module in sys.modules.items() if name.startswith("weasyprint.")]:
        if getattr(module, known.__name__, None) is known:
            setattr(module, known.__name__, quicker)


@cache
def plain_styles() -> CSS:
    """Return WeasyPrint's own style sheet without footnotes and notes, and with markers for list items only."""
    without_notes = re.sub(r"(?m)^::(foot)?note-.*$", "", UA)
    return CSS(string=re.sub(r"(?m)^::marker\b", "li::marker", without_notes), counter_style=UA_COUNTER_STYLE)


def _set_style(styles: Any, element: Any, parent: Any, **named: Any) -> None:
    """Give an element its style: a kept one when one with the same parent and declarations was computed before."""
    pseudo_type = named.get("pseudo_type")
    above = styles._computed_styles.get((parent, None))
    key = _key(element, pseudo_type, above, styles._cascaded_styles.get((element, pseudo_type), {}))
    if key in _kept:
        style = styles._computed_styles[element, pseudo_type] = _kept[key][0]
        if named.get("target_collector") and style["anchor"]:
            named["target_collector"].collect_anchor(style["anchor"])
        return
    _compute_style(styles, element, parent, **named)
    if key is not None:
        if len(_kept) >= MOST_STYLES:
            _kept.clear()
        _kept[key] = styles._computed_styles[element, pseudo_type], above  # kept too, so that its number stays its own


def _key(element: Any, pseudo_type: Any, above: Any, declared: dict[str, Any]) -> Any:
    """Return by what a style is known, None for one of a page, which is changed later."""
    if not hasattr(element, "attrib"):
        return None
    key = (id(above), pseudo_type, tuple(declared.items()))
    try:
        hash(key)
    except TypeError:  # lists among them
        return (
            id(above),
            pseudo_type,
            tuple((name, _known(value), weight) for name, (value, weight) in declared.items()),
        )
    return key


def _known(value: Any) -> Any:
    """Return by what a declared value is known: a list by its number, which stays its own while a style holds it."""
    try:
        hash(value)
    except TypeError:
        return "list", id(value)
    return value


def _set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001  # as WeasyPrint calls it
    """Write a text to be shaped, in the mode that drawing asks for, so that it is not shaped again."""
    layout.is_one_paragraph = PARAGRAPH_ENDS.isdisjoint(text)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, layout.is_one_paragraph)
    _write_text(layout, text, justify)


def _go_on(layout: Any, style: Any) -> None:
    """Draw with what was shaped for laying out, unless drawing would shape it otherwise."""
    if style is not layout.style or layout.justification_spacing or not layout.is_one_paragraph:
        _shape_again(layout, style)


def _first_line(text: str, style: Any, context: Any, *fit: Any, **more: Any) -> Any:
    """Return the first line of a text: the kept one when the same text was split in the same style and width."""
    key = (text, id(style), fit, *more.items())
    if key not in _lines:
        if len(_lines) >= MOST_LINES:
            _lines.clear()
        _lines[key] = _split_line(text, style, context, *fit, **more), style  # kept too, as above
    return _lines[key][0]


def _strut_of(style: Any) -> Any:
    """Return the least height and the baseline of a line, found once for each style."""
    try:
        return style.strut
    except AttributeError:
        style.strut = _strut(style)
        return style.strut


def _stands_in_flow(box: Any) -> Any:
    """Tell whether a box is in normal flow, found once for each style."""
    try:
        return box.style.in_flow
    except AttributeError:
        box.style.in_flow = _is_in_flow(box)
        return box.style.in_flow


def _has_own_flow(box: Any) -> Any:
    """Tell whether a box establishes a formatting context, found once for each style and kind of box."""
    if box.is_column:
        return True
    try:
        known = box.style.own_flows
    except AttributeError:
        known = box.style.own_flows = {}
    if type(box) not in known:
        known[type(box)] = _establishes_context(box)
    return known[type(box)]


def _boxes_in_margins(context: Any, page: Any, state: Any) -> Iterable[Any]:
    """Make what stands in the margins of a page, when its style puts anything there."""
    styles = (context.style_for(page.page_type, place) for place in IN_MARGINS)
    filled = any(style is not None and style["content"] not in EMPTY for style in styles)
    return _make_margin_boxes(context, page, state) if filled else ()


def _backgrounds(page: Any, box: Any, find_image: Any, layout_children: Any = True, style: Any = None) -> None:
    """Find the backgrounds of a box and of all in it; a style that gives none is remembered."""
    if style is None and getattr(box.style, "is_bare", False):
        box.background = None
        for corner in CORNERS:
            setattr(box, corner, SQUARE)
        for child in box.all_children() if layout_children else ():
            _backgrounds(page, child, find_image)
        return
    _find_backgrounds(page, box, find_image, layout_children, style)
    if style is None and box is not page:
        box.style.is_bare = box.background is None and _is_square(box.style)


def _is_square(style: Any) -> bool:
    """Tell whether a style has neither round corners nor a picture for its border."""
    pictures = style["border_image_source"][0], style["mask_border_source"][0]
    return pictures == ("none", "none") and all(NOTHING in style[corner] for corner in CORNERS)
