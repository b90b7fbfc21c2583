"""The typeface of pictures that are handed out drawn: the design system's own, unpacked once for each process."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import vl_convert
from fontTools.ttLib import woff2

FOLDER = Path(__file__).parent / "static" / "vendor" / "dkfds" / "fonts"
FILES = ("IBMPlexSans-Regular.woff2", "IBMPlexSans-SemiBold.woff2")


@cache
def load_typeface() -> Path:
    """Let drawn pictures be set in IBM Plex Sans, and return the folder that holds it until the process ends.

    Where the design system was not fetched, pictures are set in a typeface of the machine.
    """
    unpacked = Path(mkdtemp(prefix="innohus-typeface-"))
    atexit.register(shutil.rmtree, unpacked, ignore_errors=True)
    for name in FILES:
        for packed in sorted(FOLDER.rglob(name))[:1]:
            woff2.decompress(packed, (unpacked / name).with_suffix(".ttf"))
    vl_convert.register_font_directory(str(unpacked))
    return unpacked
