"""Both languages hold everything that is said."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_specification = importlib.util.spec_from_file_location("texts", ROOT / "tools/texts.py")
texts = importlib.util.module_from_spec(_specification)
_specification.loader.exec_module(texts)
PLACEHOLDER = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def danish():
    return texts.translated(texts.CATALOG)


def _forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_text_of_the_code_and_the_templates_is_found_in_danish(danish):
    silent = [
        str(message.id)
        for message in texts.spoken()
        if message.id and not ((found := danish.get(message.id)) and texts.is_translated(found.string))
    ]

    assert silent == [], "run tools/texts.py and translate"


def test_danish_says_the_same_facts_as_english(danish):
    wrong = [
        str(message.id)
        for message in danish
        if message.id and _facts(message.id) != _facts(message.string) and texts.is_translated(message.string)
    ]

    assert wrong == []


def _facts(text):
    # "one project" may leave out the number in its singular form, so the forms are taken together
    return set().union(*(PLACEHOLDER.findall(form) for form in _forms(text))) - {"num"}
