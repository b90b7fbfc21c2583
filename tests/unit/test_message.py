"""Messages: the same bytes from the same facts, and no line in the head that nobody planned."""

import dataclasses
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.mail.message import (
    HEAD,
    Attachment,
    Envelope,
    UnsafeMessageError,
    ascii_address,
    build_message,
    header_text,
    message_id,
)
from jobs.mail.texts import Letter

ENVELOPE = Envelope(
    key="briefing/2027-03/house/person",
    sender="innohus@house.example",
    sender_name="Fjordhuset via Innohus",
    recipient="ase@rødkær.example",
    recipient_name="Åse Rødkær, bestyrelsen",
    language="da",
    at=datetime(2027, 3, 1, 7, 0, tzinfo=UTC),
)
LETTER = Letter("Bestyrelsesorientering fra Fjordhuset", "Kære Åse\n\n.En linje med punktum foran\n")
PDF = Attachment("Orientering marts 2027 (Ærø).pdf", "application/pdf", b"%PDF-1.7 \r\n.\r\n" * 50)
HOSTILE = "=?utf-8?q?Lagerbroen=0d=0aBcc:_thief=40evil.example?="


def read(content: bytes) -> list[tuple[str, str]]:
    return list(message_from_bytes(content, policy=policy.default).items())


def test_the_same_facts_give_the_same_bytes() -> None:
    assert build_message(ENVELOPE, LETTER, PDF) == build_message(ENVELOPE, LETTER, PDF)


def test_a_message_says_who_writes_to_whom_in_which_language() -> None:
    message = message_from_bytes(build_message(ENVELOPE, LETTER, PDF).content, policy=policy.default)

    assert message["From"] == "Fjordhuset via Innohus <innohus@house.example>"
    assert message["To"] == '"Åse Rødkær, bestyrelsen" <ase@xn--rdkr-xoa9h.example>'
    assert message["Content-Language"] == "da"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == ENVELOPE.at
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER.text
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == PDF.name
    assert attached.get_content() == PDF.content


def test_a_message_id_comes_from_the_key_and_tells_nothing() -> None:
    assert message_id("a", "x@house.example") == message_id("a", "x@house.example")
    assert message_id("a", "x@house.example") != message_id("b", "x@house.example")
    assert "briefing" not in message_id(ENVELOPE.key, ENVELOPE.sender)


@pytest.mark.parametrize("text", [HOSTILE, "a\r\nBcc: thief@evil.example", "=?=?utf-8?q?=0aX: y?=", "a\x00\u2028b"])
def test_hostile_text_adds_no_line_to_the_head(text: str) -> None:
    envelope = dataclasses.replace(ENVELOPE, sender_name=text, recipient_name=text)
    attachment = dataclasses.replace(PDF, name=text)

    content = build_message(envelope, Letter(text, "Kære Åse"), attachment).content

    assert {name for name, _value in read(content)} <= set(HEAD)
    assert len(read(content)) == len(HEAD) - 1
    assert b"\nBcc" not in content


@given(st.text(max_size=200))
def test_a_safe_text_is_one_line_without_encoded_words_and_stays_as_it_is(text: str) -> None:
    safe = header_text(text)

    assert len(safe.splitlines()) <= 1
    assert "=?" not in safe
    assert header_text(safe) == safe


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_at_all_makes_a_message_with_the_planned_head(subject: str, name: str) -> None:
    envelope = dataclasses.replace(ENVELOPE, recipient_name=name)

    content = build_message(envelope, Letter(subject, "text"), None).content

    assert sorted(header for header, _value in read(content)) == sorted(HEAD)


@pytest.mark.parametrize("address", ["", "a", "@b.example", "a b@c.example", "a\n@b.example", "å@b.example", "a@b,c"])
def test_an_address_that_cannot_be_written_is_refused(address: str) -> None:
    with pytest.raises(UnsafeMessageError):
        ascii_address(address)
