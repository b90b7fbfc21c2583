import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.reference.occupations import get_occupation, occupations
from portfolio.resilience.bands import ResilienceBand, lead_time, resilience_band, watch_offset
from portfolio.resilience.figures import Imputed, complete_figures
from portfolio.resilience.model import (
    adopted,
    automated,
    ceiling,
    central_technology,
    feasible,
    figures_for,
    occupation_curve,
)
from portfolio.resilience.parameters import DEFAULT, PARAMETERS, SPEED, Basis, Parameters, parameter, scenario

YEARS = np.arange(61.0)
codes = st.sampled_from(sorted(occupations()))


def share(code: str, years: float, parameters: Parameters = DEFAULT) -> float:
    return float(occupation_curve(code, np.array([float(years)]), parameters)[0])


@pytest.mark.parametrize(
    ("code", "shares"),
    [
        ("8344", [0.981, 0.924, 0.796, 0.592]),
        ("9112", [0.999, 0.991, 0.946, 0.843]),
        ("4110", [0.899, 0.664, 0.424, 0.294]),
    ],
)
def test_the_documented_shares_at_5_10_15_and_20_years(code: str, shares: list[float]) -> None:
    found = occupation_curve(code, np.array([5.0, 10.0, 15.0, 20.0]), DEFAULT)

    assert found == pytest.approx(shares, abs=0.0005)


def test_the_documented_steps_on_the_way_for_the_forklift_driver_at_ten_years() -> None:
    years = np.array([10.0])
    cognitive_gap, physical_gap = 0.97 ** (10 / 1.5), 0.97 ** (10 / 3.5)
    cognitive_start = 0.60 * 0.198 + 0.25 * 0.93 + 0.15 * 1.0
    physical_start = 0.40 * 1.0 + 0.40 * 0.93 + 0.20 * 0.0

    assert float(ceiling(cognitive_start, cognitive_gap)) == pytest.approx(0.5838, abs=0.00005)
    assert float(ceiling(physical_start, physical_gap)) == pytest.approx(0.7868, abs=0.00005)
    assert feasible(years / 1.5, 1.0, 1.0)[0] == pytest.approx(0.9966, abs=0.00005)
    assert adopted(years, 0.05, 15.0)[0] == pytest.approx(0.4963, abs=0.00005)
    assert feasible(years / 3.5, 4.0, 1.0)[0] == pytest.approx(0.2418, abs=0.00005)
    assert adopted(years, 0.02, 22.0)[0] == pytest.approx(0.1308, abs=0.00005)


def test_the_forklift_drivers_automated_share_is_made_of_those_steps() -> None:
    found = automated(figures_for("8344", DEFAULT), central_technology(np.array([10.0]), DEFAULT))[0]

    by_hand = 0.2 * 0.5838 * 0.9966 * 0.4963 + 0.8 * 0.7868 * 0.2418 * 0.1308
    assert found == pytest.approx(by_hand, abs=0.0001)


def test_adoption_takes_its_span_from_ten_to_ninety_per_cent() -> None:
    ten = np.log(0.1 / 0.9) - np.log(0.05 / 0.95)
    start = ten / (np.log(81) / 15)

    assert adopted(np.array([start, start + 15]), 0.05, 15.0) == pytest.approx([0.1, 0.9])


def test_a_ceiling_above_the_cap_is_kept() -> None:
    assert float(ceiling(0.97, 0.5)) == 0.97


def test_every_occupation_starts_at_one_and_never_rises() -> None:
    for code in occupations():
        curve = occupation_curve(code, YEARS, DEFAULT)

        assert curve[0] == 1.0
        assert np.all(np.diff(curve) <= 1e-12)
        assert np.all((curve > 0) & (curve <= 1))


@given(codes, st.floats(0, 60), st.floats(1.01, 5), st.sampled_from(SPEED))
def test_slower_technology_or_adoption_never_lowers_the_share(
    code: str, years: float, factor: float, name: str
) -> None:
    slower = DEFAULT.moved(**{name: DEFAULT[name] * factor})

    assert share(code, years, slower) >= share(code, years) - 1e-12


@given(codes, st.floats(0, 59), st.floats(0, 1), st.sampled_from([item.name for item in PARAMETERS]), st.floats(0.2, 5))
def test_the_share_never_rises_with_time_whatever_the_parameters(
    code: str, years: float, later: float, name: str, factor: float
) -> None:
    moved = DEFAULT.moved(**{name: min(DEFAULT[name] * factor, 0.9) if DEFAULT[name] < 0.5 else DEFAULT[name] * factor})

    assert share(code, 0, moved) == 1.0
    assert share(code, years + later, moved) <= share(code, years, moved) + 1e-12


def test_extreme_parameters_do_not_overflow() -> None:
    wild = DEFAULT.moved(cognitive_doubling=0.001, base_doublings=1e9, spread=0.001)

    assert np.all(np.isfinite(occupation_curve("4110", YEARS, wild)))


