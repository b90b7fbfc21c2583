"""The typeface of pictures that are handed out drawn: the design system's own, unpacked once for each process."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import vl_convert
from fontTools.ttLib import woff2

FOLDER = Path(__file__).parent / "static" / "vendor" / "dkfds" / "fonts"
FILES = ("IBMPlexSans-Regular.woff2", "IBMPlexSans-SemiBold.woff2")


@cache
def load_letters() -> TemporaryDirectory[str]:
    """Let drawn pictures be set in IBM Plex Sans, and return the folder that holds it for as long as it is kept.

    Where the design system was not fetched, pictures are set in a typeface of the machine.
    """
    unpacked = TemporaryDirectory(prefix="innohus-letters-")
    for name in FILES:
        for packed in sorted(FOLDER.rglob(name))[:1]:
            woff2.decompress(packed, Path(unpacked.name, name).with_suffix(".ttf"))
    vl_convert.register_font_directory(unpacked.name)
    return unpacked
