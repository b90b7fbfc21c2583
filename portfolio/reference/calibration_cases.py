"""The three invented cases by which evaluators hold their scale, with the levels agreed for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from portfolio.reference.rubric import CURRENT_VERSION
from portfolio.reference.wording import Wording

FOLDER = Path(__file__).parent / "calibration_cases"


class Slot(StrEnum):
    """Which part of the scale a case anchors."""

    INCREMENTAL = "incremental"
    MIDDLING = "middling"
    RADICAL = "radical"


@dataclass(frozen=True)
class ShippedCase:
    """An invented project, and the level agreed for each criterion of the rubric."""

    slot: Slot
    title: Wording
    text: Wording
    key: Mapping[str, int]
    rubric_version: str


@cache
def shipped_cases(version: str = CURRENT_VERSION) -> tuple[ShippedCase, ...]:
    """Return the three cases for a version of the rubric, the incremental first."""
    raw = yaml.safe_load((FOLDER / f"{version}.yaml").read_text(encoding="utf-8"))
    return tuple(
        ShippedCase(
            slot=Slot(case["slot"]),
            title=Wording(da=case["title_da"], en=case["title_en"]),
            text=Wording(da=case["text_da"], en=case["text_en"]),
            key=case["key"],
            rubric_version=raw["rubric"],
        )
        for case in raw["cases"]
    )
