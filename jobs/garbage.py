"""Python's collector of what was thrown away, told to leave alone what a process has loaded for good."""

import gc


def spare_what_is_loaded() -> None:
    """Never look again at what is there now: going through every library costs 30 ms in the middle of the work."""
    gc.collect()
    gc.freeze()
