"""A process that draws pieces and joins them: `python -m jobs.briefings.child`, told what to do on its input.

It limits itself before WeasyPrint is loaded, so that a page that explodes ends this process and no other. It knows
neither database nor keys, serves until its input ends, and ends by itself when nothing was asked for a long time.
"""

import gc
import json
import os
import pickle
import resource
import select
import sys
from typing import BinaryIO

from jobs.briefings.pieces import pack, unpack
from jobs.briefings.work import Draw, Join, Reply

MEMORY_LIMIT = 2 * 1024**3  # bytes of address space
PATIENCE = 15 * 60  # seconds without work after which it ends; the next piece starts a new one
REST = 0.1  # seconds without work after which what was thrown away is swept up, so that nobody waits for it
SWEEP_EVERY = 24  # pieces after which it is swept without a rest; what came before the loop is never looked at again


def main() -> None:
    """Do what is asked for until there is no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    gc.disable()  # collecting while a page is laid out only costs time: 10 to 25 per cent
    from jobs.briefings.drawing import versions, warm_up  # noqa: PLC0415  # after the limits: its import is part of the work

    warm_up()
    gc.freeze()
    _say(target, Reply(versions=versions()))
    unswept, sent = 0, set[str]()
    while _has_work(source, unswept) and (asked := _hear(source)) is not None:
        _limit(asked.seconds)
        _say(target, _answer(asked, sent))
        unswept = (unswept + 1) % SWEEP_EVERY
        if unswept == 0:
            gc.collect()


def _has_work(source: BinaryIO, unswept: int) -> bool:
    """Wait for work, and sweep while there is none; tell whether some came in time."""
    if unswept and not select.select([source], [], [], REST)[0]:
        gc.collect()
    return bool(select.select([source], [], [], PATIENCE)[0])


def _answer(asked: Draw | Join, sent: set[str]) -> Reply:
    from jobs.briefings.drawing import draw  # noqa: PLC0415  # as above
    from jobs.briefings.joining import join  # noqa: PLC0415  # as above

    if isinstance(asked, Join):
        foot, *body = map(unpack, asked.pieces)
        return Reply(content=join(foot, body, asked.files, asked.facts))
    files: dict[str, bytes] = {}
    piece = draw(asked.order, files)
    new = {digest: content for digest, content in files.items() if digest not in sent}
    sent.update(new)
    return Reply(content=pack(piece), files=new)


def _limit(seconds: int) -> None:
    """Allow this process so many more seconds of computing."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, most))


def _hear(source: BinaryIO) -> Draw | Join | None:
    length = source.read(8)
    if len(length) < 8:
        return None
    asked: Draw | Join = pickle.loads(source.read(int.from_bytes(length, "big")))  # noqa: S301  # from the process that started this one
    return asked


def _say(target: BinaryIO, reply: Reply) -> None:
    head = json.dumps(
        {
            "content": len(reply.content),
            "files": {digest: len(content) for digest, content in reply.files.items()},
            "versions": reply.versions,
        }
    ).encode()
    target.write(b"".join([len(head).to_bytes(8, "big"), head, reply.content, *reply.files.values()]))
    target.flush()


if __name__ == "__main__":
    main()
