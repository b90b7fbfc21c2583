"""Start Innohus on this machine: upgrade the database, seed the demo house, run the pages and the clock.

The two doors are programs of their own, children of this one. It ends both on Ctrl-C, TERM or a closed terminal, and
when one of them dies.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.healthy import ask

HOST = "127.0.0.1"
START_LIMIT = 60  # seconds until the pages must answer
STOP_LIMIT = 30  # seconds that a briefing in the making gets

Children = dict[str, subprocess.Popen[bytes]]


def parse_options() -> argparse.Namespace:
    """Return port and data folder from the command line."""
    parser = argparse.ArgumentParser(prog="./run", description="Start Innohus on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="port of the pages; 0 takes a free one")
    parser.add_argument("--data", type=Path, help="folder of database, mailbox and keys; default: data in the checkout")
    options = parser.parse_args()
    if not 0 <= options.port <= 65_535:
        parser.error("A port is a number from 0 to 65535.")
    return options


def program(name: str) -> str:
    """Return the path of a program of this environment."""
    return str(Path(sys.executable).with_name(name))


def check_folder(folder: Path) -> None:
    """Make the data folder; exits with a sentence when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SystemExit(
            f"Cannot write in {folder} ({error.strerror}). Choose another folder with --data FOLDER."
        ) from error


def take_port(port: int) -> socket.socket:
    """Return a listening socket; exits with a sentence when the port cannot be had."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise SystemExit(f"Port {port} cannot be used ({error.strerror}). Choose another with --port N.") from error
    listener.listen()
    return listener


def environment(folder: Path, address: str) -> dict[str, str]:
    """Return the settings of both doors; what the caller has set stays, but for the data folder."""
    ours = {"INNOHUS_DEMO": "true", "INNOHUS_BASE_URL": address}
    return {**ours, **os.environ, "INNOHUS_DATA_FOLDER": str(folder)}


def prepare(settings: dict[str, str]) -> str:
    """Bring the database up to date and seed the demo house; returns its accounts."""
    command = [sys.executable, "-m", "tools.prepare"]
    done = subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why
    return done.stdout


def start(children: Children, listener: socket.socket, settings: dict[str, str]) -> None:
    """Start the pages on the socket, and the clock, and note them among the children.

    Each has a process group of its own, so that Ctrl-C reaches this program alone, which ends them in order.
    """
    bind = f"fd://{listener.fileno()}"
    pages = [program("gunicorn"), "--config", "python:web.server", "--bind", bind, "web:create_app()"]
    clock = [program("innohus-jobs"), "start"]
    children["The pages"] = subprocess.Popen(pages, env=settings, pass_fds=[listener.fileno()], process_group=0)
    children["The clock"] = subprocess.Popen(clock, env=settings, process_group=0)


def wait_until_healthy(children: Children, address: str, settings: dict[str, str]) -> None:
    """Return when the pages answer; exits when they do not in time, or a door dies."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        check_alive(children)
        try:
            return ask(address, settings["INNOHUS_BASE_URL"])
        except OSError as error:
            reason = error
        time.sleep(0.2)
    raise SystemExit(f"The pages did not answer on {address}/health within {START_LIMIT} seconds: {reason}.")


def check_alive(children: Children) -> None:
    """Exit with a sentence when a door has died."""
    for name, child in children.items():
        if child.poll() is not None:
            raise SystemExit(f"{name} stopped unexpectedly (exit code {child.returncode}), so Innohus stops.")


def stop(children: Children) -> None:
    """End the doors: politely first, then without asking, with all that they have started."""
    for child in children.values():
        child.terminate()
    try:
        for child in children.values():
            child.wait(STOP_LIMIT)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        for child in children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def supervise(options: argparse.Namespace) -> None:
    """Run both doors until a person stops them."""
    folder = (options.data or Path(__file__).resolve().parents[1] / "data").resolve()
    check_folder(folder)
    listener = take_port(options.port)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    settings = environment(folder, address)
    accounts = prepare(settings)
    children: Children = {}
    try:
        start(children, listener, settings)
        wait_until_healthy(children, address, settings)
        print(f"\nInnohus answers on {address}\n\n{accounts}\nStop with Ctrl-C.", flush=True)
        while True:
            check_alive(children)
            time.sleep(0.5)
    finally:
        stop(children)


def main() -> None:
    """Start, and end quietly on Ctrl-C or TERM, also where a shell's `&` has made it deaf to Ctrl-C."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        supervise(parse_options())
    except KeyboardInterrupt:
        print("\nInnohus has stopped.")


if __name__ == "__main__":
    main()
