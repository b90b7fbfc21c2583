import warnings

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.scoring.agreement import agreement, kendall_w
from portfolio.scoring.alpha import Metric, _alphas, _count, krippendorff_alpha
from portfolio.scoring.closeness import one_deviates, same_level, within_one_level
from portfolio.scoring.f_distribution import f_quantile
from portfolio.scoring.icc import FORMS, intraclass_correlations
from portfolio.scoring.statistic import rated_by_two

_ = np.nan
KRIPPENDORFF = np.array(  # the four observers and twelve units of his own examples
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
)
SHROUT_FLEISS = np.array([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]], dtype=float)


def random_matrix(seed: int, *, most_missing: float = 0.6, fewest_units: int = 3) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    raters, units = int(rng.integers(2, 8)), int(rng.integers(fewest_units, 30))
    true = rng.normal(3, 1.1, units)
    levels = np.clip(np.round(true + rng.normal(0, 0.4, (raters, 1)) + rng.normal(0, 0.8, (raters, units))), 1, 5)
    levels[rng.random(levels.shape) < rng.uniform(0, most_missing)] = np.nan
    return levels


def test_alpha_of_krippendorffs_own_data() -> None:
    found = {metric: krippendorff_alpha(KRIPPENDORFF, metric).value for metric in Metric}

    assert found == pytest.approx(
        {Metric.NOMINAL: 0.743, Metric.ORDINAL: 0.815, Metric.INTERVAL: 0.849, Metric.RATIO: 0.797}, abs=0.0005
    )


def test_icc_of_shrout_and_fleiss_data_with_their_intervals() -> None:
    found = intraclass_correlations(SHROUT_FLEISS)

    assert [found[form].value for form in FORMS] == pytest.approx([0.17, 0.29, 0.71, 0.44, 0.62, 0.91], abs=0.006)
    assert (found["ICC(A,1)"].low, found["ICC(A,1)"].high) == (
        pytest.approx(0.02, abs=0.005),
        pytest.approx(0.76, abs=0.005),
    )


def test_kendalls_w_of_shrout_and_fleiss_data_is_corrected_for_ties() -> None:
    assert kendall_w(SHROUT_FLEISS).value == pytest.approx(0.887, abs=0.0005)


def test_alpha_equals_an_independent_implementation_on_a_thousand_random_matrices() -> None:
    compared = 0
    for seed in range(1000):
        levels = random_matrix(seed)
        for metric in Metric:
            ours = krippendorff_alpha(levels, metric, draws=0).value
            if ours is None:
                continue
            theirs = krippendorff.alpha(reliability_data=levels, level_of_measurement=metric.value)
            assert ours == pytest.approx(theirs, abs=1e-9), (seed, metric)
            compared += 1
    assert compared > 3500


def test_alpha_on_values_with_many_digits_equals_an_independent_implementation() -> None:
    rng = np.random.default_rng(5)
    scores = 1e6 + rng.normal(0, 1, (4, 40))

    assert krippendorff_alpha(scores, Metric.INTERVAL, draws=0).value == pytest.approx(
        krippendorff.alpha(reliability_data=scores, level_of_measurement="interval"), abs=1e-6
    )


@pytest.mark.timeout(400)  # pingouin takes some 10 ms for each matrix
def test_icc_equals_an_independent_implementation_on_a_thousand_random_matrices() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pingouin's own
        import pingouin

        compared, seed = 0, 0
        while compared < 1000:
            compared += _same_icc(pingouin, random_matrix(seed, most_missing=0.1, fewest_units=15))
            seed += 1


def _same_icc(pingouin: object, levels: NDArray[np.float64]) -> bool:
    if (~np.isnan(levels).any(axis=0)).sum() < 5:  # pingouin wants five units without gaps
        return False
    ours = intraclass_correlations(levels)
    rater, unit = np.indices(levels.shape)
    long = pd.DataFrame({"rater": rater.ravel(), "unit": unit.ravel(), "level": levels.ravel()})
    table = pingouin.intraclass_corr(long, "unit", "rater", "level", nan_policy="omit")  # type: ignore[attr-defined]  # imported late
    theirs = table.set_index("Type")
    interval = next(name for name in theirs.columns if name.startswith("CI95"))
    for form in FORMS:
        low, high = theirs.loc[form, interval]
        assert ours[form].value == pytest.approx(theirs.loc[form, "ICC"], abs=1e-6), form
        assert [ours[form].low, ours[form].high] == pytest.approx([low, high], abs=0.006), form
    return True


