"""Where drawn pieces are kept from one month to the next: a folder of files that may be lost at any time.

Each house has a folder of its own, so that a piece never crosses from one to another; the files of fonts are shared.
Writing is one rename, so that two processes may write the same piece. What was not used for a while is swept away, the
oldest first, and so is what goes beyond the bound.
"""

import hashlib
import os
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from jobs.briefings.pieces import SpoiltError, summary_of
from jobs.context import Context
from portfolio.models import House

MOST = 512 * 1024 * 1024  # bytes of all pieces of all houses
LONGEST = 100 * 86_400  # seconds that a piece is kept after it was last used: a quarter and a few days
FONTS = "fonts"


def folder_of(context: Context) -> Path:
    """Return where pieces are kept: in the data folder, beside the database of a small installation."""
    return context.settings.data_folder / "drawn"


def store_of(context: Context, house: House) -> "Store":
    """Return where the pieces of a house are kept."""
    return Store(folder_of(context), house.id)


class Store:
    """The pieces of one house; its keys are hex digits."""

    def __init__(self, folder: Path, house: UUID) -> None:
        self._pieces = folder / house.hex
        self._fonts = folder / FONTS

    def find(self, key: str) -> bytes | None:
        """Return a packed piece, or None when it is not there or not what was written."""
        packed = _read(self._pieces / key)
        if packed is None:
            return None
        try:
            summary_of(packed)
        except SpoiltError:
            return None
        return packed

    def keep(self, key: str, packed: bytes) -> None:
        """Keep a packed piece."""
        _write(self._pieces / key, packed)

    def find_font(self, digest: str) -> bytes | None:
        """Return the file of a font, or None when it is not there or another one."""
        content = _read(self._fonts / digest)
        return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None

    def keep_font(self, digest: str, content: bytes) -> None:
        """Keep the file of a font, by its SHA-256."""
        if not (self._fonts / digest).exists():
            _write(self._fonts / digest, content)


def sweep(folder: Path, *, most: int = MOST, longest: float = LONGEST, now: float | None = None) -> int:
    """Take away what was not used for long, and the least used beyond the bound; returns how many files went."""
    moment = time.time() if now is None else now
    files = sorted(
        ((state.st_mtime, state.st_size, file) for file in folder.glob("*/*") if (state := _state(file))), reverse=True
    )
    kept, gone = 0, 0
    for used, size, file in files:
        kept += size
        if kept > most or used < moment - longest:
            file.unlink(missing_ok=True)
            kept -= size
            gone += 1
    return gone


def _state(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:  # another process has swept it away
        return None


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
        os.utime(file)  # so that what is used stays
    except OSError:
        return None
    return content


def _write(file: Path, content: bytes) -> None:
    """Write a file at once; a disk that is full or read-only costs time, never a briefing."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as written:
            written.write(content)
        Path(written.name).replace(file)
    except OSError:
        return
