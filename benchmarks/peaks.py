"""How much memory processes have needed at most, as the kernel counts it."""

import os
from pathlib import Path


def peak_of(process: int | None = None) -> float:
    """Return the most memory in use at once of a process, of this one by default, in megabytes; 0 when it is gone."""
    return _read(process, "VmHWM")


def memory_of(process: int | None = None) -> float:
    """Return the memory in use now, in megabytes."""
    return _read(process, "VmRSS")


def _read(process: int | None, name: str) -> float:
    try:
        status = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0.0
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