def test_quantiles_of_f_equal_an_independent_implementation() -> None:
    from scipy.stats import f

    for upper in (1, 2.5, 7, 30.3, 199):
        for lower in (1, 3, 17.7, 400):
            for probability in (0.025, 0.5, 0.975):
                assert f_quantile(probability, upper, lower) == pytest.approx(
                    f.ppf(probability, upper, lower), rel=1e-8
                )


def test_kendalls_w_without_ties_follows_from_friedmans_test() -> None:
    from scipy.stats import friedmanchisquare

    scores = np.random.default_rng(2).normal(size=(5, 9))

    expected = friedmanchisquare(*scores.T).statistic / (5 * 8)
    assert kendall_w(scores).value == pytest.approx(expected)


def test_kendalls_w_with_ties_equals_an_independent_implementation_on_a_thousand_random_matrices() -> None:
    from scipy.stats import friedmanchisquare

    rng = np.random.default_rng(6)
    for _matrix in range(1000):
        raters, units = int(rng.integers(2, 8)), int(rng.integers(3, 20))
        levels = rng.integers(1, 6, (raters, units)).astype(float)
        ours = kendall_w(levels).value
        if ours is not None:
            assert ours == pytest.approx(friedmanchisquare(*levels.T).statistic / (raters * (units - 1)), abs=1e-9)


@given(st.integers(0, 10_000))
def test_the_interval_of_a_share_holds_it_and_lies_from_0_to_1(seed: int) -> None:
    levels = random_matrix(seed)

    for share in (within_one_level, same_level):
        found = share(levels, draws=200, seed=seed)
        if found.value is not None and found.low is not None and found.high is not None:
            assert 0 <= found.low <= found.high <= 1
            assert share(levels, draws=200, seed=seed) == found


def test_the_interval_of_a_share_is_that_of_drawing_units_again() -> None:
    levels = random_matrix(12)
    rng, drawn = np.random.default_rng(1), []
    rated = rated_by_two(levels)
    for _draw in range(4000):
        again = rated[:, rng.integers(0, rated.shape[1], rated.shape[1])]
        drawn.append(within_one_level(again).value)

    found = within_one_level(levels, draws=4000, seed=2)

    assert (found.low, found.high) == (
        pytest.approx(np.quantile(np.array(drawn), 0.025), abs=0.01),
        pytest.approx(np.quantile(np.array(drawn), 0.975), abs=0.01),
    )


def test_the_bootstrap_interval_is_seeded_and_holds_the_value() -> None:
    levels = np.hstack([random_matrix(seed)[:2] for seed in (11, 12, 13, 14)])

    first, second, other = (krippendorff_alpha(levels, Metric.ORDINAL, seed=seed) for seed in (1, 1, 2))

    assert first == second
    assert (first.low, first.high) != (other.low, other.high)
    assert first.low is not None
    assert first.high is not None
    assert first.value is not None
    assert first.low <= first.value <= first.high


def test_a_draw_is_alpha_of_the_units_drawn() -> None:
    rated = rated_by_two(np.random.default_rng(9).integers(1, 6, (4, 12)).astype(float))
    times = np.random.default_rng(9).multinomial(12, np.full(12, 1 / 12), size=20).astype(float)

    for metric in Metric:
        drawn = _alphas(_count(rated), times, metric)

        for row, alpha in zip(times, drawn, strict=True):
            again = np.repeat(rated, row.astype(int), axis=1)
            theirs = krippendorff.alpha(reliability_data=again, level_of_measurement=metric.value)
            assert alpha == pytest.approx(theirs, abs=1e-9)


def test_one_evaluator_only_is_not_computable_and_says_why() -> None:
    with speaking("en"):
        found = agreement([[1, 2, 3, 4]])

    assert found.alpha[Metric.ORDINAL].value is None
    assert found.alpha[Metric.ORDINAL].reason == "not computable, because no unit was rated by two evaluators"
    assert all(one.value is None and one.reason for one in found.icc.values())
    assert found.kendall_w.reason
    assert found.within_one.reason


def test_equal_levels_are_not_computable_but_show_full_agreement() -> None:
    with speaking("en"):
        found = agreement(np.full((3, 6), 4.0))

    assert {one.reason for one in found.alpha.values()} == {"not computable, because all levels are equal"}
    assert {one.reason for one in found.icc.values()} == {"not computable, because all levels are equal"}
    assert (found.within_one.value, found.same.value) == (1.0, 1.0)


