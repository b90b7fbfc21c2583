"""Exit with 0 when the pages of this machine answer on /health, else with a sentence and 1: `healthy.py [PORT]`."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

PATIENCE = 5  # seconds


def ask(address: str, base_url: str) -> None:
    """Return when the pages at an address are well; raises OSError otherwise.

    They answer only to the host name people know them by, so that name goes along.
    """
    host = urlsplit(base_url).netloc
    request = urllib.request.Request(f"{address}/health", headers={"Host": host})  # noqa: S310 -- always http
    urllib.request.urlopen(request, timeout=PATIENCE).close()  # noqa: S310 -- as above


def main() -> None:
    """Ask the port of the command line, or 8000."""
    address = f"http://127.0.0.1:{sys.argv[1] if len(sys.argv) > 1 else 8000}"
    try:
        ask(address, os.environ.get("INNOHUS_BASE_URL", address))
    except OSError as error:
        raise SystemExit(f"{address}/health: {error}") from error


if __name__ == "__main__":
    main()
