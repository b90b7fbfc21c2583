"""What the draws say of a whole portfolio, as it is kept."""

import json

from portfolio.charts.places import Place, place_lines, place_lines_description
from portfolio.language import speaking
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.agreed import Agreed, WeightKind
from portfolio.scoring.findings import pair_sentence
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.scale import Answer
from portfolio.scoring.survey import survey

RUBRIC = rubric("2026-1")
DRAWS = 2000


def a_panel(*levels: int | None, ranges: int = 0) -> list[AssessmentAnswers]:
    """One evaluator for each level, who gives it on every criterion."""
    return [
        AssessmentAnswers(f"evaluator {place}", {one.id: _answer(level, ranges) for one in RUBRIC.criteria})
        for place, level in enumerate(levels)
    ]


def _answer(level: int | None, ranges: int) -> Answer:
    if level is None:
        return Answer(None)
    return Answer(level, lowest=max(1, level - ranges), highest=min(5, level + ranges))


def test_a_clear_order_is_certain_whatever_the_weights() -> None:
    found = survey({"low": a_panel(1, 1), "high": a_panel(5, 5), "middle": a_panel(3, 3)}, RUBRIC, draws=DRAWS)

    on_radicality = found["radicality"]
    assert list(on_radicality["projects"]) == ["high", "middle", "low"]
    assert on_radicality["projects"]["high"]["bands"] == [0.0, 0.0, 1.0]
    assert on_radicality["projects"]["middle"]["places"] == [2, 2, 2]
    assert [on_radicality["projects"][key]["first"] for key in ("high", "low")] == [1.0, 0.0]
    assert on_radicality["projects"]["high"]["confidence"] == 1.0
    assert on_radicality["projects"]["low"]["central"] is None
    assert {pair["share"] for pair in on_radicality["pairs"]} == {1.0}


def test_all_axes_are_told_of_and_can_be_kept_as_json() -> None:
    found = survey({"a": a_panel(2, 3, ranges=1), "b": a_panel(3, 4, ranges=1)}, RUBRIC, draws=DRAWS)

    assert set(found) == {*Axis, "agreement"}
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_open_criterion_leaves_every_band_possible() -> None:
    found = survey({"open": a_panel(None, None), "known": a_panel(3, 3)}, RUBRIC, draws=DRAWS)["radicality"]

    assert all(share > 0 for share in found["projects"]["open"]["bands"])
    assert found["projects"]["open"]["entropy"] > 0.9


def test_an_evaluator_on_whom_an_order_hangs_has_a_number() -> None:
    found = survey({"a": a_panel(3, 3, 5), "b": a_panel(3, 4, 1), "c": a_panel(1, 1, 1)}, RUBRIC, draws=DRAWS)

    pair = next(pair for pair in found["radicality"]["pairs"] if {pair["above"], pair["below"]} == {"a", "b"})
    assert pair["above"] == "a"
    assert pair["turns_without"] == [3]


def test_one_project_alone_has_no_order() -> None:
    assert survey({"alone": a_panel(3, 3)}, RUBRIC, draws=DRAWS) == {}


def test_sentences_say_it_in_both_languages() -> None:
    with speaking("en"):
        assert pair_sentence("A", "B", 0.71, turns_without=["3"]) == (
            "A is above B in 71\N{NO-BREAK SPACE}% of plausible weightings; without evaluator 3 it turns."
        )
        assert pair_sentence("A", "B", 0.505) == "A and B cannot be told apart: each is above in about half."
    with speaking("da"):
        assert pair_sentence("A", "B", 0.71, turns_without=["3"]) == (
            "A ligger over B i 71\N{NO-BREAK SPACE}% af rimelige vægtninger; uden vurderer 3 vender det."
        )


def test_places_are_drawn_within_the_sheet_and_told_in_words() -> None:
    places = [Place("Natteboligen", 1, 2, 3), Place("Lagerbroen", 2, 2, 2), Place("x" * 200, 3, 3, 3)]
    drawn = place_lines(places, language="en", printed=False, narrow=True)
    rows = [row for layer in drawn["layer"] for row in layer["data"]["values"]]

    assert all(0 <= row["x"] <= drawn["width"] and 0 <= row["y"] <= drawn["height"] for row in rows)
    with speaking("en"):
        assert place_lines_description(places[:2]) == "Natteboligen: from place 1 to 3. Lagerbroen: place 2."


def test_agreed_weights_have_findings_of_their_own_beside_those_without_preference() -> None:
    first, *others = [one.id for one in RUBRIC.on_axis(Axis.RADICALITY)]
    panels = {"on the first": a_panel(2, 2), "on the rest": a_panel(3, 3)}
    for assessment in panels["on the first"]:
        assessment.answers[first] = Answer(5)  # type: ignore[index]  # a dict, as `a_panel` makes it
    heavy = Agreed(WeightKind.WEIGHTS, {first: 90.0, **dict.fromkeys(others, 10 / len(others))})

    found = survey(panels, RUBRIC, agreed={Axis.RADICALITY: heavy}, draws=DRAWS)

    assert list(found["radicality"]["projects"]) == ["on the rest", "on the first"]
    assert list(found["agreed"]["radicality"]["projects"]) == ["on the first", "on the rest"]
    assert list(found["agreed"]) == ["radicality"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
