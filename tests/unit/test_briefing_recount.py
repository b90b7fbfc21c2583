"""Every figure of the board page, counted again by a script of its own from the tables attached to the PDF."""

import re
from datetime import date

import pytest

from jobs.briefings.figures import figures_csv, levels_csv
from portfolio.briefing.content import BriefingContent
from portfolio.language import format_date, speaking
from tests import recount
from tests.briefing_house import APRIL, MARCH, a_content, a_month_later, a_sheet, thirteen
from tests.recount import Tables

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER = re.compile(rf"\b(?:{'|'.join(WORDS)}|\d+(?:\.\d+)?)\b", re.I)
DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}(?: at \d\d:\d\d)?")


def divided() -> list[object]:
    """A house in which evaluators disagree and some could not assess."""
    sheets = thirteen()
    sheets[8] = a_sheet(9, "Natteboligen", "445554421232333", work="5322", panel="ab", at=MARCH)
    sheets[9] = a_sheet(10, "Nabovagten", "13-33-333333333", panel="abcde", split=True, work="5322", at=MARCH)
    return sheets


CASES = {
    "thirteen": lambda: a_content("en"),
    "divided": lambda: a_content("en", divided()),
    "a month later": lambda: a_month_later("en", thirteen(), changed()),
}


def changed():
    fallen = a_sheet(
        9,
        "Natteboligen",
        "445554455555533",
        earlier_levels="445554421232333",
        closed_on=date(2027, 3, 20),
        work="5322",
        at=APRIL,
    )
    return [*thirteen(APRIL)[:8], fallen, *thirteen(APRIL)[9:]]


def tables_of(content: BriefingContent) -> Tables:
    return Tables.read(figures_csv(content), levels_csv(content))


def numbers(*sentences: str) -> list[float]:
    """The numbers of sentences in order, with dates left out."""
    text = DATE.sub("", " ".join(sentences).replace("\xa0", " "))
    found = [match.lower() for match in NUMBER.findall(text)]
    return [WORDS.index(word) + 1 if word in WORDS else float(word) for word in found]


@pytest.fixture(params=CASES, name="content")
def a_case(request: pytest.FixtureRequest) -> BriefingContent:
    return CASES[request.param]()


def test_the_overview_and_where_the_portfolio_stands(content: BriefingContent):
    tables = tables_of(content)

    assert numbers(content.overview) == recount.overview(tables)
    told, _against, distance = content.page_one.standing.partition("Against the board’s corridor:")
    assert numbers(distance) == [recount.distance(tables, (0.3, 0.4, 0.3))]
    assert numbers(told) == recount.standing(tables)
    assert numbers(content.page_one.chart.title) == recount.finding(tables)


def test_what_needs_attention(content: BriefingContent):
    tables = tables_of(content)

    assert numbers(content.page_one.more_attention) == recount.left_out(tables)
    late = [text for decision in content.page_one.decisions if "re-evaluated" in (text := decision.text)]
    if recount.overdue(tables) > 1:
        assert numbers(*late) == [recount.overdue(tables)]
    else:
        assert len(late) == recount.overdue(tables)


def test_certainty_and_disagreement(content: BriefingContent):
    tables, said = tables_of(content), content.page_one.certainty
    agreement = next(text for text in said if text.startswith("Agreement"))

    assert numbers(*said[:2], agreement.partition("(")[0]) == recount.certainty(tables)
    low, high = numbers(agreement)[1:] or numbers(agreement) * 2
    assert low <= recount.alpha(tables) + 0.005
    assert high >= recount.alpha(tables) - 0.005
    split = next((text for text in said if text.startswith("No consensus")), "")
    others = sum(numbers(split[split.rfind(" and ") :])) if "other" in split else 0
    assert split.count("(") + others == recount.without_consensus(tables)


def test_the_dates_to_come(content: BriefingContent):
    told = next(text for text in content.page_one.coming if text.startswith("Next re-evaluation"))

    with speaking("en"):
        expected = [format_date(date.fromisoformat(day)) for day in recount.next_dates(tables_of(content))]
    assert DATE.findall(told.replace("\xa0", " ")) == expected


def test_what_changed_since_last_month():
    before, now = tables_of(a_content("en")), tables_of(a_month_later("en", thirteen(), changed()))
    told = a_month_later("en", thirteen(), changed()).page_one.changes

    moves = re.findall(r"(\w+) (\d+) → (\d+)", told[0])
    assert moves
    for axis, first, last in moves:
        assert [int(first), int(last)] == recount.moved(before, now, "Natteboligen", axis)
    assert numbers(told[-1]) == [recount.unchanged(before, now, {"Natteboligen"})]
