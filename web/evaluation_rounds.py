"""What the pages show of two rounds: the first without names, the talk, the way to the second, and minorities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import Evaluation, ScoreSnapshot, TalkNote
from portfolio.queries.evaluation_rounds import FirstRound, Minority, find_first_round, list_talk_notes, minorities
from portfolio.queries.evaluations import Remark
from portfolio.reference.rubric import Criterion, rubric
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.criteria import CriterionScore
from portfolio.scoring.panel import PanelScores
from web.results import CriterionResult


@dataclass(frozen=True)
class TalkedOf:
    """A criterion that the panel talks about, with what was written down."""

    criterion: Criterion
    score: CriterionScore
    note: TalkNote | None

    @property
    def limits(self) -> str:
        """The lowest and the highest level that were given."""
        spread = self.score.spread
        return f"{spread.lowest:.0f}–{spread.highest:.0f}" if spread else ""


@dataclass(frozen=True)
class Way:
    """A criterion from the first round to the second, written out; `moved` says that the median is another."""

    criterion: Criterion
    first: str
    second: str
    moved: bool


@dataclass(frozen=True)
class MinorityShown:
    """A criterion on which someone stands far from the panel, with the reasons given."""

    criterion: Criterion
    median: str
    reasons: Sequence[Remark]
    silent: int


@dataclass(frozen=True)
class RoundsPage:
    """What an evaluation's page shows beside its result; the first round is None for those who may not see it."""

    first: FirstRound | None
    criteria: Sequence[CriterionResult]
    comments: Sequence[str]
    talk: Sequence[TalkedOf]
    ways: Sequence[Way]
    minorities: Sequence[MinorityShown]


def rounds_page(
    session: Session, viewer: Viewer, evaluation: Evaluation, snapshot: ScoreSnapshot | None, remarks: Sequence[Remark]
) -> RoundsPage:
    """Return what may be shown of an evaluation's rounds; of a closed one also its minorities."""
    asked = rubric(evaluation.rubric_version)
    first = find_first_round(session, viewer, evaluation)
    notes = list_talk_notes(session, viewer, evaluation) if first else {}
    last = PanelScores.from_dict(snapshot.scores) if snapshot else None
    return RoundsPage(
        first=first,
        criteria=_criteria(first, asked.criteria) if first else (),
        comments=[remark.text for remark in first.remarks_on("")] if first else (),
        talk=_talk(first, notes, asked.criteria) if first else (),
        ways=_ways(first.scores, last, asked.criteria) if first and last else (),
        minorities=[_shown(one, asked.criterion(one.criterion)) for one in minorities(last, remarks)] if last else (),
    )


def first_round_words(first: FirstRound) -> dict[str, str]:
    """Return by criterion what the panel answered in the first round, in one sentence."""
    return {score.id: _words(score) for score in first.scores.criteria}


def _words(score: CriterionScore) -> str:
    if score.spread is None:
        return _("First round: fewer than two could assess it.")
    return _("First round: median %(median)s, middle half %(half)s.", median=level(score.median), half=_half(score))


def _criteria(first: FirstRound, asked: Sequence[Criterion]) -> list[CriterionResult]:
    return [
        CriterionResult(criterion, first.scores.criterion(criterion.id), tuple(first.remarks_on(criterion.id)), place)
        for place, criterion in enumerate(asked)
    ]


def _talk(first: FirstRound, notes: Mapping[str, TalkNote], asked: Sequence[Criterion]) -> list[TalkedOf]:
    by_id = {criterion.id: criterion for criterion in asked}
    named = [*first.widest, *(criterion for criterion in notes if criterion not in first.widest)]
    return [TalkedOf(by_id[name], first.scores.criterion(name), notes.get(name)) for name in named]


def _ways(first: PanelScores, last: PanelScores, asked: Sequence[Criterion]) -> list[Way]:
    return [
        Way(criterion, _both(before), _both(after), before.median != after.median)
        for criterion in asked
        for before, after in [(first.criterion(criterion.id), last.criterion(criterion.id))]
    ]


def _shown(minority: Minority, criterion: Criterion) -> MinorityShown:
    return MinorityShown(criterion, level(minority.median), minority.reasons, minority.silent)


def _both(score: CriterionScore) -> str:
    return f"{level(score.median)} ({_half(score)})" if score.spread else _("open")


def _half(score: CriterionScore) -> str:
    spread = score.spread
    return f"{level(spread.lower_quartile)}–{level(spread.upper_quartile)}" if spread else ""


def level(value: float | None) -> str:
    """Return a level as people write it, with one decimal only where it has one."""
    return "" if value is None else format_number(value, 0 if value == int(value) else 2 if value * 2 % 1 else 1)
