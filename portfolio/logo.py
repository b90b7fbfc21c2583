"""A house's logo from outside, made harmless once at the door: always a small PNG on white, in sRGB, with nothing else.

Whatever was sent is drawn anew, so that no profile, comment, script or second picture of the file survives.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.logo_drawing import draw_svg_logo, looks_like_svg

LARGEST_FILE = 1_000_000  # bytes
LONGEST_SIDE = 6_000  # pixels of a picture that is sent
MOST_PIXELS = 12_000_000  # of a picture that is sent; it takes four bytes a pixel in memory
BOX = (720, 240)  # pixels into which it is fitted: 45 by 15 mm in print, at 400 dots an inch
LARGEST_KEPT = 60_000  # bytes above which the kept picture gets a palette of 256 colours
FIELD = "file"
MEDIA_TYPE = "image/png"
# What Pillow raises for files that are no pictures, or broken ones.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


def normalised_logo(content: bytes) -> bytes:
    """Return a logo as the PNG that is kept; raise RuleBrokenError with a sentence for what cannot be one."""
    if not content:
        raise RuleBrokenError(_("Choose a file."), field=FIELD)
    if len(content) > LARGEST_FILE:
        raise RuleBrokenError(_("The file is larger than 1 MB. Save the picture in a smaller size."), field=FIELD)
    try:
        picture = _picture(draw_svg_logo(content, BOX) if looks_like_svg(content) else content)
    except BROKEN as error:
        raise RuleBrokenError(
            _("This file is no PNG, JPEG or SVG picture that can be read. Save the logo anew, and choose that file."),
            field=FIELD,
        ) from error
    if picture.getcolors(1):
        raise RuleBrokenError(_("The picture would be blank on white paper. Choose a dark version."), field=FIELD)
    return _as_png(picture)


def _picture(content: bytes) -> Image.Image:
    """Return the picture in sRGB on white, fitted into the box."""
    try:
        opened = Image.open(BytesIO(content), formats=("PNG", "JPEG"))  # reads the size, not the pixels
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    if max(opened.size) > LONGEST_SIDE or opened.width * opened.height > MOST_PIXELS:
        raise _too_large()
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    picture = _in_srgb(turned)
    picture.thumbnail(BOX, Image.Resampling.LANCZOS)
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _too_large() -> RuleBrokenError:
    return RuleBrokenError(
        _("The picture has more pixels than a logo needs. Make it at most 2,000 pixels wide."), field=FIELD
    )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB with transparency; a colour profile that cannot be used is left out."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.point(lambda level: level * (1 / 256)).convert("L")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture.convert("RGBA")
    try:
        target = "RGBA" if picture.mode == "RGBA" else "RGB"
        found = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        found = None
    return (found or picture).convert("RGBA")


def _as_png(picture: Image.Image) -> bytes:
    written = _written(picture)
    if len(written) <= LARGEST_KEPT:
        return written
    return _written(picture.quantize(256, dither=Image.Dither.NONE))


def _written(picture: Image.Image) -> bytes:
    kept = picture.copy()
    kept.info = {}  # the writer would repeat what the file said of itself
    file = BytesIO()
    kept.save(file, "PNG", optimize=True)
    return file.getvalue()
