"""What makes WeasyPrint draw our many small documents quickly; none of it changes a byte of what is drawn.

It computes two things again although they are known: the styles of elements, which are those of the sheet before, and
the shape of every text, once to lay it out and once to draw it. And it styles five notes and markers of every element,
which only list items have here. Runs only in the child processes.
"""

import re
from functools import cache
from typing import Any

from weasyprint import CSS
from weasyprint.css import StyleFor
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

MOST_STYLES = 2_000  # kept before all are forgotten; our documents have some hundred between them
PARAGRAPH_ENDS = frozenset("\n\r\u2029")

_compute_style, _write_text, _shape_again = StyleFor.set_computed_styles, Layout.set_text, Layout.reactivate
_kept: dict[Any, tuple[Any, Any]] = {}  # the parent's style and what was declared → style, and the parent's again


def quicken() -> None:
    """Let WeasyPrint keep styles and shaped texts, for as long as this process lives."""
    StyleFor.set_computed_styles = _set_style
    Layout.set_text = _set_text
    Layout.deactivate = lambda _layout: None
    Layout.reactivate = _go_on


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
    """Return by what a style is known, None for one of a page, which is changed later, and one of an element alone."""
    if not hasattr(element, "attrib") or "style" in element.attrib:
        return None
    key = (id(above), pseudo_type, tuple(declared.items()))
    try:
        hash(key)
    except TypeError:  # lists; a kept style holds on to them, so that their numbers stay their own
        return id(above), pseudo_type, tuple((name, id(value), weight) for name, (value, weight) in declared.items())
    return key


def _set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001  # as WeasyPrint calls it
    """Write a text to be shaped, in the mode that drawing asks for, so that it is not shaped again."""
    layout.is_one_paragraph = PARAGRAPH_ENDS.isdisjoint(text)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, layout.is_one_paragraph)
    _write_text(layout, text, justify)


def _go_on(layout: Any, style: Any) -> None:
    """Draw with what was shaped for laying out, unless drawing would shape it otherwise."""
    if style is not layout.style or layout.justification_spacing or not layout.is_one_paragraph:
        _shape_again(layout, style)
