import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.briefing.agreeing import _matrix
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


@given(st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), max_size=6))
def test_a_unit_has_each_level_as_often_as_it_was_given(distributions: list[list[int]]) -> None:
    table = _matrix(distributions)

    assert table.shape == (max(map(sum, distributions), default=0), len(distributions))
    assert [[int((column == level).sum()) for level in range(1, 6)] for column in table.T] == distributions
    assert all(not np.isnan(column[: sum(counts)]).any() for column, counts in zip(table.T, distributions, strict=True))
