"""Look at the briefing of houses of every size, in both languages: `python -m tools.briefing_sizes [SIZE …]`.

Lays each out, asks veraPDF for both standards, looks for words cut off or on another and for the order in which it is
read aloud, and writes every page as a small picture into `docs/briefing-pages/`. Exit code 1 when anything is amiss.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from PIL import Image

from jobs.briefings.rendering import render
from portfolio.language import LANGUAGES
from tests import verapdf
from tests.briefing_sizes import content_of
from tests.material import INDIGO
from tests.pdf_pages import mixed_up_tags, out_of_order, page_faults, read_aloud

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "briefing-pages"
WIDTHS = {"none": 360, "one": 360, "thirteen": 300, "forty": 200, "two hundred": 132}  # pixels of a page, by size
NOT_SHOWN = "real thirteen"  # invented scores do not belong beside the names of real projects
SHEET = 1_520  # pixels wide
GAP = 10  # pixels
GREYS = 8


def main() -> int:
    """Look at the sizes named on the command line, or at all of them."""
    wanted = sys.argv[1:] or [*WIDTHS, NOT_SHOWN]
    verapdf.start()
    amiss = 0
    for size in wanted:
        for language in LANGUAGES:
            if size == NOT_SHOWN and not INDIGO.is_dir():
                print(f"{size}, {language}: skipped, {INDIGO} is absent")
                continue
            began = time.monotonic()
            content = content_of(size, language)
            rendered = render(content)
            if size in WIDTHS:
                _write_pictures(rendered.pdf, size, language)
            found = [*_faults(rendered.pdf), *page_faults(rendered.pdf), *mixed_up_tags(rendered.pdf)]
            if (late := out_of_order(content, read_aloud(rendered.pdf))) is not None:
                found.append(f"read out of order: {late}")
            took = time.monotonic() - began
            print(f"{size}, {language}: {rendered.pages} pages, {took:.0f} s, {'; '.join(found) or 'nothing amiss'}")
            amiss += len(found)
    amiss += _negative_control(render(content_of("one", "da")).pdf)
    return 1 if amiss else 0


def _faults(pdf: bytes) -> Iterator[str]:
    for profile in verapdf.PROFILES:
        yield from (f"{profile}: {failure}" for failure in verapdf.validate(pdf, profile))


def _negative_control(pdf: bytes) -> int:
    """Return 1 unless both checks fail for a file that breaks both standards."""
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.MarkInfo
        del document.Root.StructTreeRoot
        spoilt = BytesIO()
        document.save(spoilt)
    passed = [profile for profile in verapdf.PROFILES if not verapdf.validate(spoilt.getvalue(), profile)]
    print(f"negative control: {'passes, which it must not: ' + ', '.join(passed) if passed else 'fails, as it must'}")
    return len(passed)


def _write_pictures(pdf: bytes, size: str, language: str) -> None:
    """Write all pages of a PDF on one sheet of few greys."""
    wide = WIDTHS[size]
    pages = _pages(pdf, wide)
    across = SHEET // (wide + GAP)
    high = max(page.height for page in pages)
    rows = -(-len(pages) // across)
    sheet = Image.new("L", (min(across, len(pages)) * (wide + GAP) + GAP, rows * (high + GAP) + GAP), 190)
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place % across * (wide + GAP), GAP + place // across * (high + GAP)))
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{size.replace(' ', '-')}-{language}.png"
    _in_few_greys(sheet).save(file, optimize=True)


def _in_few_greys(sheet: Image.Image) -> Image.Image:
    palette = Image.new("P", (1, 1))
    palette.putpalette([round(255 * grey / (GREYS - 1)) for grey in range(GREYS) for _part in "rgb"])
    return sheet.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)


def _pages(pdf: bytes, wide: int) -> list[Image.Image]:
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "110", "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        files = sorted(Path(folder).glob("page-*.pgm"))
        return [_small(Image.open(file), wide) for file in files]


def _small(page: Image.Image, wide: int) -> Image.Image:
    return page.resize((wide, round(page.height * wide / page.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    sys.exit(main())
