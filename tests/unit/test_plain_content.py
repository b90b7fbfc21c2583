"""What a briefing says as plain values: what `dataclasses.asdict` gives, and the same digest."""

import hashlib
import inspect
import json
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cached_property

import pytest

from portfolio.briefing.content import digest_of
from portfolio.briefing.plain import fields_of
from tests.briefing_house import a_content


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_content_as_plain_values_is_what_the_standard_library_gives(language):
    content = a_content(language)

    assert content.as_dict() == asdict(content)


def test_the_digest_is_that_of_the_plain_values_without_itself_and_the_pages():
    content = a_content("da")
    bare = asdict(replace(content, pages=0, evidence=replace(content.evidence, snapshot="")))
    written = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert digest_of(replace(content, pages=7)) == hashlib.sha256(written.encode()).hexdigest()


def test_what_is_no_dataclass_has_no_fields():
    with pytest.raises(TypeError, match="object is no dataclass"):
        fields_of(object())


def test_looking_at_what_follows_from_a_content_leaves_its_digest():
    """A property that keeps what it found beside the fields would come into the digest."""
    content = a_content("da")
    before = digest_of(content)
    seen = list(parts_of(content))
    for one in seen:
        for name, kept in inspect.getmembers_static(type(one)):
            if isinstance(kept, property | cached_property):
                getattr(one, name)

    assert len({type(one) for one in seen}) > 10
    assert digest_of(content) == before


def parts_of(value):
    """Every dataclass in a value, itself included."""
    if is_dataclass(value):
        yield value
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, tuple | list):
        for one in value:
            yield from parts_of(one)
