"""A house for briefings, made in memory: projects with scores and resilience, and what is read for a month."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from portfolio.briefing.content import BriefingContent
from portfolio.briefing.making import Material, put_together
from portfolio.clock import day_at
from portfolio.language import Language, speaking
from portfolio.models import (
    BoardDecision,
    House,
    OccupationShare,
    Outcome,
    Person,
    Project,
    ProjectPartner,
    ResilienceRun,
    ScoreSnapshot,
    Sector,
    StopCriterion,
)
from portfolio.queries.attention import list_attention
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.rubric import CURRENT_VERSION, rubric
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.simulation import project_resilience
from portfolio.rounds.cadence import due
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import clerk
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.scale import Answer

MARCH = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
APRIL = datetime(2027, 4, 1, 6, 0, tzinfo=UTC)
PANEL = ("a", "b", "c", "d", "e")
HOUSE_ID = UUID(int=1)


def the_house(**facts: Any) -> House:
    defaults = {
        "id": HOUSE_ID,
        "short_name": "fjordhuset",
        "name": "Innovationshuset Fjordhuset",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "solutions_in_five_years": "Færre kurser og flere rigtige arbejdspladser.",
        "corridor_incremental": 30,
        "corridor_substantial": 40,
        "corridor_radical": 30,
        "people_in_five_years": "Et andet ben at stå på, mens det første holder.",
    }
    return House(**{**defaults, **facts})


def a_sheet(
    number: int,
    name: str,
    levels: str | None = None,
    *,
    earlier_levels: str | None = None,
    closed_on: date = date(2027, 1, 15),
    earlier_closed_on: date = date(2026, 7, 15),
    work: str | None = None,
    met: date | None = None,
    at: datetime = MARCH,
    panel: Sequence[str] = PANEL,
    split: bool = False,
    **facts: Any,
) -> ProjectSheet:
    """A project; `levels` has one digit a criterion (R1–R7 D1–D6 C1–C2), a dash where nobody could assess it."""
    project = _project(number, name, **facts)
    scores = _snapshot(project, levels, closed_on, panel, split=split) if levels else None
    return ProjectSheet(
        project=project,
        lead=Person(email="anne@example.org", name="Anne Holm", fs_uniquifier="x", created_at=MARCH),
        partners=[
            ProjectPartner(project_id=project.id, name="Havblik Kommune", sector=Sector.PUBLIC),
            ProjectPartner(project_id=project.id, name="Åben Kaj", sector=Sector.CIVIL_SOCIETY),
        ],
        occupations=[OccupationShare(project_id=project.id, occupation=work, basis_points=10_000)] if work else [],
        stop_criteria=[
            StopCriterion(project_id=project.id, position=1, text="Færre end ti deltagere om ugen", met_on=met)
        ],
        scores=scores,
        previous_scores=_snapshot(project, earlier_levels, earlier_closed_on, panel) if earlier_levels else None,
        resilience=_run(project, work) if work else None,
        open_evaluation=None,
        due=due(
            registered_on=project.created_at.date(),
            last_closed_on=closed_on if scores else None,
            uncertainty=project.uncertainty,
            under_way=False,
            today=day_at(at, "Europe/Copenhagen"),
        ),
    )


def thirteen(at: datetime = MARCH) -> list[ProjectSheet]:
    """Thirteen projects of every kind: each zone, overdue, never evaluated, stopped, with and without work."""
    return [
        a_sheet(1, "Bogholderbroen", "222222221111233", work="4311", at=at),
        a_sheet(2, "Borgerens Egen Bank", "555555555455412", work="5322", at=at),
        a_sheet(3, "Den åbne klinik", "433344433343333", closed_on=date(2026, 2, 10), work="3221", at=at),
        a_sheet(4, "Familiens Tid", work="5311", at=at),
        a_sheet(5, "Grøn Omvej", "1111122-5555555", work="9214", at=at),
        a_sheet(6, "Havnekøkkenet", "233223343333444", work="5120", at=at),
        a_sheet(7, "Kassekompetence", "111112111112222", work="5230", stage=Stage.STOPPED, at=at),
        a_sheet(8, "Lagerbroen", "223322333333344", work="8344", horizon_year=2040, response_years=3, at=at),
        a_sheet(9, "Natteboligen", "445554421232333", earlier_levels="445554454444554", work="5322", at=at),
        a_sheet(10, "Nabovagten", "33333-333333333", panel=PANEL[:3], at=at),
        a_sheet(11, "Reparatørskolen", "544454455554444", work="7233", at=at),
        a_sheet(12, "Robotpasserne", "444454444444444", closed_on=date(2026, 3, 12), work="8211", at=at),
        a_sheet(13, "Ungeporten", None, horizon_year=None, at=at),
    ]


def a_decision(text: str, **facts: Any) -> BoardDecision:
    """What the board decided in March."""
    defaults = {
        "house_id": HOUSE_ID,
        "period": "2027-03",
        "text": text,
        "outcome": Outcome.ADOPTED,
        "owner": "Anne Holm",
        "due_on": date(2027, 5, 1),
        "decided_on": date(2027, 3, 10),
        "recorded_at": datetime(2027, 3, 11, 9, 0, tzinfo=UTC),
    }
    return BoardDecision(**{**defaults, **facts})


def material(sheets: Sequence[ProjectSheet], *, at: datetime = MARCH, **facts: Any) -> Material:
    """All that is read for a month, without a database: the attention query takes projects already read."""
    house = facts.pop("house", the_house())
    return Material(
        house=house,
        sheets=sheets,
        attention=list_attention(
            None,
            clerk(house.id),
            house.id,
            today=day_at(at, house.zone),
            sheets=sheets,
            surprises=facts.pop("surprises", {}),
            money={},
        ),
        **{
            "previous": None,
            "causes": {},
            "house_leads": ["Karla Vestergård"],
            "head": (128, "3f9a21c0d4e7" + "5" * 52),
            "at": at,
            **facts,
        },
    )


def a_content(language: Language = "en", sheets: Sequence[ProjectSheet] | None = None, **facts: Any) -> BriefingContent:
    """What a briefing of March 2027 says."""
    with speaking(language):
        read = material(thirteen() if sheets is None else sheets, **facts)
    return put_together(read, "2027-03", language)


def a_month_later(language: Language, before: Sequence[ProjectSheet], now: Sequence[ProjectSheet], **facts: Any):
    """What the briefing of April says after that of March."""
    with speaking(language):
        read = material(now, at=APRIL, previous=a_content(language, before), **facts)
    return put_together(read, "2027-04", language)


def moved(sheet: ProjectSheet, stage: Stage) -> ProjectSheet:
    """The same project at another stage."""
    return replace(sheet, project=Project(**{**sheet.project.model_dump(), "stage": stage}))


def _project(number: int, name: str, **facts: Any) -> Project:
    defaults = {
        "id": UUID(int=1000 + number),
        "house_id": HOUSE_ID,
        "number": number,
        "name": name,
        "summary": "Et hus, der er åbent, når andre lukker.",
        "target_group": "Mennesker uden fast arbejde",
        "stage": Stage.TRYING,
        "horizon_year": 2034,
        "budget_minor": 250_000_000 + 10_000_000 * number,
        "solutions_in_five_years": "Hold, der rykker ud.",
        "people_in_five_years": "Deltagerne lærer at lede.",
        "created_at": datetime(2026, 1, 10, tzinfo=UTC),
        "updated_at": datetime(2026, 1, 10, tzinfo=UTC),
    }
    return Project(**{**defaults, **facts})


def _snapshot(
    project: Project, levels: str, closed_on: date, panel: Sequence[str], *, split: bool = False
) -> ScoreSnapshot:
    """The scores of a panel; where it is split, every second evaluator sees the first criterion the other way round."""
    answers = {
        criterion.id: Answer(level=None if digit == "-" else int(digit), evidence="E1")
        for criterion, digit in zip(rubric().criteria, levels, strict=True)
    }
    given = [answers] * len(panel)
    if split:
        [first] = [criterion for criterion in rubric().criteria if criterion.id == "R1"]
        turned = answers | {first.id: Answer(level=6 - (answers[first.id].level or 1), evidence="E1")}
        given = [turned if place % 2 else answers for place in range(len(panel))]
    scores = score_panel(rubric(), [AssessmentAnswers(*each) for each in zip(panel, given, strict=True)])
    return ScoreSnapshot(
        evaluation_id=UUID(int=2000 + project.number),
        house_id=HOUSE_ID,
        project_id=project.id,
        closed_at=datetime(closed_on.year, closed_on.month, closed_on.day, 12, tzinfo=UTC),
        rubric_version=CURRENT_VERSION,
        evaluators=len(panel),
        radicality=scores.radicality.value,
        decoupling=scores.decoupling.value,
        connection=scores.connection.value,
        zone=scores.zone,
        scores=scores.as_dict(),
    )


def _run(project: Project, work: str) -> ResilienceRun:
    found = _simulated(work, (project.horizon_year or 2034) - 2027)
    return ResilienceRun(
        house_id=HOUSE_ID,
        project_id=project.id,
        at=MARCH,
        horizon_year=project.horizon_year or 2034,
        p10=found.p10,
        p50=found.p50,
        p90=found.p90,
        watch_year=found.watch_year(2027),
        half_life_years=found.half_life_years,
        data_version=found.data_version,
        seed=found.seed,
        basis="basis",
        result=found.as_dict(),
    )


@cache
def _simulated(work: str, years: int) -> ProjectResilience:
    return project_resilience({work: 1.0}, horizon_years=years)
