"""Two warm processes that draw and join: started when first needed, lent to one caller at a time, ended with ours."""

import atexit
import json
import logging
import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryFile
from threading import Lock

from jobs.briefings.work import Draw, Join, Reply

LOG = logging.getLogger(__name__)
COUNT = 2  # processes
LOOK_EVERY = 60.0  # seconds between two looks at the time while an answer is awaited
CPU_SHARE = 2 / 3  # of the time limit, as seconds of computing

ROOT = Path(__file__).parents[2]  # where the packages lie, so that the child finds the same ones
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE")


class LateError(Exception):
    """The time ran out; the process that took too long has been ended."""


class BrokenError(Exception):
    """The process ended in the middle of its work; `ran_out` when its time or memory was used up."""

    def __init__(self, returned: int | None) -> None:
        super().__init__(f"a drawing process ended with {returned}")
        self.ran_out = returned is not None and returned < 0  # ended by a signal


class Worker:
    """One process, warm once it has said hello."""

    def __init__(self) -> None:
        # Neither the database's address nor the keys go with it: a page is laid out from texts that people typed.
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}
        self._errors = TemporaryFile(prefix="innohus-drawing-")  # noqa: SIM115  # as long as the process lives
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jobs.briefings.child"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self.versions = ""

    @property
    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    @property
    def number(self) -> int:
        """Its process number."""
        return self._process.pid

    def hello(self, until: float) -> str:
        """Return what draws in it, by name and version, waiting until it is warm."""
        if not self.versions:
            self.versions = self._hear(until).versions
        return self.versions

    def ask(self, work: Draw | Join, until: float) -> Reply:
        """Return its answer; raises LateError after `until` (a monotonic moment) and BrokenError when it broke."""
        self.hello(until)
        written = pickle.dumps(work)
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(len(written).to_bytes(8, "big") + written)
                self._process.stdin.flush()
        except OSError:
            raise self._broken() from None
        return self._hear(until)

    def end(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written to it
                    LOG.debug("A pipe was closed with something in it")

    def _hear(self, until: float) -> Reply:
        head = json.loads(self._read(int.from_bytes(self._read(8, until), "big"), until))
        content = self._read(head["content"], until)
        files = {digest: self._read(length, until) for digest, length in head["files"].items()}
        return Reply(content=content, files=files, versions=head["versions"])

    def _read(self, length: int, until: float) -> bytes:
        if self._process.stdout is None:
            raise self._broken()
        handle, parts = self._process.stdout.fileno(), []
        while length > 0:
            left = until - time.monotonic()
            if left <= 0:
                raise LateError
            if not select.select([handle], [], [], min(left, LOOK_EVERY))[0]:
                continue
            part = os.read(handle, min(length, 1 << 20))
            if not part:
                raise self._broken()
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _broken(self) -> BrokenError:
        returned = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace")
        LOG.error("Drawing ended with %s: %s", returned, said)
        return BrokenError(returned)


class Workers:
    """The processes of this one, lent in turn; a broken one is replaced when the next piece comes."""

    def __init__(self, count: int = COUNT) -> None:
        self.count = count
        self._free: Queue[Worker | None] = Queue()
        self._all: list[Worker] = []
        self._guard = Lock()
        self.files: dict[str, bytes] = {}  # of the fonts that they have used, by SHA-256
        for _number in range(count):
            self._free.put(None)  # a place for one that has not been started

    @property
    def numbers(self) -> list[int]:
        """The process numbers of those that live."""
        return [worker.number for worker in self._all if worker.is_alive]

    @contextmanager
    def lent(self, until: float) -> Iterator[Worker]:
        """Lend a process; one that fails its borrower is ended."""
        try:
            worker = self._free.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise LateError from None
        try:
            worker = self._fresh(worker)
            yield worker
        except BaseException:
            if worker is not None:
                worker.end()
            self._free.put(None)
            raise
        self._free.put(worker)

    def ask(self, work: Draw | Join, until: float) -> Reply:
        """Return the answer of the first process that is free."""
        with self.lent(until) as worker:
            reply = worker.ask(work, until)
            self.files |= reply.files
            return reply

    def versions(self, until: float) -> str:
        """Return what draws, by name and version."""
        with self.lent(until) as worker:
            return worker.hello(until)

    def start(self) -> None:
        """Start those that are not running, without waiting for them."""
        for _place in range(self.count):
            try:
                worker = self._free.get_nowait()
            except Empty:  # the others are at work
                return
            self._free.put(self._fresh(worker))

    def end(self) -> None:
        """End all of them."""
        with self._guard:
            for worker in self._all:
                worker.end()
            self._all.clear()

    def _fresh(self, worker: Worker | None) -> Worker:
        if worker is not None and worker.is_alive:
            return worker
        with self._guard:
            if worker is not None:
                worker.end()  # it ended by itself after a long rest
            self._all = [one for one in self._all if one.is_alive]
            made = Worker()
            self._all.append(made)
            return made


WORKERS = Workers()
atexit.register(WORKERS.end)
