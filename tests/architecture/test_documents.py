"""The documents say what is so: settings, dependencies, locks, commands and links."""

import json
import re
from pathlib import Path

import pytest

from portfolio.config import Settings
from tests.architecture.checkout import ROOT, direct_dependencies, files

FIRST_CELL = re.compile(r"^\| `([^`]+)` \| (.*)", re.MULTILINE)
DOCUMENTS = [file for file in files() if file.suffix == ".md"]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))


def table(document: str) -> dict[str, str]:
    """The tables of a document: first cell → rest of the row."""
    return dict(FIRST_CELL.findall((ROOT / document).read_text()))


def test_every_setting_is_documented_and_no_other():
    documented = table("docs/settings.md")

    assert set(documented) == {f"INNOHUS_{name.upper()}" for name in Settings.model_fields}


def test_the_documented_defaults_are_the_real_ones():
    documented = table("docs/settings.md")

    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if "Secret" in str(field.annotation) else field.default
        told = documented[f"INNOHUS_{name.upper()}"].split(" | ")[0].strip("`")
        assert told == (str(default) or "empty"), name


def test_every_direct_dependency_has_its_reason_and_no_other():
    from_npm = json.loads((ROOT / "package.json").read_text())["dependencies"]

    assert set(table("docs/dependencies.md")) == direct_dependencies() | set(from_npm)


def test_the_locks_hold_every_direct_dependency():
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "locks/develop.txt").read_text(), re.MULTILINE)

    assert direct_dependencies() - set(locked) == set()


def test_what_runs_is_also_what_was_tested():
    run, develop = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / "locks" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "develop.txt")
    )

    assert run - develop == set()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path):
    assert "://" not in lock.read_text()


def test_the_npm_lock_names_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(document: Path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    local = [target for target in targets if "://" not in target]

    assert [target for target in local if not (document.parent / target).exists()] == []