def test_one_deviating_level_gives_an_alpha_of_zero_beside_nearly_full_agreement() -> None:
    levels = np.full((3, 6), 4.0)
    levels[0, 0] = 5.0

    found = agreement(levels)

    assert found.alpha[Metric.NOMINAL].value == pytest.approx(0.0, abs=1e-12)
    assert found.within_one.value == 1.0
    assert found.same.value == pytest.approx(16 / 18)
    assert found.one_deviates
    with speaking("en"):
        assert found.notes[0].startswith("All levels but one are equal. Alpha is then 0 by definition")


@pytest.mark.parametrize("levels", [[[4, 4], [4, 4]], [[4, 5], [5, 4]], [[4, 5]], [[1, 2, 3], [1, 2, 3]]])
def test_levels_that_differ_otherwise_need_no_such_note(levels: list[list[float]]) -> None:
    assert not one_deviates(np.array(levels, dtype=float))


def test_all_cannot_assess_is_not_computable() -> None:
    found = agreement(np.full((3, 4), np.nan))

    assert found.missing == 1.0
    assert found.alpha[Metric.ORDINAL].value is None
    assert found.kendall_w.value is None


def test_an_empty_table_is_not_computable() -> None:
    assert agreement([]).alpha[Metric.NOMINAL].value is None
    assert agreement([[], []]).icc["ICC(1,1)"].value is None


def test_units_that_do_not_differ_have_no_icc() -> None:
    with speaking("en"):
        found = intraclass_correlations(np.array([[1.0, 1.0, 1.0], [3.0, 3.0, 3.0]]))

    assert {one.reason for one in found.values()} == {"not computable, because the units do not differ"}


def test_perfect_agreement_is_one() -> None:
    found = agreement([[1, 2, 5, 4], [1, 2, 5, 4], [1, 2, 5, 4]])

    assert all(one.value == pytest.approx(1.0) for one in (*found.alpha.values(), *found.icc.values(), found.kendall_w))


def test_a_ratio_of_negative_values_is_refused_in_words() -> None:
    assert krippendorff_alpha(np.array([[-1.0, 2.0], [1.0, 2.0]]), Metric.RATIO).reason


def test_two_hundred_units_by_twenty_evaluators_with_sixty_per_cent_missing() -> None:
    rng = np.random.default_rng(4)
    levels = rng.integers(1, 6, (20, 200)).astype(float)
    levels[rng.random(levels.shape) < 0.6] = np.nan

    found = agreement(levels)

    assert found.alpha[Metric.ORDINAL].value == pytest.approx(0, abs=0.05)
    assert found.icc["ICC(A,k)"].reason
    assert found.enough_for_a_verdict


def test_fewer_than_ten_units_allow_no_verdict() -> None:
    assert not agreement(SHROUT_FLEISS).enough_for_a_verdict


def test_shares_within_one_level_are_about_the_median() -> None:
    levels = np.array([[2.0], [2.0], [2.0], [2.0], [5.0]])

    assert within_one_level(levels).value == 0.8
    assert same_level(levels).value == 0.6


@pytest.mark.parametrize("levels", [[[1, 2], [1]], [[1, float("inf")], [1, 2]]])
def test_a_table_that_is_none_is_refused(levels: list[list[float]]) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        agreement(levels)

    assert refused.value.field == "levels"


@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_the_order_of_evaluators_does_not_matter(seed: int, order: list[int]) -> None:
    levels = np.random.default_rng(seed).integers(1, 6, (4, 8)).astype(float)

    for metric in Metric:
        before = krippendorff_alpha(levels, metric, draws=0).value
        assert krippendorff_alpha(levels[order], metric, draws=0).value == pytest.approx(before)


@given(st.integers(0, 10_000))
def test_interval_alpha_and_iccs_do_not_change_with_the_unit_of_measurement(seed: int) -> None:
    levels = np.random.default_rng(seed).integers(1, 6, (3, 8)).astype(float)

    stretched = 25 * (levels - 1)

    assert krippendorff_alpha(stretched, Metric.INTERVAL, draws=0).value == pytest.approx(
        krippendorff_alpha(levels, Metric.INTERVAL, draws=0).value
    )
    assert [one.value for one in intraclass_correlations(stretched).values()] == pytest.approx(
        [one.value for one in intraclass_correlations(levels).values()]
    )
