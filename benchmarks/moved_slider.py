"""How long the server takes to answer a moved slider: the whole request, with session, queries and the piece of page.

The project has five occupations and a horizon of 15 years. Warm: a share, then the horizon, is moved. Cold: the first
question after another scenario or size of workplace was chosen, for which every occupation is drawn anew.
Milliseconds of the processor, and of the clock beside them. Run from the root: `python -m benchmarks.moved_slider`
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask.testing import FlaskClient

from portfolio.actions.sign_in import begin_stay
from portfolio.config import Settings
from portfolio.db import writing
from portfolio.migrations import upgrade
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from web import create_app
from web.access import COOKIE_KEY

MIX = {"8344": 3000, "9333": 2500, "4321": 1500, "9112": 2000, "5322": 1000}
LIMIT = 100  # milliseconds


def opened(folder: Path) -> tuple[FlaskClient, str]:
    """Return a signed-in browser and the address of a project's what-if."""
    settings = Settings(data_folder=folder, secret_key="only-for-this", base_url="http://localhost")
    app = create_app(settings, lambda: NOON)
    engine = app.extensions["innohus"]["engine"]
    upgrade(engine)
    with writing(engine) as session:
        house = a_house(session, short_name="fjord")
        person, viewer = a_member(session, house, Role.LEAD)
        project = a_project(session, house, viewer, horizon_year=2042, occupations=MIX)
        stay = begin_stay(session, person, at=NOON)
        address = f"/houses/fjord/projects/{project.id}/resilience/what-if"
        stay_id = str(stay.id)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = stay_id
    return client, address


def asked(share: int, horizon: int = 2042, scenario: str = "central", size: str = "50-249") -> str:
    mix = "&".join(f"code={code}&share={points / 100}" for code, points in list(MIX.items())[1:])
    return f"?code=8344&share={share}&{mix}&horizon={horizon}&scenario={scenario}&size={size}"


def took(client: FlaskClient, addresses: Iterator[str]) -> tuple[list[float], list[float]]:
    """Return milliseconds of the processor and of the clock for each answer."""
    busy, waited = [], []
    for address in addresses:
        started, began = process_time(), perf_counter()
        answer = client.get(address)
        busy.append((process_time() - started) * 1000)
        waited.append((perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
        assert "people" in answer.text or "mennesker" in answer.text
    return busy, waited


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        client, address = opened(Path(folder))
        client.get(address + asked(1))  # imports and figures are read once
        cases = {
            "warm, a share": [asked(share) for share in range(5, 45)],
            "warm, the horizon": [asked(30, horizon) for horizon in range(2030, 2056)],
            "cold, scenario or size": [
                asked(30, scenario=scenario, size=size)
                for scenario in ("slow", "fast")
                for size in ("10-49", "50-249", "250%2B")
            ],
        }
        for name, addresses in cases.items():
            busy, waited = took(client, (address + one for one in addresses))
            verdict = "" if median(busy) <= LIMIT else f"  — OVER {LIMIT} ms"
            print(
                f"{name:23} {len(busy):2} answers: median {median(busy):5.1f} ms, most {max(busy):5.1f} ms of the "
                f"processor (by the clock {median(waited):5.1f} and {max(waited):5.1f}){verdict}"
            )


if __name__ == "__main__":
    main()
