"""Material that lies beside the project, and a reason to skip when it does not."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("INNOHUS_SHARED", Path(__file__).resolve().parents[2] / "shared"))
HOSTILE = SHARED / "data/hostile"
PUBLISHED = SHARED / "data/occupations/published"
INDIGO = SHARED / "data/indigo-2025-05"


def needs(folder: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not folder.is_dir(), reason=f"wants the folder {folder.relative_to(SHARED.parent)}")
