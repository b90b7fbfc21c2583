"""The little Markdown that a lead's word may use: paragraphs, **strong**, *emphasis* and lists. Nothing else is markup.

The result is plain values; whoever prints them escapes the texts, so that HTML in a word is shown as it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKED = re.compile(
    r"\*\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|(?<![\w*])[*_](?P<em>[^\s*_](?:[^*_\n]*[^\s*_])?)[*_](?![\w*])"
)
_ITEM = re.compile(r"\s{0,3}[-*•]\s+(?P<text>.+)")


@dataclass(frozen=True)
class Span:
    """A piece of text; `mark` is strong, em or empty."""

    text: str
    mark: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, or the items of a list."""

    lines: tuple[Line, ...]
    is_list: bool = False


def read_word(text: str) -> tuple[Block, ...]:
    """Return the blocks of a lead's word, in order."""
    return tuple(block for part in re.split(r"\n\s*\n", text.strip()) if part.strip() for block in _blocks(part))


def _blocks(part: str) -> Iterator[Block]:
    """Yield the paragraphs and lists of a part without empty lines; a line break inside a paragraph is a space."""
    words: list[str] = []
    items: list[str] = []
    for line in part.splitlines():
        found = _ITEM.fullmatch(line)
        if found:
            if words:
                yield _paragraph(words)
                words = []
            items.append(found["text"].strip())
        elif items:
            items[-1] += " " + line.strip()
        else:
            words.append(line.strip())
    if words:
        yield _paragraph(words)
    if items:
        yield Block(tuple(_spans(item) for item in items), is_list=True)


def _paragraph(lines: list[str]) -> Block:
    return Block((_spans(" ".join(lines)),))


def _spans(text: str) -> Line:
    spans, at = [], 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            spans.append(Span(text[at : found.start()]))
        mark = "strong" if found["strong"] else "em"
        spans.append(Span(found[mark], mark))
        at = found.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)
