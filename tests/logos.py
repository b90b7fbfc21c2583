"""Pictures that people might send as a logo: good ones, and bombs."""

import struct
import zlib
from io import BytesIO

from PIL import Image

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:ink="http://www.inkscape.org/namespaces/inkscape" ink:version="1" viewBox="0 0 300 100"><title>Mark</title>'
    "<style>.a{{fill:#0b5d5e}}</style>"
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#345"/><stop offset="1"/></linearGradient></defs>'
    '<rect class="a" width="100" height="100"/><circle cx="200" cy="50" r="40" fill="url(#g)"/>{}</svg>'
)


def an_svg(more: str = "") -> bytes:
    return SVG.format(more).encode()


def a_picture(kind: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (900, 300), **options: object) -> bytes:
    """A blue picture with a white bar."""
    picture = Image.new("RGB", size, (11, 93, 94))
    picture.paste((255, 255, 255), (size[0] // 3, 0, size[0] // 2, size[1]))
    file = BytesIO()
    picture.convert(mode, dither=Image.Dither.NONE).save(file, kind, **options)
    return file.getvalue()


def a_png_of(wide: int, high: int, pixels: bytes) -> bytes:
    """A PNG that claims a size, whatever its pixels are."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


def laughs(encoding: str = "utf-8") -> bytes:
    """A billion laughs: ten lines that unfold to gigabytes."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">' for depth in range(1, 10))
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE svg [{entities}]>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="&a9;"/></svg>'
    ).encode(encoding)


BOMBS = {
    "pixels": a_png_of(50_000, 50_000, b"\0" * 1_000_000),
    "just too many pixels": a_png_of(5_000, 2_500, b"\0" * 1_000_000),
    "laughs": laughs(),
    "laughs in two bytes": laughs("utf-16"),
    "a file from outside": b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + an_svg(),
    "a script": an_svg("<script>alert(1)</script>"),
    "a script in a shape": an_svg('<rect onload="alert(1)" width="9" height="9"/>'),
    "a page in it": an_svg("<foreignObject><p>Hi</p></foreignObject>"),
    "a picture from outside": an_svg('<image href="http://example.org/x.png"/>'),
    "a colour from outside": an_svg('<rect fill="url(http://example.org/#a)"/>'),
    "a colour named by another file": an_svg('<radialGradient id="r" xlink:href="other.svg#a"/>'),
    "a style from outside": an_svg("<style>@import 'x.css';</style>"),
    "a hidden style from outside": an_svg("<style>@\\69mport 'x.css';</style>"),
    "a text": an_svg("<text>Fjordhuset</text>"),
    "too many parts": an_svg("<g/>" * 2_001),
    "too deep": an_svg("<g>" * 40 + "</g>" * 40),
    "no size": an_svg().replace(b'viewBox="0 0 300 100"', b""),
    "no numbers": an_svg().replace(b'"0 0 300 100"', b'"a b c d"'),
    "broken": an_svg()[:-9],
    "another format": b"GIF89a\1\0\1\0\0\0\0;",
    "a PDF": b"%PDF-1.7\n",
    "a page": b"<html><p>Hello</p></html>",
    "half a picture": a_picture()[:60],
    "too large a file": a_picture() + b"\0" * 1_000_000,
    "nothing": b"",
    "nothing to see": a_png_of(30, 10, (b"\0" + b"\xff" * 90) * 10),
}
