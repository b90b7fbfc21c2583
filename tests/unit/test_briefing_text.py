"""What a briefing says, kept as text in both languages: a change of words is reviewed as text.

To accept new words: INNOHUS_ACCEPT_SNAPSHOTS=1 pytest tests/unit/test_briefing_text.py, and read the difference.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from portfolio.briefing.content import BriefingContent, read_content
from portfolio.language import LANGUAGES, Language
from portfolio.models import Outcome
from portfolio.rounds.lifecycle import Stage
from tests.briefing_beside import much_beside
from tests.briefing_house import APRIL, a_content, a_decision, a_month_later, a_sheet, moved, the_house, thirteen

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "briefing"


def nothing_registered(language: Language) -> BriefingContent:
    house = the_house(solutions_in_five_years="", people_in_five_years="")
    return a_content(language, [], house=house, house_leads=[])


def one_project(language: Language) -> BriefingContent:
    return a_content(language, [a_sheet(1, "Natteboligen", "445554421232333", work="5322")])


def nothing_new(language: Language) -> BriefingContent:
    calm = [a_sheet(1, "Havnekøkkenet", "455554444444444", work="5120", at=APRIL)]
    return a_month_later(language, calm, calm)


def much_new(language: Language) -> BriefingContent:
    before = thirteen()
    fallen = a_sheet(
        9,
        "Natteboligen",
        "445554411111333",
        earlier_levels="445554454444554",
        closed_on=date(2027, 3, 20),
        work="5322",
        at=APRIL,
    )
    stopped = moved(thirteen(APRIL)[5], Stage.STOPPED)
    met = a_sheet(10, "Nabovagten", "33333-333333333", panel="abc", met=date(2027, 3, 9), at=APRIL)
    first = a_sheet(13, "Ungeporten", "333333333333333", closed_on=date(2027, 3, 22), horizon_year=None, at=APRIL)
    new = [a_sheet(14, "Skovskolen", at=APRIL), a_sheet(15, "Ældrebanken", at=APRIL)]
    now = [*thirteen(APRIL)[:5], stopped, *thirteen(APRIL)[6:8], fallen, met, *thirteen(APRIL)[10:12], first, *new]
    causes = {UUID(int=1009): "driften fik vetoret over vagtplanen"}
    decisions = [
        a_decision(
            "Natteboligen får sin egen vagtplan",
            outcome=Outcome.CHANGED,
            dissent="Ingrid Åkjær ønskede projektet stoppet",
        ),
        a_decision("Havnekøkkenet stoppes", done_on=date(2027, 3, 28), done_note="Lokalerne er sagt op"),
        a_decision("Et nyt projekt om flytning", outcome=Outcome.REJECTED, owner="", due_on=None),
        a_decision("Banken taler med tre kommuner", due_on=date(2027, 3, 20)),
    ]
    beside = much_beside(fallen.project, met.project)
    return a_month_later(language, before, now, causes=causes, decisions=decisions, beside=beside)


# Of the board page and its two questions: about 350, and more in a month with much of everything.
MOST_WORDS = {"much-new": 400}

CASES: dict[str, Callable[[Language], BriefingContent]] = {
    "first-month": a_content,
    "nothing-registered": nothing_registered,
    "one-project": one_project,
    "nothing-new": nothing_new,
    "much-new": much_new,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_briefing_says_what_was_reviewed(case: str, language: Language):
    said = "\n".join(as_text(CASES[case](language))) + "\n"

    file = SNAPSHOTS / f"{case}.{language}.txt"
    if os.environ.get("INNOHUS_ACCEPT_SNAPSHOTS"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_board_page_can_be_read_in_five_minutes(case: str, language: Language):
    reviewed = (SNAPSHOTS / f"{case}.{language}.txt").read_text(encoding="utf-8")

    page_one = re.split(r"\n\n|\n--", reviewed)[0]
    words = re.sub(r"(?m)^(\d|\?) ", "", page_one).split()  # without the marks of the parts

    assert 60 < len(words) <= MOST_WORDS.get(case, 350)


def test_all_thirteen_projects_are_in_the_table_by_name():
    content = a_content("da")

    assert [row.number for row in content.rows] == list(range(1, 14))


def test_a_sheet_is_there_only_with_a_reason():
    content = a_content("en")

    assert 0 < len(content.sheets) < len(content.rows)
    assert all(sheet.reasons for sheet in content.sheets)


def test_what_is_kept_as_json_is_read_back_the_same():
    content = replace(a_content("da"), pages=9)

    assert read_content(json.loads(json.dumps(content.as_dict()))) == content


def test_a_score_is_a_whole_number_with_its_interval():
    figures = [figure for row in a_content("en").rows for figure in (row.radicality, row.decoupling)]

    assert all(figure.value.isdecimal() or figure.value == "–" for figure in figures)
    assert all(figure.interval for figure in figures if figure.is_known)


def test_another_panel_is_no_change():
    before = [a_sheet(1, "Natteboligen", "445554454444554")]
    now = a_sheet(1, "Natteboligen", "445554411111333", closed_on=date(2027, 3, 20), panel="abc", at=APRIL)
    now = replace(now, previous_scores=before[0].scores)

    content = a_month_later("en", before, [now])

    assert content.page_one.changes == ("No clear change since the briefing of March 2027.",)


def test_names_of_300_letters_are_cut_in_sentences_and_whole_in_the_table():
    name = "X" * 300
    content = a_content("en", [a_sheet(1, name, "445554421232333")])

    assert all(len(decision.text) < 150 for decision in content.page_one.decisions)
    assert content.rows[0].name == name


def as_text(content: BriefingContent) -> Iterator[str]:
    yield from board_page(content)
    for answer in content.questions:
        yield f"? {answer.question}\n  {answer.answer}"
    yield from in_sections(content)
    yield content.table_caption if content.rows else content.no_projects
    for row in content.rows:
        scores = [
            f"{score.value} {score.interval}".strip() for score in (row.radicality, row.resilience, row.decoupling)
        ]
        yield " | ".join((row.name, row.zone, *scores, row.horizon, row.money, row.next_evaluation))
    if not content.sheets:
        yield content.no_sheets
    for sheet in content.sheets:
        yield f"\n== {sheet.name} | {sheet.zone} | {sheet.message}"
        yield from (f"! {reason}" for reason in sheet.reasons)
        yield from (f"{figure.label}: {figure.value} {figure.interval} {figure.word}" for figure in sheet.figures)
        yield sheet.weakest
        yield from (f"{line.name}: {line.share}, {line.resilience}" for line in sheet.occupations)
        yield from (f"{fact.label}: {fact.text}" for fact in sheet.facts)
    yield "\n--"
    yield from content.evidence.sentences
    yield from (f"{term.label}: {term.text}" for term in content.evidence.glossary)
    yield f"{content.evidence.as_of} | {content.evidence.rubric} | {content.evidence.history_count}"


def in_sections(content: BriefingContent) -> Iterator[str]:
    for section in content.sections:
        yield f"\n# {section.heading}"
        yield from section.sentences
        if section.picture:
            yield f"[{section.picture.title}]"
        if section.table:
            yield " | ".join(column.heading for column in section.table.columns)
            yield from (" | ".join(row) for row in section.table.rows)
    yield ""


def board_page(content: BriefingContent) -> Iterator[str]:
    page = content.page_one
    yield f"{content.title}\n{content.overview}"
    if not page.decisions:
        yield f"1 {page.no_decision}"
    for decision in page.decisions:
        yield f"1 {decision.text}\n  {decision.consequence} ({decision.terms})"
    yield from (f"2 {change}" for change in page.changes)
    yield f"3 {page.standing}"
    if page.chart.points:
        yield f"3 {page.chart.title}"
    if not page.attention:
        yield f"4 {page.no_attention}"
    for item in page.attention:
        yield f"4 {item.word} | {item.project} | {item.text}"
    if page.more_attention:
        yield f"4 {page.more_attention}"
    yield from (f"5 {sentence}" for sentence in page.learned)
    yield f"6 {page.confidence}"
    yield from (f"6 {sentence}" for sentence in page.certainty)
    yield from (f"7 {sentence}" for sentence in page.coming)
