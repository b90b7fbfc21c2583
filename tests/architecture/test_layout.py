"""The shape of the code: small files that say what they are, and no trace of the machine they were written on."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, files, modules

LONGEST = 300  # lines
TEXTS = [file for file in files() if file.suffix not in {".png", ".woff2", ".ico", ".xlsx", ".pdf"}]
# Put together, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a registry's address": re.compile(
        "|".join((r"pypi\.(org|python)", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)", "deb" + r"\.debian\.org"))
    ),
    "a folder of one machine": re.compile("/" + r"(work|root|home/\w+)/"),
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", modules(), ids=named)
def test_a_module_says_in_a_sentence_what_it_is(module: Path):
    assert ast.get_docstring(ast.parse(module.read_text())), "no docstring"


def test_no_file_is_longer_than_can_be_read_at_once():
    written = [module for module in modules() if module.parent.name != "versions"]  # migrations are generated
    lengths = {named(module): len(module.read_text().splitlines()) for module in written}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_names(kind: str):
    found = [named(file) for file in TEXTS if FORBIDDEN[kind].search(file.read_text(errors="replace"))]

    assert found == []


def test_the_import_contracts_hold():
    program = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_a_page_does_not_wait_for_slow_imports():
    script = "import sys, web; print(*{'pandas', 'weasyprint', 'altair', 'apscheduler'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
