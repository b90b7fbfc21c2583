"""The child process that turns a drawing into pixels: `python -m portfolio.logo_pixels`, SVG in and PNG out.

It limits itself first, so that a drawing that takes minutes or gigabytes ends this process and no other.
"""

import resource
import sys

CPU_LIMIT = 3  # seconds
MEMORY_LIMIT = 1024**3  # bytes of address space


def main() -> None:
    """Read an SVG from the standard input and write it as PNG to the standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import vl_convert  # noqa: PLC0415  # after the limits: what it loads counts too

    sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.read(), scale=1.0, ppi=72))


if __name__ == "__main__":
    main()
