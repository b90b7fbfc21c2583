"""The browser of the tests must work under a strict policy, and its checks must be able to fail."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGE = "<!doctype html><html lang='da'><head><title>Hus</title></head><body><main><h1>Hus</h1>{}</main></body></html>"


@pytest.fixture
def show(serve: Callable[[Flask], str], open_page: Callable[..., Page]) -> Callable[[str], Page]:
    def shown(content: str) -> Page:
        app = Flask(__name__)
        app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
        app.add_url_rule("/", "page", lambda: (PAGE.format(content), {"Content-Security-Policy": "default-src 'self'"}))
        return open_page(serve(app))

    return shown


def test_a_sound_page_has_no_barriers(show: Callable[[str], Page], barriers: Callable[[Page], list[str]]):
    page = show("<p>Velkommen</p>")

    assert page.get_by_role("heading", name="Hus").is_visible()
    assert barriers(page) == []


def test_a_field_without_a_label_is_a_barrier(show: Callable[[str], Page], barriers: Callable[[Page], list[str]]):
    page = show("<input type='text'>")

    assert [problem.split(":")[0] for problem in barriers(page)] == ["label"]
