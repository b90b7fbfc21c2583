"""A sender that is killed many times at any step; a process of its own, so that what it forks has no threads.

Each life's clock is a little later than the last one's, past every lease.
"""

import os
import random
import signal
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from jobs.context import Context
from jobs.mail.sending import Postman, carrier_for
from jobs.tasks.mail import send_waiting_mail
from portfolio.actions.outbox import COMMIT_LEASE
from portfolio.config import Settings
from portfolio.db import open_engine
from tests.outbox import NOON

PAUSE = COMMIT_LEASE + timedelta(minutes=1)


def context_of(engine: Engine, settings: Settings, life: int) -> Context:
    """Return what a life works with."""
    return Context(engine, settings, clock=lambda: NOON + life * PAUSE)


def measure(engine: Engine, settings: Settings) -> float:
    """Send a few mails before the first life, and return the seconds that one takes on this machine now."""
    context = context_of(engine, settings, 0)
    with closing(carrier_for(context)) as carrier:
        postman = Postman(context, carrier)
        postman.send_next()
        begun = time.monotonic()
        for _mail in range(3):
            postman.send_next()
        pace = (time.monotonic() - begun) / 3
    engine.dispose()
    return pace


def live(engine: Engine, settings: Settings, life: int, ready: int) -> None:
    """Say that this life has begun, and send until nothing waits; one that is never killed needs no other."""
    engine.connect().close()
    os.write(ready, b".")
    context = context_of(engine, settings, life)
    send_waiting_mail(context, context.now())


def fork(engine: Engine, settings: Settings, life: int) -> int:
    """Start a life and return its process once it has begun."""
    begun, ready = os.pipe()
    child = os.fork()
    if child == 0:
        live(engine, settings, life, ready)
        os._exit(0)
    os.close(ready)
    os.read(begun, 1)
    os.close(begun)
    return child


def main(url: str, folder: str, port: str, kills: str) -> None:
    """Kill as many lives as asked, each while it sends one of its first mails, then let one live to the end."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": int(port), "smtp_security": "none"} if int(port) else {}
    settings = Settings(data_folder=Path(folder), **smtp)
    engine = open_engine(url)
    pace = measure(engine, settings)
    chance = random.Random(2027)
    for life in range(1, int(kills) + 1):
        child = fork(engine, settings, life)
        time.sleep(chance.uniform(0.5, 4) * pace)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    last = fork(engine, settings, int(kills) + 1)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(last, 0)[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