def test_a_missing_figure_is_the_mean_of_the_nearest_group_and_flagged() -> None:
    gap = complete_figures("1439", ("ilo_genai_2025",))

    neighbour = get_occupation("1431").figures["ilo_genai_2025"]  # the only other one of minor group 143
    assert gap.values["ilo_genai_2025"] == neighbour
    assert Imputed("ilo_genai_2025", "minor") in gap.imputed


def test_occupations_no_study_covers_stand_on_the_mean_of_all_and_say_so() -> None:
    soldier = complete_figures("0310", ("ilo_genai_2025",))

    assert {gap.level for gap in soldier.imputed} == {"all"}
    assert len(soldier.imputed) == 6


def test_imputed_task_shares_still_sum_to_one() -> None:
    for code in occupations():
        values = complete_figures(code, ()).values

        assert sum(values.values()) == pytest.approx(1, abs=0.001)


def test_an_occupation_with_all_its_figures_has_none_imputed() -> None:
    assert figures_for("8344", DEFAULT).imputed == ()


def test_leaving_an_index_out_renormalises_the_rest() -> None:
    fewer = DEFAULT.without("frey_osborne_2013")

    assert fewer.cognitive_weights == pytest.approx({"ilo_genai_2025": 0.8, "routine_cognitive": 0.2})
    assert fewer.physical_weights == pytest.approx({"techx_physical_n": 2 / 3, "routine_manual": 1 / 3})
    assert 0 < share("8344", 10, fewer) < 1


def test_other_indices_may_take_part() -> None:
    other = DEFAULT.weighted({"gpt_beta_2023": 1, "daioe_2023_n": 1}, {"techx_physical_n": 2})

    assert other.cognitive_weights == {"gpt_beta_2023": 0.5, "daioe_2023_n": 0.5}
    assert 0 < share("4110", 10, other) < 1


@pytest.mark.parametrize("kind", [("ilo_genai_2025", "frey_osborne_2013", "routine_cognitive")])
def test_a_family_must_keep_an_index(kind: tuple[str, ...]) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        DEFAULT.without(*kind)

    assert refused.value.field == "indices"


def test_unknown_or_negative_weights_are_refused() -> None:
    for cognitive in ({"horoscope": 1.0}, {"ilo_genai_2025": -1.0}, {"ilo_genai_2025": float("nan")}):
        with pytest.raises(RuleBrokenError):
            DEFAULT.weighted(cognitive, {"techx_physical_n": 1})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("horoscope", 1.0),
        ("spread", 0.0),
        ("spread", -1.0),
        ("spread", float("nan")),
        ("gap_closed", 1.0),
        ("cognitive_adopted", 1.5),
    ],
)
def test_a_parameter_out_of_range_is_refused(name: str, value: float) -> None:
    with pytest.raises(RuleBrokenError):
        DEFAULT.moved(**{name: value})


def test_every_parameter_has_its_basis_its_range_and_a_reason_in_both_languages() -> None:
    for item in PARAMETERS:
        assert item.low < item.default < item.high
        assert item.basis in Basis
        assert all((item.label.da, item.label.en, item.reason.da, item.reason.en))


def test_scenarios_stand_in_order() -> None:
    for code in ("8344", "9112", "4110"):
        slow, central, fast = (share(code, 10, scenario(name)) for name in ("slow", "central", "fast"))

        assert fast < central < slow


def test_an_unknown_scenario_is_a_sentence() -> None:
    with speaking("en"), pytest.raises(RuleBrokenError, match="slow, central and fast"):
        scenario("apocalypse")


def test_small_workplaces_keep_people_longer() -> None:
    small, middle, large = (share("8344", 15, DEFAULT.in_workplaces(size)) for size in ("10-49", "50-249", "250+"))

    assert large < middle < small
    with pytest.raises(RuleBrokenError):
        DEFAULT.in_workplaces("huge")


def test_a_parameter_is_found_by_name() -> None:
    assert parameter("physical_doubling").default == 3.5


def test_bands_turn_at_85_70_and_50() -> None:
    assert [resilience_band(value) for value in (0.85, 0.8499, 0.70, 0.6999, 0.50, 0.4999)] == [
        ResilienceBand.ROBUST,
        ResilienceBand.WATCH,
        ResilienceBand.WATCH,
        ResilienceBand.FRAGILE,
        ResilienceBand.FRAGILE,
        ResilienceBand.EXPOSED,
    ]


def test_the_watch_year_is_the_first_below_seventy_per_cent() -> None:
    assert watch_offset([1.0, 0.8, 0.7, 0.69, 0.5]) == 3
    assert watch_offset([1.0, 0.9]) is None


def test_lead_time_is_what_is_left_after_the_projects_own_response() -> None:
    assert lead_time(6, 2) == 4
    assert lead_time(2, 3.5) == -1.5
    assert lead_time(None, 3) is None
