"""What the model says of one mix, as a digest: the same bytes on every Python, on both databases.

Run as a program it prints the digest: `python -m tests.golden`.
"""

import hashlib
import json
import sys
from typing import Any

from portfolio.resilience.simulation import project_resilience

MIX = {"8344": 0.6, "9333": 0.25, "4321": 0.15}
HORIZON, ELAPSED = 15, 1  # years
DIGEST = "6d441f3e2be7bbe8b9407517cc296e306a125ac376b20a333729cb17066da123"


def digest(result: dict[str, Any]) -> str:
    """Return a digest of a result: every figure of it, as it is stored."""
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()


def golden() -> str:
    """Return the digest of the mix computed here and now."""
    return digest(project_resilience(MIX, horizon_years=HORIZON, elapsed_years=ELAPSED).as_dict())


if __name__ == "__main__":
    sys.stdout.write(golden())
