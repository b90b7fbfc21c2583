"""Take the README's pictures of a running demo, in both languages: `python -m tools.screenshots http://127.0.0.1:8000`.

Needs the environment that `./test` makes, and `./run` running with its demo house.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs/screenshots"
BROWSER = "/usr/bin/chromium-headless-shell"
PASSWORD = "innohus-demo"  # noqa: S105 -- of the invented demo house, printed by ./run
LEAD, EVALUATOR = "karla@fjordhuset.example", "yusuf@fjordhuset.example"
PROJECT = "Lagerbroen"
SIZE = ViewportSize(width=1280, height=960)
SWITCH = {"da": "Dansk", "en": "English"}

Way = Callable[[Page, str], None]


def to_portfolio(page: Page, address: str) -> None:
    """Go to the portfolio."""
    page.goto(f"{address}/houses/demo/projects/")


def to_project(page: Page, address: str) -> None:
    """Go to a project that has been evaluated."""
    to_portfolio(page, address)
    page.locator("#projects").get_by_role("link", name=PROJECT).click()


def to_form(page: Page, address: str) -> None:
    """Go to the first form that waits for the evaluator."""
    page.goto(f"{address}/houses/demo/evaluations/")
    page.locator("a[href*='/assessments/']").first.click()


PAGES: dict[str, tuple[str, Way]] = {
    "portfolio": (LEAD, to_portfolio),
    "project": (LEAD, to_project),
    "evaluation": (EVALUATOR, to_form),
}


def take(browser: Browser, address: str, language: str) -> None:
    """Take every page and the first page of the newest briefing in a language."""
    for name, (email, go) in PAGES.items():
        page = browser.new_context(viewport=SIZE).new_page()
        sign_in(page, address, email, language)
        go(page, address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}-{language}.png")
        if name == "portfolio":
            take_briefing(page, address, language)
        page.context.close()


def sign_in(page: Page, address: str, email: str, language: str) -> None:
    """Sign in, and choose the language with the switch where it is offered."""
    page.goto(address)
    page.fill("input[name=email]", email)
    page.fill("input[type=password]", PASSWORD)
    page.press("input[type=password]", "Enter")
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("button", name=SWITCH[language]).first.click()
        page.wait_for_load_state()


def take_briefing(page: Page, address: str, language: str) -> None:
    """Draw the first page of the newest stored PDF of a language."""
    page.goto(f"{address}/houses/demo/briefings/")
    found = page.locator("a[href*='pdf']").filter(has_text=SWITCH[language]).first.get_attribute("href")
    content = page.request.get(address + str(found)).body()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        target = FOLDER / f"briefing-{language}"
        subprocess.run(["/usr/bin/pdftoppm", "-png", "-r", "80", "-singlefile", file.name, str(target)], check=True)


def main() -> None:
    """Take the pictures of the demo that runs at the address given."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        for language in SWITCH:
            take(browser, sys.argv[1].rstrip("/"), language)
        browser.close()


if __name__ == "__main__":
    main()
