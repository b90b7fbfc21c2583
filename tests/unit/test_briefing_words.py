"""Sentences of a briefing that no snapshot shows: rare reasons, several projects, who answers for it, few marks."""

import pytest

from portfolio.briefing.content import Decision
from portfolio.briefing.decisions import find_decisions
from portfolio.briefing.editor import say_editor
from portfolio.briefing.eye import attention_word, reason_sentence
from portfolio.charts.landing import landing_finding
from portfolio.charts.matrix import matrix_finding
from portfolio.language import LANGUAGES, Language, speaking
from portfolio.queries.attention_items import Attention, AttentionKind, Target
from tests.briefing_house import MARCH, a_content, a_sheet

PROJECT = a_sheet(1, "Natteboligen", "445554421232333", work="5322")


def signalled(name: str) -> Attention:
    sheet = a_sheet(1, name)
    return Attention(
        AttentionKind.SIGNAL, sheet.project, Target.OPEN_EVALUATION, signal="Selvkørende gaffeltruck på markedet"
    )


def asked(language: Language, *names: str) -> Decision:
    with speaking(language):
        [decision] = find_decisions([signalled(name) for name in names], [], house_lead="Karla", by="1. april")
    return decision


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", AttentionKind)
def test_every_reason_for_attention_has_its_words(kind: AttentionKind, language: Language):
    item = Attention(kind, PROJECT.project, Target.PROJECT, since=MARCH.date(), held=85, signal="x", watch_year=2030)

    with speaking(language):
        assert attention_word(item)
        assert reason_sentence(item).endswith(".")


def test_a_forecast_that_came_out_the_other_way_is_told_and_stops_no_briefing():
    content = a_content("en", [PROJECT], surprises={PROJECT.project.id: (85, MARCH)})

    assert "A forecast held 85 per cent likely came out the other way." in content.sheets[0].reasons


def test_a_technology_signal_is_put_to_the_board():
    assert asked("en", "Natteboligen").text == (
        "have Natteboligen re-evaluated, because a technology signal weakens its work."
    )
    assert asked("da", "Natteboligen").text == (
        "får genvurderet Natteboligen, fordi et teknologisignal svækker arbejdet."
    )
    assert asked("da", "Lagerbroen", "Natteboligen").text == (
        "får genvurderet to projekter, fordi teknologisignaler svækker deres arbejde: Lagerbroen og Natteboligen."
    )
    assert asked("da", "Lagerbroen", "Natteboligen").consequence == (
        "Ellers forbereder de fortsat mennesker til arbejde, der måske ikke holder."
    )


@pytest.mark.parametrize(
    ("editor", "approver", "leads", "said"),
    [
        ("Karla", "Karla", ["Karla"], "redigeret og godkendt af Karla"),
        ("Karla", "Bo", ["Karla", "Bo"], "redigeret af Karla, godkendt af Bo"),
        ("Karla", "", ["Karla"], "redigeret af Karla"),
        ("", "Bo", ["Karla"], "godkendt af Bo"),
        ("", "", ["Karla", "Bo"], "skrevet af programmet, ansvarlig: Karla"),
        ("", "", [], "skrevet af programmet uden redaktør"),
    ],
    ids=["one for both", "two people", "not approved", "only approved", "nobody", "no lead either"],
)
def test_who_answers_for_it_is_named(editor: str, approver: str, leads: list[str], said: str):
    with speaking("da"):
        assert say_editor(editor, approver, leads) == said


def test_a_picture_of_one_project_or_of_none_worth_counting_has_a_title_one_can_say():
    radical, small = (a_sheet(1, "A", levels, work="5322") for levels in ("555555555555555", "111111111111111"))
    points = [point for sheet in (radical, small) if (point := sheet.matrix_point())]
    pictured = [section.picture for section in a_content("en", [radical, small]).sections if section.key == "landing"]
    both, neither = ([pictured[0].places[place].to_draw()] for place in (0, 1))

    with speaking("en"):
        assert matrix_finding(points[:1]) == "The project in the picture is radical and leads to work that lasts"
        assert matrix_finding(points) == "One of the 2 projects in the picture is radical and leads to work that lasts"
        assert matrix_finding(points[1:] * 3) == "No project in the picture is radical and leads to work that lasts"
        assert landing_finding(both) == "The project is both sheltered and has somewhere to land"
        assert landing_finding(neither) == "The project is not both sheltered and connected"
        assert landing_finding(neither * 2) == "No project is both sheltered and connected"
