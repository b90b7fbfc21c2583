"""What belongs to the checkout: its files, without those that git ignores."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())}
HOUSES = ("portfolio", "web", "jobs")


def files(folder: Path = ROOT) -> Iterator[Path]:
    """All files below a folder that belong to the checkout."""
    for path in sorted(folder.iterdir()):
        inside = str(path.relative_to(ROOT))
        if path.name in IGNORED or inside in IGNORED or any(path.match(name) for name in IGNORED if "*" in name):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules() -> list[Path]:
    """All Python files of the three houses."""
    return [file for house in HOUSES for file in files(ROOT / house) if file.suffix == ".py"]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def direct_dependencies() -> set[str]:
    """Names of the packages that pyproject.toml asks for."""
    told = project()
    extras = told["project"].get("optional-dependencies", {})
    groups = [told["project"]["dependencies"], *extras.values(), *told["dependency-groups"].values()]
    return {re.split(r"[^\w.-]", entry)[0].lower() for group in groups for entry in group}
