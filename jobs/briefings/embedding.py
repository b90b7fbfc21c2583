"""Fonts of a document that is joined from pieces: each is cut down once, to what all the pieces show of it."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import pydyf
import weasyprint.pdf
from cffi import FFI
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text.ffi import ffi, harfbuzz

from jobs.briefings.pieces import FontUse

# What WeasyPrint declares of HarfBuzz opens no font from bytes.
_own = FFI()
_own.cdef("""
    typedef ... hb_blob_t;
    typedef ... hb_face_t;
    hb_blob_t * hb_blob_create (const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    void hb_blob_destroy (hb_blob_t *blob);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
""")
_library = _own.dlopen("libharfbuzz.so.0")
COPIED = 0  # HB_MEMORY_MODE_DUPLICATE


def leave_fonts_open() -> None:
    """Let WeasyPrint draw without embedding fonts, for as long as this process lives."""
    weasyprint.pdf.build_fonts_dictionary = lambda *_arguments: pydyf.Dictionary()


def uses_of(fonts: Iterable[Any], files: dict[str, bytes]) -> dict[str, FontUse]:
    """Return what is shown of each font, by its name in the pages; the fonts' files are added to `files`."""
    uses: dict[str, FontUse] = {}
    for font in fonts:
        digest = hashlib.sha256(font.file_content).hexdigest()
        files[digest] = font.file_content
        use = FontUse(
            file=digest,
            index=font.index,
            family=font.family,
            name=font.name.decode(),
            ascent=font.ascent,
            descent=font.descent,
            flags=font.flags,
            variations=font.variations,
            weight=font.weight,
            size=font.font_size,
            style=font.style,
            pictured=bool(font.png or font.svg or font.colr),
            widths=dict(font.widths),
            texts=dict(font.to_unicode),
            missing=dict(font.missing),
        )
        uses[font.hash] = together([uses[font.hash], use]) if font.hash in uses else use
    return uses


def together(uses: list[FontUse]) -> FontUse:
    """Return what several pieces show of one font, by rising glyphs; the first piece decides where they differ."""
    first = uses[0]
    merged: dict[str, dict[int, Any]] = {}
    for part in ("widths", "texts", "missing"):
        found: dict[int, Any] = {}
        for use in uses:
            found = getattr(use, part) | found
        merged[part] = dict(sorted(found.items()))
    return FontUse(**(vars(first) | merged))


def embed(pdf: Any, uses: Mapping[str, FontUse], files: Mapping[str, bytes]) -> Any:
    """Add fonts to a document, and return the dictionary of their names."""
    fonts = {name: _font(name, use, files[use.file]) for name, use in sorted(uses.items())}
    return build_fonts_dictionary(pdf, fonts, True, True, {**DEFAULT_OPTIONS, "pdf_version": "1.7"})


def _font(name: str, use: FontUse, content: bytes) -> Any:
    """Return WeasyPrint's font as it was when the piece was drawn, but for Pango's part of it."""
    font = Font.__new__(Font)
    font.hb_face = _face(content, use.index)
    font.file_content, font.index, font.hash = content, use.index, name
    font.family, font.name = use.family, use.name.encode()
    font.ascent, font.descent, font.flags = use.ascent, use.descent, use.flags
    font.variations, font.weight, font.font_size, font.style = dict(use.variations), use.weight, use.size, use.style
    font.widths, font.to_unicode, font.missing = dict(use.widths), dict(use.texts), dict(use.missing)
    font.tables = _tables(font.hb_face)
    font.bitmap = "EBDT" in font.tables and "EBLC" in font.tables and "glyf" not in font.tables
    font.png, font.svg, font.colr = use.pictured, False, False
    font.upem = harfbuzz.hb_face_get_upem(font.hb_face)
    font.glyph_count = harfbuzz.hb_face_get_glyph_count(font.hb_face)
    font.italic_angle, font.stemv, font.stemh, font.used_in_forms = 0, 80, 80, False
    return font


def _face(content: bytes, index: int) -> Any:
    data = _own.from_buffer(content)
    blob = _library.hb_blob_create(data, len(content), COPIED, _own.NULL, _own.NULL)
    made = _library.hb_face_create(blob, index)
    _library.hb_blob_destroy(blob)
    return ffi.gc(ffi.cast("hb_face_t *", int(_own.cast("uintptr_t", made))), harfbuzz.hb_face_destroy)


def _tables(face: Any) -> list[str]:
    count, tags, name = ffi.new("unsigned int *", 100), ffi.new("hb_tag_t[100]"), ffi.new("char[4]")
    harfbuzz.hb_face_get_table_tags(face, 0, count, tags)
    names = []
    for place in range(count[0]):
        harfbuzz.hb_tag_to_string(tags[place], name)
        names.append(ffi.string(name).decode())
    return names
