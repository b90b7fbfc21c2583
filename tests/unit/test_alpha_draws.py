import numpy as np
import pytest

from portfolio.scoring import alpha
from portfolio.scoring.alpha import Metric, krippendorff_alpha


@pytest.mark.parametrize("at_once", [1, 7, 100_000])
def test_how_many_draws_are_made_at_once_changes_no_digit(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    levels = np.random.default_rng(4).integers(1, 6, (4, 90)).astype(float)
    as_it_is = krippendorff_alpha(levels, Metric.ORDINAL, draws=200, seed=3)

    monkeypatch.setattr(alpha, "CELLS_AT_ONCE", at_once * 90)

    assert krippendorff_alpha(levels, Metric.ORDINAL, draws=200, seed=3) == as_it_is


def test_every_draw_has_as_many_units_as_there_are() -> None:
    drawn = alpha._draw(12, 500, np.random.default_rng(1))

    assert (drawn.sum(axis=1) == 12).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(12), abs=0.2)
