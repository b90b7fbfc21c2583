"""Pictures that are handed out drawn are set in the design system's typeface, or in another where it is absent."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.briefing_sizes import content_of
from web import slide, typeface


def test_both_weights_of_the_typeface_are_unpacked_and_the_slide_is_set_in_them():
    faces = [TTFont(file) for file in sorted(typeface.load_typeface().iterdir())]

    assert [face["OS/2"].usWeightClass for face in faces] == [400, 600]
    assert all(face["name"].getBestFamilyName() == "IBM Plex Sans" for face in faces)
    assert slide.FONT.startswith("IBM Plex Sans,")


def test_without_the_design_system_a_slide_is_drawn_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(typeface, "FOLDER", tmp_path)
    monkeypatch.setattr(slide, "load_typeface", typeface.load_typeface.__wrapped__)

    assert slide.slide_png(content_of("one", "da")).startswith(b"\x89PNG")
