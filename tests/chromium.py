"""A real browser for the tests: Debian's headless Chromium, driven by Playwright, with axe for accessibility."""

import os
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import make_server

PROGRAM = "/usr/bin/chromium-headless-shell"
QUIET = [  # it talks to nobody but the pages under test
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1440, "height": 900}
FILES = ("font", "image", "script", "stylesheet")
PATIENCE = 10_000  # milliseconds until an element must be there


@pytest.fixture(scope="module")  # not longer: Playwright keeps an event loop in this thread
def chromium() -> Iterator[Browser]:
    """A running browser."""
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*QUIET, *rights])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as a new visitor; the test fails if a script broke, the policy objected or a file was missing."""
    complaints: list[str] = []
    contexts = []

    def opened(address: str, **options: object) -> Page:
        context = chromium.new_context(**{"viewport": DESK, "locale": "da-DK", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.extend(_objections(message)))
        page.on("response", lambda response: complaints.extend(_missing_files(response)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _objections(message: ConsoleMessage) -> list[str]:
    if message.type != "error" or message.text.startswith("Failed to load resource"):  # a refused form is none
        return []
    return [message.text]


def _missing_files(response: Response) -> list[str]:
    if response.status < 400 or response.request.resource_type not in FILES:
        return []
    return [f"{response.status} {response.url}"]


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serves an application on a free port of this machine until the test ends; returns its address."""
    running = []

    def served(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield served
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """What axe finds that shuts people out: `assert barriers(page) == []`."""

    def found(page: Page) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in violations for node in rule["nodes"]]

    return found
