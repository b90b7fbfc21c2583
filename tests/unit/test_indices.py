"""Studies side by side: their rank correlations, where they place an occupation, and whether their order held."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.frames.employment_table import employment_table, projected_jobs
from portfolio.frames.job_counts import count_table, counted_jobs, counts_2012, counts_2024
from portfolio.frames.study_columns import FREY_OSBORNE
from portfolio.frames.study_crosswalk import soc_vintages
from portfolio.frames.study_files import numbers, read_study
from portfolio.reference.employment import us_counts, us_employment
from portfolio.reference.figures_file import FOLDER
from portfolio.reference.occupations import INDICES, occupations
from portfolio.resilience.backtest import MODEL, backtest, growth_by_band, interval
from portfolio.resilience.doubling import STEPS, steps
from portfolio.resilience.indices import disagreement, parameters_without, spearman, spearman_matrix, standings
from portfolio.resilience.overview import medians_after, occupation_resilience
from portfolio.resilience.parameters import DEFAULT
from portfolio.resilience.simulation import project_resilience
from tests.material import PUBLISHED, needs

AI = ("ilo_genai_2025", "aioe_2021_n", "gpt_beta_2023", "daioe_2023_n", "ms_applicability_2025_n")


def test_the_matrix_is_the_published_one_to_a_hundredth():
    matrix = spearman_matrix()
    among_ai = [matrix[one, other] for one in AI for other in AI if one < other]
    with_frey_osborne = [matrix["frey_osborne_2013", one] for one in AI]

    assert (round(min(among_ai), 2), round(max(among_ai), 2)) == (0.70, 0.88)
    assert (round(min(with_frey_osborne), 2), round(max(with_frey_osborne), 2)) == (-0.42, -0.20)


def test_the_matrix_is_that_of_another_program():
    table = pd.read_csv(FOLDER / "occupations.csv")[list(INDICES)].corr(method="spearman")

    for pair, value in spearman_matrix().items():
        assert value == pytest.approx(table.loc[pair], abs=1e-9)


def test_frey_and_osborne_follow_the_routine_share_of_tasks():
    rows = [one.figures for one in occupations().values() if None not in one.figures.values()]
    routine = np.array([row["task_routine_cognitive"] + row["task_routine_manual"] for row in rows])

    assert spearman(np.array([row["frey_osborne_2013"] for row in rows]), routine) == pytest.approx(0.54, abs=0.01)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=30))
def test_a_rank_correlation_lies_between_minus_one_and_one_and_has_no_direction(pairs):
    first, second = np.array(pairs, dtype=float).T
    found = spearman(first, second)

    assert np.isnan(found) or -1.0000001 <= found <= 1.0000001
    assert found == pytest.approx(spearman(second, first), nan_ok=True)
    assert found == pytest.approx(-spearman(first, -second), nan_ok=True)


def test_forklift_drivers_have_the_highest_patents_and_a_value_set_by_hand():
    found = {one.index: one for one in standings("8344")}

    assert found["techx_physical_n"].place == pytest.approx(99.88, abs=0.01)
    assert found["frey_osborne_2013"].hand_labelled
    assert not found["ilo_genai_2025"].hand_labelled
    assert disagreement(found.values()) > 95


def test_stand_ins_name_their_level_and_are_no_disagreement():
    found = standings("0110")

    assert {one.stand_in for one in found} <= {"minor", "sub_major", "major", "all"}
    assert disagreement(found) is None


@given(st.sampled_from(sorted(occupations())))
def test_a_place_is_one_of_a_hundred(code):
    assert all(0 <= one.place <= 100 and 0 <= one.value <= 1 for one in standings(code))


@pytest.mark.parametrize("off", [(), *((name,) for name in INDICES), ("ilo_genai_2025", "frey_osborne_2013"), INDICES])
def test_any_subset_of_indices_gives_weights_that_add_up_to_one(off):
    parameters = parameters_without(off)

    assert sum(parameters.cognitive_weights.values()) == pytest.approx(1)
    assert sum(parameters.physical_weights.values()) == pytest.approx(1)
    assert not {*parameters.cognitive_weights, *parameters.physical_weights} & set(off)
    assert 0 < project_resilience({"8344": 1}, horizon_years=10, draws=200, parameters=parameters).p50 <= 1


def test_the_version_of_the_parameters_names_what_was_left_out():
    assert parameters_without(["techx_physical_n", "aioe_2021_n"]).version == "2026-1 without techx_physical_n"
    assert parameters_without(["aioe_2021_n"]) is DEFAULT


def test_the_overview_says_of_an_occupation_what_a_project_in_it_says():
    medians = medians_after(10, elapsed=1, off=("techx_physical_n",))

    for code in ("8344", "9112", "4110", "0110"):
        alone = occupation_resilience(code, horizon_years=10, elapsed=1, off=("techx_physical_n",))
        assert medians[code] == alone.p50


def test_thirty_doublings_lead_26_8_times_round_the_earth():
    found = steps()

    assert len(found) == STEPS + 1
    assert (found[-1].equal, found[-1].doubling) == (30, 2**30 - 1)
    assert round(found[-1].laps, 1) == 26.8
    assert found[23].of_all < 0.01 < found[24].of_all


def test_the_backtest_is_published_also_where_it_is_bad():
    trials = {one.name: one for one in backtest(us_employment(), medians_after(10, elapsed=0))}

    assert list(trials) == [*INDICES, MODEL]
    assert round(trials["frey_osborne_2013"].correlation, 2) == -0.45
    assert trials["frey_osborne_2013"].verdict == "right"
    assert trials["aioe_2021_n"].verdict == "wrong"
    assert all(one.low <= one.correlation <= one.high for one in trials.values())


def test_the_backtest_on_jobs_as_counted_is_published_also_where_it_is_bad():
    trials = {one.name: one for one in backtest(us_counts(), medians_after(10, elapsed=0))}

    assert round(trials["frey_osborne_2013"].correlation, 2) == -0.36
    assert trials["frey_osborne_2013"].verdict == "right"
    assert trials["aioe_2021_n"].verdict == "wrong"
    assert trials[MODEL].verdict == "unclear"


def test_a_forecast_that_is_the_truth_points_the_right_way():
    jobs = us_employment()
    truth = {code: one.growth for code, one in jobs.items()}

    perfect = backtest(jobs, truth)[-1]

    assert perfect.correlation == pytest.approx(1)
    assert interval(0.5, 100) == pytest.approx((0.3259, 0.6413), abs=0.0001)


def test_every_job_lies_in_one_band():
    bands = growth_by_band(us_employment(), medians_after(10, elapsed=0))

    assert sum(one.groups for one in bands) == len(us_employment())


@needs(PUBLISHED)
def test_the_table_of_jobs_is_rebuilt_from_the_published_projections():
    assert employment_table(PUBLISHED) == (FOLDER / "us_employment.csv").read_bytes()


@needs(PUBLISHED)
def test_the_table_of_counted_jobs_is_rebuilt_from_the_bureaus_own_figures():
    counted = counted_jobs(PUBLISHED)

    assert counts_2012().sum() == 130_287_780  # printed for all occupations: 130,287,700, of rounded parts
    assert counted.loc["53-7051"].tolist() == [496_570, 805_770]
    whole = counts_2024(PUBLISHED).sum()
    assert whole * 0.999 < counted["after"].sum() < whole
    assert count_table(PUBLISHED) == (FOLDER / "us_jobs_2012_2024.csv").read_bytes()


@needs(PUBLISHED)
def test_projections_by_frey_and_osbornes_bands_are_the_printed_ones():
    frame = read_study(PUBLISHED, FREY_OSBORNE)
    risk = numbers(frame, "Probability", FREY_OSBORNE, low=0, high=1).set_axis(frame["SOC code"])
    vintages = soc_vintages(PUBLISHED)
    by_new_code = vintages.assign(risk=vintages["soc"].map(risk)).dropna().groupby("soc18")["risk"].mean()
    jobs = projected_jobs(PUBLISHED).join(by_new_code.rename("risk"), how="inner")

    bands = jobs.groupby(pd.cut(jobs["risk"], [0, 0.3, 0.7, 1]), observed=True)[["jobs_2024", "jobs_2034"]].sum()

    assert ((bands["jobs_2034"] / bands["jobs_2024"] - 1) * 100).round(1).tolist() == [4.6, 2.7, 0.4]
