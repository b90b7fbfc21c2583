"""Run `innohus upgrade` and, for a demo, `innohus seed`, in one program: most of each is the time its imports take."""

import contextlib
import io

from portfolio.cli import main as innohus
from portfolio.config import Settings


def run(command: str) -> None:
    """Run a command of innohus; exits when it failed, after it has said why."""
    try:
        innohus([command])
    except SystemExit as end:
        if end.code:
            raise


def main() -> None:
    """Bring the database up to date and print the demo accounts, if there are any."""
    with contextlib.redirect_stdout(io.StringIO()):
        run("upgrade")
    if Settings().demo:
        run("seed")


if __name__ == "__main__":
    main()
