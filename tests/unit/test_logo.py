"""A logo from outside becomes a small PNG with nothing else in it, or a sentence."""

import time
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from portfolio.errors import RuleBrokenError
from portfolio.language import LANGUAGES, choose
from portfolio.logo import LARGEST_KEPT, normalised_logo
from tests.logos import BOMBS, a_picture, an_svg

GOOD = {
    "svg": an_svg(),
    "svg in two bytes": ('<?xml version="1.0" encoding="utf-16"?>' + an_svg().decode()).encode("utf-16"),
    "png": a_picture(),
    "palette": a_picture(mode="P"),
    "grey": a_picture(mode="L"),
    "jpeg": a_picture("JPEG"),
    "jpeg for print": a_picture("JPEG", mode="CMYK"),
    "with a profile": a_picture(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    "with a broken profile": a_picture(icc_profile=b"no profile"),
    "with a comment": a_picture("JPEG", comment=b"<script>alert(1)</script>"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_logo_becomes_a_small_png_with_nothing_else_in_it(kind: str):
    kept = normalised_logo(GOOD[kind])

    picture = Image.open(BytesIO(kept))
    assert picture.format == "PNG"
    assert picture.mode in ("RGB", "P")
    assert picture.size == (720, 240)
    assert picture.info == {}
    assert len(kept) < LARGEST_KEPT
    assert normalised_logo(GOOD[kind]) == kept


@pytest.mark.parametrize("kind", BOMBS)
def test_what_is_no_logo_is_refused_with_a_sentence_and_quickly(kind: str):
    for language in LANGUAGES:
        choose(language)
        began = time.monotonic()

        with pytest.raises(RuleBrokenError) as refused:
            normalised_logo(BOMBS[kind])

        assert refused.value.field == "file"
        assert str(refused.value).endswith(".")
        assert time.monotonic() - began < 5


def test_what_is_transparent_is_shown_on_white():
    file = BytesIO()
    picture = Image.new("RGBA", (100, 50), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 50, 50))
    picture.save(file, "PNG")

    kept = Image.open(BytesIO(normalised_logo(file.getvalue()))).convert("RGB")

    assert kept.getpixel((80, 20)) == (255, 255, 255)
    assert kept.getpixel((20, 20)) == (200, 0, 0)


def test_a_photograph_is_kept_with_few_colours_so_that_the_briefing_stays_small():
    file = BytesIO()
    Image.effect_noise((600, 200), 90).convert("RGB").save(file, "JPEG", quality=60)

    assert len(normalised_logo(file.getvalue())) < 180_000


def test_a_drawing_that_takes_minutes_ends_after_seconds(monkeypatch: pytest.MonkeyPatch):
    layers = '<path d="M0 0h300v100z" opacity=".5"/>' * 1_900
    began = time.monotonic()
    monkeypatch.setattr("portfolio.logo_drawing.PATIENCE", 0.5)

    with pytest.raises(RuleBrokenError, match="SVG"):
        normalised_logo(an_svg(layers))

    assert time.monotonic() - began < 10
