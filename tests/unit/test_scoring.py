import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.panel import AssessmentAnswers, PanelScores, score_panel
from portfolio.scoring.scale import Answer, Band, band_of, score_of
from portfolio.scoring.zones import Zone, zone_of

RUBRIC = rubric("2026-1")
IDS = [criterion.id for criterion in RUBRIC.criteria]
RADICALITY = [criterion.id for criterion in RUBRIC.on_axis(Axis.RADICALITY)]
DECOUPLING = [criterion.id for criterion in RUBRIC.on_axis(Axis.DECOUPLING)]
CONNECTION = [criterion.id for criterion in RUBRIC.on_axis(Axis.CONNECTION)]

levels = st.one_of(st.none(), st.integers(1, 5))
forms = st.dictionaries(
    st.sampled_from(IDS), st.builds(Answer, level=levels, evidence=st.sampled_from(["E0", "E1", "E2"]))
)
panels = st.lists(forms, max_size=6)


def answers(ids: Sequence[str], given: Sequence[int | None], evidence: str = "E0") -> dict[str, Answer]:
    return {name: Answer(level, evidence) for name, level in zip(ids, given, strict=True)}


def a_panel(*forms: Mapping[str, Answer]) -> list[AssessmentAnswers]:
    return [AssessmentAnswers(f"evaluator-{place}", form) for place, form in enumerate(forms)]


def everything(radicality: int, decoupling: int, connection: int) -> dict[str, Answer]:
    form = answers(RADICALITY, [radicality] * 7) | answers(DECOUPLING, [decoupling] * 6)
    return form | answers(CONNECTION, [connection] * 2)


def test_an_open_criterion_gives_an_interval_and_is_never_imputed() -> None:
    form = answers(RADICALITY, [4, 3, 4, None, 3, 5, 3])

    score = score_panel(RUBRIC, a_panel(form, form)).radicality

    assert score.value == pytest.approx(66.7, abs=0.05)
    assert (score.low, score.high) == (pytest.approx(57.1, abs=0.05), pytest.approx(71.4, abs=0.05))
    assert score.coverage == pytest.approx(6 / 7)
    assert score.open_criteria == ("R4",)


def test_the_same_project_with_the_fourth_at_level_two() -> None:
    form = answers(RADICALITY, [4, 3, 4, 2, 3, 5, 3])

    score = score_panel(RUBRIC, a_panel(form, form)).radicality

    assert score.value == pytest.approx(60.7, abs=0.05)
    assert score.low == score.high == score.value


def test_with_less_than_seventy_per_cent_covered_only_the_interval_is_published() -> None:
    form = answers(RADICALITY, [5, 5, 5, 5, None, None, None])

    score = score_panel(RUBRIC, a_panel(form, form)).radicality

    assert score.value is None
    assert score.available == 100
    assert (round(score.low), round(score.high)) == (57, 100)


def test_one_evaluator_alone_leaves_everything_open() -> None:
    scores = score_panel(RUBRIC, a_panel(everything(5, 5, 5)))

    assert scores.radicality.value is None
    assert (scores.radicality.low, scores.radicality.high) == (0, 100)
    assert (scores.band, scores.zone, scores.weakest_wall) == (None, None, None)
    assert all(criterion.is_open and criterion.raters == 1 for criterion in scores.criteria)


def test_nobody_is_no_error_either() -> None:
    scores = score_panel(RUBRIC, [])

    assert scores.panel_size == 0
    assert scores.connection.value is None


def test_all_cannot_assess_is_open_and_not_level_one() -> None:
    form = {name: Answer(None) for name in IDS}

    scores = score_panel(RUBRIC, a_panel(form, form, form))

    assert scores.decoupling.value is None
    assert scores.fallen_walls == ()
    assert scores.criterion("R1").cannot_assess == 3


def test_several_evaluators_give_the_median_and_show_how_they_lie() -> None:
    scores = score_panel(RUBRIC, a_panel(*({"R1": Answer(level)} for level in (2, 2, 2, 2, 5))))
    first = scores.criterion("R1")

    assert (first.value, first.median, first.iqr) == (25, 2, 0)
    assert first.distribution == (0, 4, 0, 0, 1)
    assert first.within_one == 0.8
    assert first.consensus is True  # so the dissenting reason must still be printed


def test_wide_disagreement_is_no_consensus() -> None:
    first = score_panel(RUBRIC, a_panel(*({"R1": Answer(level)} for level in (1, 2, 4, 5)))).criterion("R1")

    assert (first.median, first.consensus) == (3, False)


