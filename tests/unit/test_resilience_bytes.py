"""The same seed gives the same bytes, whatever the Python: compared with a digest, and with other Pythons at hand."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.golden import DIGEST, golden

OTHERS = sorted(ROOT.glob(".venv-3.*/bin/python"))


def test_the_golden_figures_are_the_same_here():
    assert golden() == DIGEST


@pytest.mark.parametrize("python", OTHERS or [None], ids=lambda python: python and python.parents[1].name)
def test_the_golden_figures_are_the_same_on_other_pythons(python: Path | None):
    if python is None:
        pytest.skip("no other Python here: `sh tools/other_python.sh 3.13` makes an environment of one")

    done = subprocess.run([python, "-m", "tests.golden"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == DIGEST
