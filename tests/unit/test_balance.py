"""The portfolio against its corridor, how varied it is, and which projects nothing beats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.scoring.balance import (
    Holding,
    money_to_move,
    projects_to_move,
    spread_by_count,
    spread_by_money,
    total_variation,
)
from portfolio.scoring.corridor import Corridor, corridor_of
from portfolio.scoring.diversity import balance_of, concentration, effective_number, rao_q
from portfolio.scoring.pareto import Candidate, front
from portfolio.scoring.scale import Band

HELD = [Holding(Band.INCREMENTAL, 50), Holding(Band.SUBSTANTIAL, 40), Holding(Band.RADICAL, 10)]
COMPANY = Corridor(70, 20, 10)

shares = st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(any)
holdings = st.lists(st.builds(Holding, st.sampled_from(Band), st.integers(0, 10**12)), min_size=1, max_size=30)
candidates = st.lists(
    st.builds(Candidate, st.text(max_size=3), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=12
)


def as_shares(numbers):
    return dict(zip(Band, (number / sum(numbers) for number in numbers), strict=True))


def test_a_fifth_of_the_money_would_have_to_move() -> None:
    spread = spread_by_money(HELD, COMPANY)

    assert spread is not None
    assert spread.distance == pytest.approx(0.20)
    assert (spread.too_much, spread.too_little) == (Band.SUBSTANTIAL, Band.INCREMENTAL)
    with speaking("en"):
        assert money_to_move(spread.distance) == "A fifth of the money would have to move."
    with speaking("da"):
        assert money_to_move(spread.distance) == "En femtedel af pengene skulle flyttes."


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0.0, "The projects are spread as the board wants it."),
        (0.338, "A third of the projects would have to be of another kind."),
        (0.15, "15 % of the projects would have to be of another kind."),
        (1.0, "All of the projects would have to be of another kind."),
    ],
)
def test_a_share_that_is_no_simple_fraction_is_said_in_per_cent(distance: float, words: str) -> None:
    with speaking("en"):
        assert projects_to_move(distance).replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_indices_of_seventy_twenty_ten_are_the_published_ones() -> None:
    shares = (0.7, 0.2, 0.1)

    assert balance_of(shares) == pytest.approx(0.730, abs=0.0005)
    assert concentration(shares) == pytest.approx(0.540)
    assert effective_number(shares) == pytest.approx(2.23, abs=0.005)


def test_raos_q_of_the_four_corners_of_the_unit_square() -> None:
    assert rao_q([1, 1, 1, 1], [(0, 0), (0, 1), (1, 0), (1, 1)]) == pytest.approx(0.604, abs=0.0005)


def test_ten_names_for_the_same_project_are_not_varied() -> None:
    assert rao_q([1] * 10, [(0.4, 0.2)] * 10) == pytest.approx(0.0)
    assert rao_q([0, 0], [(0, 0), (1, 1)]) == 0.0
    assert rao_q([], []) == 0.0


def test_money_and_count_may_tell_different_stories() -> None:
    held = [Holding(Band.INCREMENTAL, 1), Holding(Band.INCREMENTAL, 1), Holding(Band.RADICAL, 8)]
    by_money, by_count = spread_by_money(held, None), spread_by_count(held, None)

    assert by_money is not None
    assert by_count is not None
    assert by_money.shares[Band.RADICAL] == pytest.approx(0.8)
    assert by_count.shares[Band.RADICAL] == pytest.approx(1 / 3)
    assert by_money.distance is None


def test_without_money_or_projects_there_are_no_shares() -> None:
    assert spread_by_money([Holding(Band.RADICAL, 0)], COMPANY) is None
    assert spread_by_count([], COMPANY) is None


@given(holdings)
def test_shares_sum_to_one_and_distance_lies_within_its_limits(held: list[Holding]) -> None:
    spread = spread_by_count(held, COMPANY)

    assert spread is not None
    assert sum(spread.shares.values()) == pytest.approx(1)
    assert spread.distance is not None
    assert -1e-12 <= spread.distance <= 1
    assert -1e-12 <= spread.balance <= 1 + 1e-12
    assert 1 / 3 - 1e-12 <= spread.concentration <= 1 + 1e-12


@given(shares, shares, shares)
def test_total_variation_is_a_distance(a: list[int], b: list[int], c: list[int]) -> None:
    first, second, third = as_shares(a), as_shares(b), as_shares(c)

    assert total_variation(first, first) == 0
    assert total_variation(first, second) == pytest.approx(total_variation(second, first))
    assert total_variation(first, third) <= total_variation(first, second) + total_variation(second, third) + 1e-12


@given(candidates)
def test_every_candidate_off_the_front_is_beaten_by_one_on_it(given_ones: list[Candidate]) -> None:
    best = front(given_ones)

    assert not any(one.beats(other) for one in best for other in best)
    assert all(one in best or any(winner.beats(one) for winner in best) for one in given_ones)


def test_equals_stay_on_the_front_together() -> None:
    twins = [Candidate("a", 70, 60, 5), Candidate("b", 70, 60, 5), Candidate("c", 70, 60, 6)]

    assert [one.name for one in front(twins)] == ["a", "b"]


@pytest.mark.parametrize(
    ("given_shares", "field"),
    [
        ((30, None, 70), "corridor_substantial"),
        ((30, 40, 40), "corridor_radical"),
        ((-1, 51, 50), "corridor_incremental"),
        ((101, 0, -1), "corridor_incremental"),
    ],
)
def test_a_corridor_that_is_none_is_refused_at_its_field(given_shares: tuple[int | None, ...], field: str) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        corridor_of(*given_shares)

    assert refused.value.field == field


def test_no_shares_are_no_corridor() -> None:
    assert corridor_of(None, None, None) is None
    assert corridor_of(0, 0, 100) == Corridor(0, 0, 100)
