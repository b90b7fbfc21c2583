"""`./run` after the installation: both doors start and stop together, and what stands in the way is one sentence."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from tests.architecture.checkout import ROOT

START_LIMIT = 60  # seconds

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts Innohus with its own data folder, on a free port and without the demo house unless told otherwise."""
    started = []

    def served(*options: str, demo: bool = False) -> subprocess.Popen[str]:
        given = options or ("--port", "0", "--data", str(tmp_path / "data"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("INNOHUS_")}
        environment["INNOHUS_DEMO"] = str(demo)
        program = [sys.executable, "-m", "tools.serve", *given]
        child = subprocess.Popen(
            program, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(child)
        return child

    yield served
    for child in started:
        with child:
            child.terminate()


def read_until(child: subprocess.Popen[str], words: str) -> str:
    assert child.stdout
    said = ""
    while words not in said:
        line = child.stdout.readline()
        assert line, f"ended without saying {words!r}: {said} {child.stderr and child.stderr.read()}"
        said += line
    return said


def doors(child: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(child.pid).children()


@pytest.mark.timeout(300)
def test_both_doors_start_and_stop_together_and_again_on_the_same_data(serve: Serve):
    for _ in range(2):
        child = serve(demo=True)
        said = read_until(child, "Ctrl-C")
        address = re.search(r"http://[\d.:]+", said)
        assert address
        assert "lead" in said
        both = doors(child)

        with urlopen(f"{address.group()}/health", timeout=10) as answer:
            assert answer.status == 200
        child.send_signal(signal.SIGINT)
        said, complaints = child.communicate(timeout=START_LIMIT)

        assert "Innohus has stopped." in said
        assert complaints == ""
        assert child.returncode == 0
        assert len(both) == 2
        assert not any(door.is_running() for door in both)


@pytest.mark.parametrize(("door", "name"), [("gunicorn", "The pages"), ("innohus-jobs", "The clock")])
def test_when_one_door_dies_the_other_is_stopped_and_the_end_is_an_error(serve: Serve, door: str, name: str):
    child = serve()
    read_until(child, "Ctrl-C")
    both = doors(child)

    next(process for process in both if any(door in word for word in process.cmdline())).kill()
    _, complaints = child.communicate(timeout=START_LIMIT)

    assert f"{name} stopped unexpectedly" in complaints
    assert child.returncode == 1
    assert not any(process.is_running() for process in both)


def test_a_port_in_use_is_one_sentence(serve: Serve, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        child = serve("--port", port, "--data", str(tmp_path))

        assert refusal(child) == f"Port {port} cannot be used (Address already in use). Choose another with --port N."


def test_a_folder_that_cannot_be_written_is_one_sentence(serve: Serve, tmp_path: Path):
    (tmp_path / "file").touch()

    child = serve("--port", "0", "--data", str(tmp_path / "file/data"))

    assert refusal(child).startswith(f"Cannot write in {tmp_path / 'file/data'} (Not a directory).")


def test_a_database_of_a_newer_version_is_one_sentence_and_stays_as_it_is(serve: Serve, tmp_path: Path):
    database = sqlite3.connect(tmp_path / "innohus.db")
    database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    database.execute("INSERT INTO alembic_version VALUES ('9999_later')")
    database.commit()

    child = serve("--port", "0", "--data", str(tmp_path))

    assert "newer" in refusal(child)
    assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999_later",)]
    database.close()


def refusal(child: subprocess.Popen[str]) -> str:
    """The one line that a start which was refused has left."""
    _, complaints = child.communicate(timeout=START_LIMIT)
    assert child.returncode == 1
    assert len(complaints.splitlines()) == 1, complaints
    return complaints.strip()