def test_the_spread_of_an_axis_is_over_the_evaluators_own_means() -> None:
    scores = score_panel(RUBRIC, a_panel(everything(1, 3, 3), everything(3, 3, 3), everything(5, 3, 3)))
    spread = scores.radicality.spread

    assert spread is not None
    assert (spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile, spread.highest) == (
        0,
        25,
        50,
        75,
        100,
    )


@pytest.mark.parametrize(
    ("radicality", "decoupling", "connection", "zone"),
    [
        (65, 49.9, 100, Zone.IMMUNE_SYSTEM_RISK),
        (65, 49.9, None, Zone.IMMUNE_SYSTEM_RISK),
        (65, 50, 49.9, Zone.ISLAND_RISK),
        (65, 50, 50, Zone.AMBIDEXTROUS),
        (34.9, 75, 0, Zone.OVER_PROTECTED),
        (34.9, 74.9, 0, Zone.ORDINARY),
        (35, 75, 0, Zone.ORDINARY),
        (64.9, None, None, Zone.ORDINARY),
        (65, 50, None, None),
        (65, None, 50, None),
        (10, None, 50, None),
        (None, 50, 50, None),
    ],
)
def test_zones_turn_at_their_thresholds(
    radicality: float | None, decoupling: float | None, connection: float | None, zone: Zone | None
) -> None:
    assert zone_of(radicality, decoupling, connection) is zone


def test_bands_turn_at_35_and_65() -> None:
    assert [band_of(score) for score in (34.9, 35, 64.9, 65)] == [
        Band.INCREMENTAL,
        Band.SUBSTANTIAL,
        Band.SUBSTANTIAL,
        Band.RADICAL,
    ]


def test_the_weakest_wall_is_named_and_fallen_ones_are_flagged_whatever_the_mean() -> None:
    form = everything(5, 5, 5) | {"D3": Answer(1)}

    scores = score_panel(RUBRIC, a_panel(form, form, form))

    assert scores.zone is Zone.AMBIDEXTROUS
    assert (scores.weakest_wall, scores.fallen_walls) == ("D3", ("D3",))


def test_radical_is_said_without_reserve_only_when_the_whole_interval_is_radical_and_two_criteria_are_bold() -> None:
    certain = answers(RADICALITY, [4, 4, 4, 4, 4, 4, 4])
    uncertain = certain | {"R1": Answer(None), "R2": Answer(None)}

    assert score_panel(RUBRIC, a_panel(certain, certain)).certainly_radical
    assert not score_panel(RUBRIC, a_panel(uncertain, uncertain)).certainly_radical


def test_documented_radicality_leaves_assertions_open() -> None:
    form = answers(RADICALITY, [5] * 7, "E1") | {"R7": Answer(5, "E0")}

    scores = score_panel(RUBRIC, a_panel(form, form))

    assert scores.radicality.low == 100
    assert scores.documented_radicality.low == pytest.approx(600 / 7)
    assert scores.documented_radicality.high == 100
    assert scores.documented_radicality.open_criteria == ("R7",)


def test_a_criterion_is_documented_when_at_least_half_of_the_evaluators_say_so() -> None:
    grades = [("E0", "E1"), ("E0", "E1", "E1"), ("E0", "E0", "E3"), ("E1", "E2", "E3")]

    found = [
        score_panel(RUBRIC, a_panel(*({"R1": Answer(3, grade)} for grade in group))).criterion("R1").evidence
        for group in grades
    ]

    assert found == ["E0", "E1", "E0", "E2"]


def test_weights_replace_the_equal_ones() -> None:
    form = answers(CONNECTION, [5, 1])

    scores = score_panel(RUBRIC, a_panel(form, form), weights={"C1": 3, "C2": 1})

    assert scores.connection.value == 75


@given(panels)
def test_scores_survive_the_way_to_json_and_back(given_forms: list[dict[str, Answer]]) -> None:
    scores = score_panel(RUBRIC, a_panel(*given_forms))

    assert PanelScores.from_dict(json.loads(json.dumps(scores.as_dict()))) == scores


@given(panels, st.randoms())
def test_the_order_of_evaluators_does_not_matter(given_forms: list[dict[str, Answer]], random: object) -> None:
    panel = a_panel(*given_forms)
    shuffled = list(panel)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis calls it object

    assert score_panel(RUBRIC, shuffled) == score_panel(RUBRIC, panel)


@given(panels)
def test_a_value_lies_in_its_interval(given_forms: list[dict[str, Answer]]) -> None:
    scores = score_panel(RUBRIC, a_panel(*given_forms))

    for score in (*(scores.axis(axis) for axis in Axis), scores.documented_radicality):
        assert 0 <= score.low <= score.high <= 100
        assert score.value is None or score.low <= score.value <= score.high
        assert (score.value is not None) == (score.coverage >= 0.7)


