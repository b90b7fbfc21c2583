"""Two jobs processes at once, killed and restarted around due moments: nothing twice, nothing lost."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email import message_from_binary_file
from mailbox import Maildir
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from portfolio.db import reading, writing
from portfolio.models import DiaryEntry, DiaryState, MailState, OutgoingMail
from tests.factories import a_person
from tests.jobs_process import DIARY_OF_RUNS

ROOT = Path(__file__).parents[3]
PATIENCE = 20.0  # seconds


class Works:
    """Jobs processes on one database, and what they have done."""

    def __init__(self, engine: Engine, folder: Path, stack: ExitStack) -> None:
        self.engine = engine
        self._folder = folder
        self._stack = stack

    def begin(self) -> subprocess.Popen[bytes]:
        url = self.engine.url.render_as_string(hide_password=False)
        process = subprocess.Popen([sys.executable, "-m", "tests.jobs_process", url, str(self._folder)], cwd=ROOT)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def runs(self) -> list[tuple[str, int]]:
        file = self._folder / DIARY_OF_RUNS
        lines = file.read_text().splitlines() if file.exists() else []
        return [(moment, int(process)) for moment, process in (line.split() for line in lines)]

    def delivered(self) -> list[str]:
        mailbox = Maildir(self._folder / "mailbox", factory=None)
        found = []
        for key in mailbox.keys():  # noqa: SIM118 -- a Maildir's iterator gives messages, not keys
            with mailbox.get_file(key) as file:
                found.append(message_from_binary_file(file)["Message-ID"])
        return found

    def wait_for(self, happened: Callable[[], bool]) -> None:
        deadline = monotonic() + PATIENCE
        while not happened():
            assert monotonic() < deadline, f"in vain; runs so far: {self.runs()}"
            sleep(0.05)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process while nothing is under way, so that no lease has to run out."""
        self.wait_for(self.is_idle)
        process.kill()
        process.wait()

    def is_idle(self) -> bool:
        with reading(self.engine) as session:
            running = session.exec(select(DiaryEntry).where(DiaryEntry.state == DiaryState.RUNNING)).first()
            moving = session.exec(select(OutgoingMail).where(OutgoingMail.state != MailState.SENT)).first()
            mid_second = 300_000 < datetime.now(UTC).microsecond < 800_000  # the bells ring on the second
            return running is None and moving is None and mid_second


@pytest.fixture
def works(engine: Engine, tmp_path: Path) -> Iterator[Works]:
    with writing(engine) as session:
        a_person(session)
    with ExitStack() as stack:
        yield Works(engine, tmp_path, stack)


def test_two_processes_do_everything_once_and_make_up_for_each_other(works: Works) -> None:
    processes = {process.pid: process for process in (works.begin(), works.begin())}
    works.wait_for(lambda: len(works.runs()) >= 2)

    leader = works.runs()[-1][1]
    works.kill(processes.pop(leader))
    works.wait_for(lambda: works.runs()[-1][1] in processes)
    ((heir, process),) = processes.items()
    works.kill(process)
    sleep(1.5)  # a moment becomes due while nobody is there
    missed_from = datetime.now(UTC)
    third = works.begin()
    works.wait_for(lambda: works.runs()[-1][1] == third.pid)
    works.wait_for(works.is_idle)
    third.terminate()

    assert third.wait(timeout=10) == 0
    moments, pids = zip(*works.runs(), strict=True)
    assert len(moments) == len(set(moments))
    assert list(dict.fromkeys(pids)) == [leader, heir, third.pid]
    assert datetime.fromisoformat(moments[-1]) >= missed_from.replace(microsecond=0)
    assert len(works.delivered()) == len(set(works.delivered())) == len(moments)
    with reading(works.engine) as session:
        assert {entry.state for entry in session.exec(select(DiaryEntry))} == {DiaryState.DONE}
        assert {mail.state for mail in session.exec(select(OutgoingMail))} == {MailState.SENT}
