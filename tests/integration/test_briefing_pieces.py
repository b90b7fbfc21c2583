"""A briefing joined from pieces: the same bytes however its pieces came, and nothing wrong is used or sent."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest

from jobs.briefings import rendering
from jobs.briefings.orders import Order
from jobs.briefings.pieces import summary_of
from jobs.briefings.rendering import RenderingError, render
from jobs.briefings.store import Store
from jobs.briefings.work import Draw
from jobs.briefings.workers import WORKERS, BrokenError, Workers
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.problems import Problem
from tests.briefing_house import a_content

ROOT = Path(__file__).parents[2]
HOUSE = UUID(int=7)
FOREVER = float("inf")


class Drawing(Store):
    """Counts the pieces that were drawn, not found."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, HOUSE)
        self.count = 0

    def keep(self, key: str, packed: bytes) -> None:
        self.count += 1
        super().keep(key, packed)

    def pdf(self, content: BriefingContent, **how: Any) -> bytes:
        return render(content, store=self, **how).pdf


@pytest.fixture(scope="module")
def content() -> BriefingContent:
    return a_content("da")


@pytest.fixture(scope="module")
def fresh(content: BriefingContent) -> bytes:
    return render(content).pdf


@pytest.fixture(scope="module")
def kept(content: BriefingContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    render(content, store=Store(folder, HOUSE))
    return folder


def test_kept_pieces_give_the_bytes_of_a_fresh_rendering(content: BriefingContent, fresh: bytes, kept: Path):
    drawing = Drawing(kept)

    assert drawing.pdf(content) == fresh
    assert drawing.count == 0


def test_one_process_gives_the_bytes_of_two(content: BriefingContent, fresh: bytes):
    alone = Workers(count=1)
    try:
        assert render(content, workers=alone).pdf == fresh
    finally:
        alone.end()


def test_only_what_changed_is_drawn_and_the_bytes_are_those_of_a_fresh_rendering(content: BriefingContent, kept: Path):
    first, *others = content.sheets
    changed = replace(content, sheets=(replace(first, summary="Et nyt hus."), *others))
    drawing = Drawing(kept)

    pdf = drawing.pdf(changed)

    assert drawing.count == 1
    assert pdf == render(changed).pdf


def test_a_spoilt_piece_is_drawn_again(content: BriefingContent, fresh: bytes, kept: Path):
    file = max((kept / HOUSE.hex).iterdir(), key=lambda file: file.stat().st_size)
    file.write_bytes(file.read_bytes()[:-100] + bytes(100))
    drawing = Drawing(kept)

    assert drawing.pdf(content) == fresh
    assert drawing.count == 1


def test_pieces_whose_font_was_lost_are_drawn_again(content: BriefingContent, fresh: bytes, kept: Path):
    for font in (kept / "fonts").iterdir():
        font.unlink()
    drawing, new = Drawing(kept), Workers()  # which remember no fonts
    try:
        assert drawing.pdf(content, workers=new) == fresh
    finally:
        new.end()
    assert drawing.count > len(content.sheets)


def test_a_process_that_was_killed_is_replaced(content: BriefingContent, fresh: bytes):
    for number in WORKERS.numbers:
        os.kill(number, signal.SIGKILL)
    for worker in WORKERS._all:
        worker._process.wait()

    assert render(content).pdf == fresh


def test_the_processes_end_when_the_one_that_started_them_is_gone():
    program = (
        "import os; from jobs.briefings.workers import WORKERS\n"
        "WORKERS.start(); WORKERS.versions(float('inf')); print(*WORKERS.numbers, flush=True); os._exit(0)"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True).stdout

    started = [psutil.Process(int(number)) for number in said.split() if psutil.pid_exists(int(number))]
    _gone, alive = psutil.wait_procs(started, timeout=30)
    assert alive == []
    assert len(said.split()) == 2


def test_a_picture_that_could_not_be_drawn_holds_the_briefing():
    broken = '<p>Ord</p><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text rotate="x">1</text></svg>'
    page = f'<html lang="da"><head><title>x</title></head><body>{broken}</body></html>'

    reply = WORKERS.ask(Draw(Order((page,)), seconds=20), FOREVER)

    assert Problem.FAILED in summary_of(reply.content).problems


def test_a_page_that_computes_too_long_is_ended_by_itself():
    page = "<html><body>" + "<p>ord og ord</p>" * 20_000 + "</body></html>"

    with pytest.raises(BrokenError) as ended:
        WORKERS.ask(Draw(Order((page,)), seconds=1), FOREVER)

    assert ended.value.ran_out


def test_more_than_four_hundred_pages_are_held(content: BriefingContent, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rendering, "LONGEST", 3)

    with pytest.raises(RenderingError) as held:
        render(content)

    assert held.value.problems == (Problem.TOO_LONG,)