@given(panels)
def test_documented_radicality_never_claims_more_than_the_interval_allows(given_forms: list[dict[str, Answer]]) -> None:
    scores = score_panel(RUBRIC, a_panel(*given_forms))

    assert scores.documented_radicality.low <= scores.radicality.low + 1e-9
    assert scores.documented_radicality.high >= scores.radicality.high - 1e-9


@given(panels)
def test_an_evaluator_who_cannot_assess_changes_no_score(given_forms: list[dict[str, Answer]]) -> None:
    silent = {name: Answer(None) for name in IDS}
    before = score_panel(RUBRIC, a_panel(*given_forms))

    after = score_panel(RUBRIC, a_panel(*given_forms, silent))

    assert [after.axis(axis) for axis in Axis] == [before.axis(axis) for axis in Axis]


@given(st.lists(forms, min_size=3, max_size=6), st.sampled_from(IDS), st.sampled_from([1, 2, 3, 4, 5]))
def test_cannot_assess_is_never_worse_than_the_lowest_level(
    given_forms: list[dict[str, Answer]], criterion: str, other: int
) -> None:
    others = [form | {criterion: Answer(other)} for form in given_forms[1:]]  # so that it stays covered
    as_lowest = score_panel(RUBRIC, a_panel(given_forms[0] | {criterion: Answer(1)}, *others))

    as_unknown = score_panel(RUBRIC, a_panel(given_forms[0] | {criterion: Answer(None)}, *others))

    for axis in Axis:
        before, after = as_lowest.axis(axis), as_unknown.axis(axis)
        assert after.low >= before.low - 1e-9
        assert after.high >= before.high - 1e-9
        assert (after.available or 0) >= (before.available or 0) - 1e-9


@given(panels, st.sampled_from(IDS))
def test_taking_an_answer_back_keeps_what_was_possible_possible(
    given_forms: list[dict[str, Answer]], criterion: str
) -> None:
    full = score_panel(RUBRIC, a_panel(*given_forms))

    unknown = score_panel(RUBRIC, a_panel(*(form | {criterion: Answer(None)} for form in given_forms)))

    axis = RUBRIC.criterion(criterion).axis
    assert unknown.axis(axis).low <= full.axis(axis).low + 1e-9
    assert unknown.axis(axis).high >= full.axis(axis).high - 1e-9


@given(st.lists(panels, min_size=2, max_size=4))
def test_adding_a_project_never_changes_another(projects: list[list[dict[str, Answer]]]) -> None:
    alone = score_panel(RUBRIC, a_panel(*projects[0]))

    together = [score_panel(RUBRIC, a_panel(*project)) for project in projects]

    assert together[0] == alone


@pytest.mark.parametrize("level", [0, 6, -1, 2.5, True, "3"])
def test_a_level_outside_the_scale_is_refused_at_its_field(level: object) -> None:
    with speaking("en"), pytest.raises(RuleBrokenError, match="1 to 5") as refused:
        Answer(level)  # type: ignore[arg-type]  # that is the point

    assert refused.value.field == "level"


@pytest.mark.parametrize(("lowest", "highest"), [(4, None), (None, 2), (5, 1)])
def test_a_level_lies_within_what_the_evaluator_finds_plausible(lowest: int | None, highest: int | None) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        Answer(3, lowest=lowest, highest=highest)

    assert refused.value.field == "level"


def test_an_unknown_evidence_grade_is_refused_at_its_field() -> None:
    with pytest.raises(RuleBrokenError) as refused:
        Answer(3, "E9")

    assert refused.value.field == "evidence"


@pytest.mark.parametrize(
    ("assessments", "weights", "field"),
    [
        ([AssessmentAnswers("a", {"X1": Answer(3)})], None, "answers"),
        ([AssessmentAnswers("a", {}), AssessmentAnswers("a", {})], None, "evaluator"),
        ([], {"R1": -1.0}, "weights"),
        ([], {"R1": float("nan")}, "weights"),
        ([], {"C1": 0.0, "C2": 0.0}, "weights"),
        ([], {"X1": 1.0}, "answers"),
    ],
)
def test_what_cannot_be_scored_is_refused_at_its_field(
    assessments: list[AssessmentAnswers], weights: dict[str, float] | None, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        score_panel(RUBRIC, assessments, weights=weights)

    assert refused.value.field == field


def test_levels_are_evenly_spaced() -> None:
    assert [score_of(level) for level in (1, 2, 2.5, 3, 4, 5)] == [0, 25, 37.5, 50, 75, 100]
