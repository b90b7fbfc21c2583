"""PDFs that several tests look at: each content is laid out once in a run, whichever process asks first."""

import fcntl
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.briefings.rendering import render
from portfolio.briefing.content import BriefingContent

Printer = Callable[[BriefingContent], bytes]


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """The PDF of a content: `printed(a_content("da"))`; kept in the run's folder, which all its processes share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if own.name.startswith("popen-") else own) / "printed"
    folder.mkdir(exist_ok=True)

    def print_once(content: BriefingContent) -> bytes:
        digest = hashlib.sha256(json.dumps(content.as_dict(), sort_keys=True).encode()).hexdigest()
        file = folder / f"{digest}.pdf"
        with (folder / f"{digest}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be laying out the very same
            if not file.exists():
                _write(file, render(content).pdf)
        return file.read_bytes()

    return print_once


def _write(file: Path, pdf: bytes) -> None:
    half = file.with_suffix(".half")
    half.write_bytes(pdf)
    half.rename(file)
